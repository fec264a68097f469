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

/** Requests that change nothing or contradict themselves; `subjects` names the accounts concerned. */

const withSelf = no('SHARE_WITH_SELF', 'This account owns the image already.', ['acc-acme']);

describe('SHARE_WITH_SELF: an image is not shared with the account that owns it', () => {
  cases([
    ['allows sharing with another account', share({ to: [BETA] }), ALLOWED],
    ['denies sharing with the owner', share({ to: [SELF] }), refused(withSelf)],
    ['denies sharing with the owner among other accounts', share({ to: [BETA, SELF, GAMMA] }), refused(withSelf)],
    ['denies a sub-account sharing with its root account', share({ by: ACME_CI, to: [SELF] }), refused(withSelf)],
    ['allows a sub-account of the owner to share with others', share({ by: ACME_CI, to: [BETA] }), ALLOWED],
  ]);
});

describe('ALREADY_SHARED: an account holds at most one share of an image', () => {
  const held = image({ shareCount: 2 });
  cases([
    [
      'allows sharing with accounts that hold no share',
      share({ image: held, to: [BETA, GAMMA], holding: [] }),
      ALLOWED,
    ],
    [
      'denies sharing with an account that holds a share',
      share({ image: held, to: [BETA], holding: ['acc-beta'] }),
      refused(no('ALREADY_SHARED', '1 account named here holds a share already.', ['acc-beta'])),
    ],
    [
      'names the two accounts that hold a share, and no others',
      share({ image: held, to: [BETA, ...newcomers(1), GAMMA], holding: ['acc-beta', 'acc-gamma'] }),
      refused(no('ALREADY_SHARED', '2 accounts named here hold a share already.', ['acc-beta', 'acc-gamma'])),
    ],
  ]);
});

describe('NOT_SHARED: only an account that holds a share can lose it', () => {
  const held = image({ shareCount: 2 });
  cases([
    [
      'allows unsharing from an account that holds a share',
      unshare({ image: held, from: [BETA], holding: ['acc-beta'] }),
      ALLOWED,
    ],
    [
      'allows unsharing from two accounts that hold a share',
      unshare({ image: held, from: [BETA, GAMMA], holding: ['acc-gamma', 'acc-beta'] }),
      ALLOWED,
    ],
    [
      'denies unsharing from an account that holds no share',
      unshare({ image: held, from: [BETA], holding: [] }),
      refused(no('NOT_SHARED', '1 account named here holds no share of this image.', ['acc-beta'])),
    ],
    [
      'denies the whole request and names the accounts that hold no share',
      unshare({ image: held, from: [...newcomers(1), BETA, GAMMA], holding: ['acc-beta'] }),
      refused(no('NOT_SHARED', '2 accounts named here hold no share of this image.', ['acc-new-1', 'acc-gamma'])),
    ],
    [
      'denies unsharing from the owner and from a sub-account',
      unshare({ image: held, from: [SELF, BETA_SUB], holding: [] }),
      refused(no('NOT_SHARED', '2 accounts named here hold no share of this image.', ['acc-acme', 'acc-beta-sub'])),
    ],
  ]);
});

describe('NOT_SHARED: without named accounts, the rule evaluates any one recipient', () => {
  cases([
    [
      'allows unsharing where a recipient exists',
      unshare({ image: image({ shareCount: 1 }), from: [], holding: [] }),
      ALLOWED,
    ],
    [
      'denies unsharing where no recipient exists',
      unshare({ image: image({ shareCount: 0 }), from: [], holding: [] }),
      refused(no('NOT_SHARED', 'No account holds a share.')),
    ],
  ]);
});

describe('NOT_SHARED: an owner cannot leave its own image', () => {
  const owns = refused(no('NOT_SHARED', 'This account owns the image; there is no share to leave.', ['acc-acme']));
  cases([
    ['allows a recipient to leave', leave({ image: RECEIVED }), ALLOWED],
    ['allows a sub-account to leave for its root account', leave({ by: ACME_CI, image: RECEIVED }), ALLOWED],
    ['denies the owner', leave({ image: OWN }), owns],
    ['denies the owner also while others hold a share', leave({ image: image({ shareCount: 3 }) }), owns],
    ['denies a sub-account of the owner', leave({ by: ACME_CI, image: OWN }), owns],
  ]);
});

describe('RECIPIENT_NOT_ROOT_ACCOUNT: shares go to root accounts', () => {
  const one = (id: string) =>
    refused(
      no('RECIPIENT_NOT_ROOT_ACCOUNT', '1 account named here is a sub-account; share with the root account.', [id]),
    );
  cases([
    ['allows sharing with a root account', share({ to: [BETA] }), ALLOWED],
    ['denies sharing with a sub-account', share({ to: [BETA_SUB] }), one('acc-beta-sub')],
    ['denies sharing with a sub-account and its root account', share({ to: [BETA, BETA_SUB] }), one('acc-beta-sub')],
    ['denies sharing with a sub-account of the owner', share({ to: [OWN_SUB] }), one('acc-acme-ci')],
    ['denies a sub-account sharing with itself', share({ by: ACME_CI, to: [OWN_SUB] }), one('acc-acme-ci')],
    [
      'names every sub-account',
      share({ to: [BETA_SUB, GAMMA, account('acc-gamma-sub', 'acc-gamma')] }),
      refused(
        no('RECIPIENT_NOT_ROOT_ACCOUNT', '2 accounts named here are sub-accounts; share with the root account.', [
          'acc-beta-sub',
          'acc-gamma-sub',
        ]),
      ),
    ],
    ['allows the question whether any one account could receive a share', shareWithAnyone(), ALLOWED],
  ]);
});
