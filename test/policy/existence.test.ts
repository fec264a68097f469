import {
  ACME,
  ACME_CI,
  ALLOWED,
  BEIJING,
  BETA,
  copy,
  create,
  createAccount,
  GUANGZHOU,
  HIDDEN,
  image,
  imageNotFound,
  importInto,
  instance,
  launch,
  cases,
  leave,
  MARKETPLACE,
  no,
  OPERATOR,
  OWN,
  PENDING,
  PROVIDER,
  PROVIDERS_OWN,
  PUBLIC,
  publish,
  RECEIVED,
  refused,
  remove,
  restore,
  restrict,
  retire,
  review,
  share,
  SHANGHAI,
  submit,
  terminate,
  unshare,
  update,
  updateAccount,
  updateRegion,
  withdraw,
} from './requests';

/** What does not exist for a viewer: hidden and absent things get one and the same answer. */

describe('IMAGE_NOT_FOUND: an image exists for those who may see it', () => {
  const foreign = image({ ...PENDING, ownerId: 'acc-other' });
  cases([
    ['an own image is copied', copy({ image: OWN }), ALLOWED],
    ['an absent one is not', copy({ image: null }), imageNotFound],
    ['a hidden one is not', copy({ image: HIDDEN }), imageNotFound],
    ['an own image is renamed', update({ image: OWN }), ALLOWED],
    ['an absent one is not renamed', update({ image: null }), imageNotFound],
    ['a hidden one is not renamed', update({ image: HIDDEN }), imageNotFound],
    ['an own image is deleted', remove({ image: OWN }), ALLOWED],
    ['an absent one is not deleted', remove({ image: null }), imageNotFound],
    ['a hidden one is not deleted', remove({ image: HIDDEN }), imageNotFound],
    ['an own image is shared', share({ image: OWN }), ALLOWED],
    ['an absent one is not shared', share({ image: null }), imageNotFound],
    ['a hidden one is not shared', share({ image: HIDDEN }), imageNotFound],
    ['an own image is unshared', unshare({ image: image({ shareCount: 1 }) }), ALLOWED],
    ['an absent one is not unshared', unshare({ image: null }), imageNotFound],
    ['a hidden one is not unshared', unshare({ image: HIDDEN }), imageNotFound],
    ['a received image is left', leave({ image: RECEIVED }), ALLOWED],
    ['an absent one is not left', leave({ image: null }), imageNotFound],
    ['a hidden one is not left', leave({ image: HIDDEN }), imageNotFound],
    ['a received image is launched', launch({ image: RECEIVED }), ALLOWED],
    ['an absent one is not launched', launch({ image: null }), imageNotFound],
    ['a hidden one is not launched', launch({ image: HIDDEN }), imageNotFound],
    ['an instance is restored from an own image', restore({ image: OWN }), ALLOWED],
    ['and not from an absent one', restore({ image: null }), imageNotFound],
    ['and not from a hidden one', restore({ image: HIDDEN }), imageNotFound],
    ['a public image is retired', retire({ image: PUBLIC }), ALLOWED],
    ['an absent one is not retired', retire({ image: null }), imageNotFound],
    ['a custom image of another account is not there to be retired', retire({ image: HIDDEN }), imageNotFound],
    ['an own image is submitted', submit({ image: PROVIDERS_OWN }), ALLOWED],
    ['an absent one is not submitted', submit({ image: null }), imageNotFound],
    ['a hidden one is not submitted', submit({ image: HIDDEN }), imageNotFound],
    ['an own marketplace image is withdrawn', withdraw({ image: MARKETPLACE }), ALLOWED],
    ['an absent one is not withdrawn', withdraw({ image: null }), imageNotFound],
    ['another provider’s in review is not withdrawn', withdraw({ image: foreign }), imageNotFound],
    ['a submission is reviewed', review({ image: PENDING }), ALLOWED],
    ['an absent one is not reviewed', review({ image: null }), imageNotFound],
    ['a custom image of another account is not there to be reviewed', review({ image: HIDDEN }), imageNotFound],
  ]);
});

describe('who may see an image', () => {
  const own = image({ kind: 'MARKETPLACE', ownerId: 'acc-acme', reviewState: 'REJECTED' });
  const unsigned = image({ ...MARKETPLACE, listed: false });
  cases([
    ['an operator is a stranger to another account’s image', launch({ by: OPERATOR, image: OWN }), imageNotFound],
    ['a provider is a stranger to it too', launch({ by: PROVIDER, image: OWN }), imageNotFound],
    ['a sub-account sees what its root account owns', launch({ by: ACME_CI, image: OWN }), ALLOWED],
    ['an approved marketplace image is everyone’s', launch({ image: MARKETPLACE }), ALLOWED],
    ['one in review is not', launch({ image: PENDING }), imageNotFound],
    ['nor is an approved one whose provider’s agreement is not signed', launch({ image: unsigned }), imageNotFound],
    ['but its provider’s', launch({ by: PROVIDER, image: PENDING }), ALLOWED],
    ['and the operators’', launch({ by: OPERATOR, image: PENDING }), ALLOWED],
    ['a rejected one is still its provider’s', launch({ by: ACME, image: own }), ALLOWED],
    ['and of its sub-accounts', launch({ by: ACME_CI, image: own }), ALLOWED],
  ]);
});

