import {
  account,
  ACME_CI,
  ALLOWED,
  BETA,
  BETA_SUB,
  GAMMA,
  image,
  cases,
  leave,
  newcomers,
  no,
  OWN,
  OWN_SUB,
  RECEIVED,
  refused,
  SELF,
  share,
  shareWithAnyone,
  unshare,
} from './requests';

/** Requests that change nothing or contradict themselves; the accounts they are about are in `subjects`. */

const withSelf = no('SHARE_WITH_SELF', 'This account owns the image already.', ['acc-acme']);

describe('SHARE_WITH_SELF: an image is not shared with the account that owns it', () => {
  cases([
    ['with another account it is', share({ to: [BETA] }), ALLOWED],
    ['with oneself it is not', share({ to: [SELF] }), refused(withSelf)],
    ['not even with others beside', share({ to: [BETA, SELF, GAMMA] }), refused(withSelf)],
    ['a sub-account does not share with its root', share({ by: ACME_CI, to: [SELF] }), refused(withSelf)],
    ['a sub-account of the owner shares with others', share({ by: ACME_CI, to: [BETA] }), ALLOWED],
  ]);
});

describe('ALREADY_SHARED: an account holds at most one share of an image', () => {
  const held = image({ shareCount: 2 });
  cases([
    ['those who hold none receive one', share({ image: held, to: [BETA, GAMMA], holding: [] }), ALLOWED],
    [
      'one who holds one does not',
      share({ image: held, to: [BETA], holding: ['acc-beta'] }),
      refused(no('ALREADY_SHARED', '1 account named here holds a share already.', ['acc-beta'])),
    ],
    [
      'two who hold one are both named, and nobody else',
      share({ image: held, to: [BETA, ...newcomers(1), GAMMA], holding: ['acc-beta', 'acc-gamma'] }),
      refused(no('ALREADY_SHARED', '2 accounts named here hold a share already.', ['acc-beta', 'acc-gamma'])),
    ],
  ]);
});

describe('NOT_SHARED: only an account that holds a share can lose it', () => {
  const held = image({ shareCount: 2 });
  cases([
    ['a holder loses it', unshare({ image: held, from: [BETA], holding: ['acc-beta'] }), ALLOWED],
    ['so do two', unshare({ image: held, from: [BETA, GAMMA], holding: ['acc-gamma', 'acc-beta'] }), ALLOWED],
    [
      'one who holds none does not',
      unshare({ image: held, from: [BETA], holding: [] }),
      refused(no('NOT_SHARED', '1 account named here holds no share of this image.', ['acc-beta'])),
    ],
    [
      'those who hold none are named, and the call is refused whole',
      unshare({ image: held, from: [...newcomers(1), BETA, GAMMA], holding: ['acc-beta'] }),
      refused(no('NOT_SHARED', '2 accounts named here hold no share of this image.', ['acc-new-1', 'acc-gamma'])),
    ],
    [
      'neither the owner nor sub-accounts hold one',
      unshare({ image: held, from: [SELF, BETA_SUB], holding: [] }),
      refused(no('NOT_SHARED', '2 accounts named here hold no share of this image.', ['acc-acme', 'acc-beta-sub'])),
    ],
  ]);
});

describe('NOT_SHARED: without named accounts, any one recipient is judged', () => {
  cases([
    ['there is one', unshare({ image: image({ shareCount: 1 }), from: [], holding: [] }), ALLOWED],
    [
      'there is none',
      unshare({ image: image({ shareCount: 0 }), from: [], holding: [] }),
      refused(no('NOT_SHARED', 'No account holds a share.')),
    ],
  ]);
});

describe('NOT_SHARED: leaving an image one owns', () => {
  const owns = refused(no('NOT_SHARED', 'This account owns the image; there is no share to leave.', ['acc-acme']));
  cases([
    ['a recipient leaves', leave({ image: RECEIVED }), ALLOWED],
    ['a sub-account leaves for its root account', leave({ by: ACME_CI, image: RECEIVED }), ALLOWED],
    ['the owner cannot', leave({ image: OWN }), owns],
    ['not even while others hold a share', leave({ image: image({ shareCount: 3 }) }), owns],
    ['nor can a sub-account of the owner', leave({ by: ACME_CI, image: OWN }), owns],
  ]);
});

describe('RECIPIENT_NOT_ROOT_ACCOUNT: shares go to root accounts', () => {
  const one = (id: string) =>
    refused(
      no('RECIPIENT_NOT_ROOT_ACCOUNT', '1 account named here is a sub-account; share with the root account.', [id]),
    );
  cases([
    ['a root account receives', share({ to: [BETA] }), ALLOWED],
    ['its sub-account does not', share({ to: [BETA_SUB] }), one('acc-beta-sub')],
    ['not even beside its root account', share({ to: [BETA, BETA_SUB] }), one('acc-beta-sub')],
    ['one’s own sub-account does not', share({ to: [OWN_SUB] }), one('acc-acme-ci')],
    ['a sub-account does not share with itself', share({ by: ACME_CI, to: [OWN_SUB] }), one('acc-acme-ci')],
    [
      'all of them are named',
      share({ to: [BETA_SUB, GAMMA, account('acc-gamma-sub', 'acc-gamma')] }),
      refused(
        no('RECIPIENT_NOT_ROOT_ACCOUNT', '2 accounts named here are sub-accounts; share with the root account.', [
          'acc-beta-sub',
          'acc-gamma-sub',
        ]),
      ),
    ],
    ['without named accounts, any one recipient is judged', shareWithAnyone(), ALLOWED],
  ]);
});
