import {
  account,
  ACME,
  ALLOWED,
  BETA,
  BETA_SUB,
  closed,
  createAccount,
  GUANGZHOU,
  HIDDEN,
  image,
  cases,
  MARKETPLACE,
  no,
  OPERATOR,
  operatorOnly,
  OWN,
  PENDING,
  PROVIDER,
  PUBLIC,
  publish,
  refused,
  retire,
  revokeToken,
  SINGAPORE,
  updateAccount,
  updateRegion,
} from './requests';

/** What the operators keep to themselves, and what they may do it to. */

const both = { ...ACME, roles: ['MEMBER', 'OPERATOR'] as const };

describe('OPERATOR_ONLY: public images, limits, regions and accounts are the operator’s', () => {
  cases([
    ['an operator publishes an image', publish([GUANGZHOU], OPERATOR), ALLOWED],
    ['a member with the operator role publishes one too', publish([GUANGZHOU], both), ALLOWED],
    ['a member does not publish', publish([GUANGZHOU], ACME), operatorOnly],
    ['a provider does not publish', publish([GUANGZHOU], PROVIDER), operatorOnly],
    ['an operator retires a public image', retire({ by: OPERATOR }), ALLOWED],
    ['a member does not retire one', retire({ by: ACME }), operatorOnly],
    ['a provider does not retire one', retire({ by: PROVIDER }), operatorOnly],
    ['an operator creates an account', createAccount(null, OPERATOR), ALLOWED],
    ['a member does not create accounts', createAccount(null, ACME), operatorOnly],
    ['a member does not create sub-accounts under itself', createAccount(account(ACME.rootId), ACME), operatorOnly],
    ['an operator changes an account', updateAccount(BETA, true, OPERATOR), ALLOWED],
    ['a member does not change accounts', updateAccount(BETA, true, ACME), operatorOnly],
    ['a member does not change its own limits', updateAccount(account(ACME.rootId), true, ACME), operatorOnly],
    ['an operator changes a region', updateRegion(SINGAPORE, OPERATOR), ALLOWED],
    ['a member does not change regions', updateRegion(SINGAPORE, ACME), operatorOnly],
  ]);
});

describe('OPERATOR_ONLY is asked before existence: others learn nothing', () => {
  cases([
    ['publishing into no region', publish(['nowhere'], ACME), operatorOnly],
    ['publishing into a closed region', publish([closed(GUANGZHOU)], ACME), operatorOnly],
    ['retiring an image that does not exist', retire({ by: ACME, image: null }), operatorOnly],
    ['retiring another account’s custom image', retire({ by: ACME, image: HIDDEN }), operatorOnly],
    ['retiring one’s own custom image', retire({ by: ACME, image: OWN }), operatorOnly],
    ['creating an account under no account', createAccount('nobody', ACME), operatorOnly],
    ['creating an account under a sub-account', createAccount(BETA_SUB, ACME), operatorOnly],
    ['changing no account', updateAccount('nobody', true, ACME), operatorOnly],
    ['setting the limits of a sub-account', updateAccount(BETA_SUB, true, ACME), operatorOnly],
    ['changing no region', updateRegion('nowhere', ACME), operatorOnly],
  ]);
});

describe('PUBLIC_IMAGES_ONLY: only public images are retired', () => {
  const publicOnly = (kind: string) =>
    refused(no('PUBLIC_IMAGES_ONLY', `This is a ${kind} image; only public images can be retired.`, ['img-1']));
  cases([
    ['a public image is retired', retire({ image: PUBLIC }), ALLOWED],
    [
      'by any operator, not only the one that published it',
      retire({ image: image({ ...PUBLIC, ownerId: 'acc-first' }) }),
      ALLOWED,
    ],
    ['a marketplace image is not', retire({ image: MARKETPLACE }), publicOnly('marketplace')],
    ['nor one in review', retire({ image: PENDING }), publicOnly('marketplace')],
    [
      'an operator’s own custom image is not',
      retire({ image: image({ ownerId: 'acc-operator' }) }),
      publicOnly('custom'),
    ],
    [
      'nor one that is shared with the operator',
      retire({ image: image({ heldByViewer: true }) }),
      publicOnly('custom'),
    ],
  ]);
});

describe('ROOT_ACCOUNTS_ONLY: roles, agreement and limits are root accounts’', () => {
  const rootsOnly = refused(
    no('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', ['acc-beta-sub']),
  );
  cases([
    ['a sub-account is created under a root account', createAccount(BETA), ALLOWED],
    ['and not under another sub-account', createAccount(BETA_SUB), rootsOnly],
    ['a root account’s limits are set', updateAccount(BETA, true), ALLOWED],
    ['a sub-account’s are not', updateAccount(BETA_SUB, true), rootsOnly],
    ['a root account is suspended', updateAccount(BETA, false), ALLOWED],
    ['a sub-account is suspended by itself', updateAccount(BETA_SUB, false), ALLOWED],
  ]);
});

describe('revoking an access token is guarded by no rule: whose it is, is a matter of the input', () => {
  cases([
    ['a member revokes one', revokeToken(ACME), ALLOWED],
    ['an operator revokes one', revokeToken(OPERATOR), ALLOWED],
  ]);
});