describe('INSTANCE_NOT_FOUND: an instance exists for the account that launched it', () => {
  const notFound = refused(no('INSTANCE_NOT_FOUND', 'There is no instance with this id for this account.', ['ins-1']));
  const foreign = instance({ ownerId: 'acc-other' });
  cases([
    ['an image is made of one’s own instance', create({ of: instance() }), ALLOWED],
    ['and not of an absent one', create({ of: 'ins-1' }), notFound],
    ['and not of another account’s', create({ of: foreign }), notFound],
    ['an operator has no hand in another account’s', create({ by: OPERATOR, of: instance() }), notFound],
    ['a sub-account uses its root account’s', create({ by: ACME_CI, of: instance() }), ALLOWED],
    ['one’s own instance is restored', restore({ to: instance() }), ALLOWED],
    ['an absent one is not', restore({ to: 'ins-1' }), notFound],
    ['another account’s is not', restore({ to: foreign }), notFound],
    ['nor from a public image', restore({ image: PUBLIC, to: foreign }), notFound],
    ['one’s own instance is terminated', terminate([instance()]), ALLOWED],
    ['an absent one is not terminated', terminate(['ins-1']), notFound],
    ['another account’s is not terminated', terminate([foreign]), notFound],
    ['a sub-account terminates its root account’s', terminate([instance()], ACME_CI), ALLOWED],
    [
      'of several, the answer names those that do not exist',
      terminate([foreign, instance({ id: 'ins-2' }), 'ins-3']),
      refused(
        no('INSTANCE_NOT_FOUND', 'There are no instances with these 2 ids for this account.', ['ins-1', 'ins-3']),
      ),
    ],
  ]);
});

describe('REGION_NOT_FOUND: a named region is one of the listed regions', () => {
  const notFound = refused(no('REGION_NOT_FOUND', 'There is no region with this id for this account.', ['nowhere']));
  cases([
    ['an image is imported into Guangzhou', importInto(GUANGZHOU), ALLOWED],
    ['and not into no region', importInto('nowhere'), notFound],
    ['an image is copied to Beijing', copy({ to: [BEIJING] }), ALLOWED],
    ['and not to no region', copy({ to: ['nowhere'] }), notFound],
    ['not even if another destination exists', copy({ to: [BEIJING, 'nowhere'] }), notFound],
    [
      'two unknown destinations are both named',
      copy({ to: ['nowhere', SHANGHAI, ''] }),
      refused(no('REGION_NOT_FOUND', 'There are no regions with these 2 ids for this account.', ['nowhere', ''])),
    ],
    ['a share may name the image’s region', share({ into: [GUANGZHOU] }), ALLOWED],
    ['and not no region', share({ into: ['nowhere'] }), notFound],
    ['a launch may name the image’s region', launch({ into: GUANGZHOU }), ALLOWED],
    ['and not an unknown one', launch({ into: 'nowhere' }), notFound],
    ['a public image is published in Beijing', publish([BEIJING]), ALLOWED],
    ['and not in an unknown region', publish([BEIJING, 'nowhere']), notFound],
    ['a listed region is changed', updateRegion(GUANGZHOU), ALLOWED],
    ['an unknown one is not', updateRegion('nowhere'), notFound],
  ]);
});

describe('ACCOUNT_NOT_FOUND: a named account is an account of this service', () => {
  const notFound = refused(no('ACCOUNT_NOT_FOUND', 'There is no account with this id for this account.', ['nobody']));
  cases([
    ['an image is shared with an account', share({ to: [BETA] }), ALLOWED],
    ['and not with nobody', share({ to: ['nobody'] }), notFound],
    ['not even if another recipient exists', share({ to: [BETA, 'nobody'] }), notFound],
    [
      'two unknown recipients are both named',
      share({ to: ['nobody', BETA, 'img-1'] }),
      refused(no('ACCOUNT_NOT_FOUND', 'There are no accounts with these 2 ids for this account.', ['nobody', 'img-1'])),
    ],
    ['an image is unshared from an account', unshare({ from: [BETA] }), ALLOWED],
    ['and not from nobody', unshare({ from: ['nobody'], holding: ['nobody'] }), notFound],
    ['a sub-account is created under an account', createAccount(BETA), ALLOWED],
    ['and not under nobody', createAccount('nobody'), notFound],
    ['a root account is created under none', createAccount(null), ALLOWED],
    ['an account is changed', updateAccount(BETA), ALLOWED],
    ['nobody is not', updateAccount('nobody'), notFound],
    ['an account is trusted', restrict([BETA]), ALLOWED],
    ['nobody is not trusted', restrict(['nobody']), notFound],
    ['not even beside an account', restrict([BETA, 'nobody']), notFound],
  ]);
});
