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

/** Existence: hidden and absent things get the same answer. */

describe('IMAGE_NOT_FOUND: an image exists for those who may see it', () => {
  const foreign = image({ ...PENDING, ownerId: 'acc-other' });
  cases([
    ['allows copying an own image', copy({ image: OWN }), ALLOWED],
    ['denies copying an absent image', copy({ image: null }), imageNotFound],
    ['denies copying a hidden image', copy({ image: HIDDEN }), imageNotFound],
    ['allows renaming an own image', update({ image: OWN }), ALLOWED],
    ['denies renaming an absent image', update({ image: null }), imageNotFound],
    ['denies renaming a hidden image', update({ image: HIDDEN }), imageNotFound],
    ['allows deleting an own image', remove({ image: OWN }), ALLOWED],
    ['denies deleting an absent image', remove({ image: null }), imageNotFound],
    ['denies deleting a hidden image', remove({ image: HIDDEN }), imageNotFound],
    ['allows sharing an own image', share({ image: OWN }), ALLOWED],
    ['denies sharing an absent image', share({ image: null }), imageNotFound],
    ['denies sharing a hidden image', share({ image: HIDDEN }), imageNotFound],
    ['allows unsharing an own image', unshare({ image: image({ shareCount: 1 }) }), ALLOWED],
    ['denies unsharing an absent image', unshare({ image: null }), imageNotFound],
    ['denies unsharing a hidden image', unshare({ image: HIDDEN }), imageNotFound],
    ['allows leaving a received image', leave({ image: RECEIVED }), ALLOWED],
    ['denies leaving an absent image', leave({ image: null }), imageNotFound],
    ['denies leaving a hidden image', leave({ image: HIDDEN }), imageNotFound],
    ['allows launching a received image', launch({ image: RECEIVED }), ALLOWED],
    ['denies launching an absent image', launch({ image: null }), imageNotFound],
    ['denies launching a hidden image', launch({ image: HIDDEN }), imageNotFound],
    ['allows restoring an instance from an own image', restore({ image: OWN }), ALLOWED],
    ['denies restoring an instance from an absent image', restore({ image: null }), imageNotFound],
    ['denies restoring an instance from a hidden image', restore({ image: HIDDEN }), imageNotFound],
    ['allows retiring a public image', retire({ image: PUBLIC }), ALLOWED],
    ['denies retiring an absent image', retire({ image: null }), imageNotFound],
    ['denies an operator retiring a custom image of another account', retire({ image: HIDDEN }), imageNotFound],
    ['allows submitting an own image', submit({ image: PROVIDERS_OWN }), ALLOWED],
    ['denies submitting an absent image', submit({ image: null }), imageNotFound],
    ['denies submitting a hidden image', submit({ image: HIDDEN }), imageNotFound],
    ['allows withdrawing an own marketplace image', withdraw({ image: MARKETPLACE }), ALLOWED],
    ['denies withdrawing an absent image', withdraw({ image: null }), imageNotFound],
    ['denies withdrawing an image of another provider in review', withdraw({ image: foreign }), imageNotFound],
    ['allows reviewing a submission', review({ image: PENDING }), ALLOWED],
    ['denies reviewing an absent image', review({ image: null }), imageNotFound],
    ['denies an operator reviewing a custom image of another account', review({ image: HIDDEN }), imageNotFound],
  ]);
});

describe('IMAGE_NOT_FOUND, by the viewer of an image,', () => {
  const own = image({ kind: 'MARKETPLACE', ownerId: 'acc-acme', reviewState: 'REJECTED' });
  const unsigned = image({ ...MARKETPLACE, listed: false });
  cases([
    [
      'denies an operator launching a custom image of another account',
      launch({ by: OPERATOR, image: OWN }),
      imageNotFound,
    ],
    [
      'denies a provider launching a custom image of another account',
      launch({ by: PROVIDER, image: OWN }),
      imageNotFound,
    ],
    ['allows a sub-account to launch an image of its root account', launch({ by: ACME_CI, image: OWN }), ALLOWED],
    ['allows another account to launch an approved marketplace image', launch({ image: MARKETPLACE }), ALLOWED],
    ['denies others launching a marketplace image in review', launch({ image: PENDING }), imageNotFound],
    [
      'denies others launching an approved image whose provider’s agreement is not signed',
      launch({ image: unsigned }),
      imageNotFound,
    ],
    ['allows its provider to launch a marketplace image in review', launch({ by: PROVIDER, image: PENDING }), ALLOWED],
    ['allows an operator to launch a marketplace image in review', launch({ by: OPERATOR, image: PENDING }), ALLOWED],
    ['allows its provider to launch a rejected marketplace image', launch({ by: ACME, image: own }), ALLOWED],
    [
      'allows a sub-account of its provider to launch a rejected marketplace image',
      launch({ by: ACME_CI, image: own }),
      ALLOWED,
    ],
  ]);
});

describe('INSTANCE_NOT_FOUND: an instance exists for the account that launched it', () => {
  const notFound = refused(no('INSTANCE_NOT_FOUND', 'There is no instance with this id for this account.', ['ins-1']));
  const foreign = instance({ ownerId: 'acc-other' });
  cases([
    ['allows creating an image of an own instance', create({ of: instance() }), ALLOWED],
    ['denies creating an image of an absent instance', create({ of: 'ins-1' }), notFound],
    ['denies creating an image of an instance of another account', create({ of: foreign }), notFound],
    [
      'denies an operator creating an image of an instance of another account',
      create({ by: OPERATOR, of: instance() }),
      notFound,
    ],
    [
      'allows a sub-account to create an image of an instance of its root account',
      create({ by: ACME_CI, of: instance() }),
      ALLOWED,
    ],
    ['allows restoring an own instance', restore({ to: instance() }), ALLOWED],
    ['denies restoring an absent instance', restore({ to: 'ins-1' }), notFound],
    ['denies restoring an instance of another account', restore({ to: foreign }), notFound],
    [
      'denies restoring an instance of another account from a public image',
      restore({ image: PUBLIC, to: foreign }),
      notFound,
    ],
    ['allows terminating an own instance', terminate([instance()]), ALLOWED],
    ['denies terminating an absent instance', terminate(['ins-1']), notFound],
    ['denies terminating an instance of another account', terminate([foreign]), notFound],
    ['allows a sub-account to terminate an instance of its root account', terminate([instance()], ACME_CI), ALLOWED],
    [
      'names the instances out of several that do not exist',
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
    ['allows an import into Guangzhou', importInto(GUANGZHOU), ALLOWED],
    ['denies an import into an unknown region', importInto('nowhere'), notFound],
    ['allows a copy to Beijing', copy({ to: [BEIJING] }), ALLOWED],
    ['denies a copy to an unknown region', copy({ to: ['nowhere'] }), notFound],
    ['denies a copy to a known and an unknown region', copy({ to: [BEIJING, 'nowhere'] }), notFound],
    [
      'names both of two unknown destinations',
      copy({ to: ['nowhere', SHANGHAI, ''] }),
      refused(no('REGION_NOT_FOUND', 'There are no regions with these 2 ids for this account.', ['nowhere', ''])),
    ],
    ['allows a share that names the region of the image', share({ into: [GUANGZHOU] }), ALLOWED],
    ['denies a share that names an unknown region', share({ into: ['nowhere'] }), notFound],
    ['allows a launch that names the region of the image', launch({ into: GUANGZHOU }), ALLOWED],
    ['denies a launch that names an unknown region', launch({ into: 'nowhere' }), notFound],
    ['allows publishing in Beijing', publish([BEIJING]), ALLOWED],
    ['denies publishing in an unknown region', publish([BEIJING, 'nowhere']), notFound],
    ['allows changing a listed region', updateRegion(GUANGZHOU), ALLOWED],
    ['denies changing an unknown region', updateRegion('nowhere'), notFound],
  ]);
});

describe('ACCOUNT_NOT_FOUND: a named account is an account of this service', () => {
  const notFound = refused(no('ACCOUNT_NOT_FOUND', 'There is no account with this id for this account.', ['nobody']));
  cases([
    ['allows sharing with an account', share({ to: [BETA] }), ALLOWED],
    ['denies sharing with an unknown account', share({ to: ['nobody'] }), notFound],
    ['denies sharing with a known and an unknown account', share({ to: [BETA, 'nobody'] }), notFound],
    [
      'names both of two unknown recipients',
      share({ to: ['nobody', BETA, 'img-1'] }),
      refused(no('ACCOUNT_NOT_FOUND', 'There are no accounts with these 2 ids for this account.', ['nobody', 'img-1'])),
    ],
    ['allows unsharing from an account', unshare({ from: [BETA] }), ALLOWED],
    ['denies unsharing from an unknown account', unshare({ from: ['nobody'], holding: ['nobody'] }), notFound],
    ['allows creating a sub-account under an account', createAccount(BETA), ALLOWED],
    ['denies creating a sub-account under an unknown account', createAccount('nobody'), notFound],
    ['allows creating a root account', createAccount(null), ALLOWED],
    ['allows changing an account', updateAccount(BETA), ALLOWED],
    ['denies changing an unknown account', updateAccount('nobody'), notFound],
    ['allows trusting an account', restrict([BETA]), ALLOWED],
    ['denies trusting an unknown account', restrict(['nobody']), notFound],
    ['denies trusting a known and an unknown account', restrict([BETA, 'nobody']), notFound],
  ]);
});
