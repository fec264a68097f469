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

/** The operations of operators, and their targets. */

const both = { ...ACME, roles: ['MEMBER', 'OPERATOR'] as const };

describe('OPERATOR_ONLY: public images, limits, regions and accounts are the operator’s', () => {
  cases([
    ['allows an operator to publish an image', publish([GUANGZHOU], OPERATOR), ALLOWED],
    ['allows a member with the role operator to publish an image', publish([GUANGZHOU], both), ALLOWED],
    ['denies a member publishing an image', publish([GUANGZHOU], ACME), operatorOnly],
    ['denies a provider publishing an image', publish([GUANGZHOU], PROVIDER), operatorOnly],
    ['allows an operator to retire a public image', retire({ by: OPERATOR }), ALLOWED],
    ['denies a member retiring a public image', retire({ by: ACME }), operatorOnly],
    ['denies a provider retiring a public image', retire({ by: PROVIDER }), operatorOnly],
    ['allows an operator to create an account', createAccount(null, OPERATOR), ALLOWED],
    ['denies a member creating an account', createAccount(null, ACME), operatorOnly],
    ['denies a member creating a sub-account under itself', createAccount(account(ACME.rootId), ACME), operatorOnly],
    ['allows an operator to change an account', updateAccount(BETA, true, OPERATOR), ALLOWED],
    ['denies a member changing an account', updateAccount(BETA, true, ACME), operatorOnly],
    ['denies a member changing its own limits', updateAccount(account(ACME.rootId), true, ACME), operatorOnly],
    ['allows an operator to change a region', updateRegion(SINGAPORE, OPERATOR), ALLOWED],
    ['denies a member changing a region', updateRegion(SINGAPORE, ACME), operatorOnly],
  ]);
});

describe('OPERATOR_ONLY is evaluated before existence, so that other accounts learn nothing, and denies a member', () => {
  cases([
    ['publishing into an unknown region', publish(['nowhere'], ACME), operatorOnly],
    ['publishing into a closed region', publish([closed(GUANGZHOU)], ACME), operatorOnly],
    ['retiring an image that does not exist', retire({ by: ACME, image: null }), operatorOnly],
    ['retiring another account’s custom image', retire({ by: ACME, image: HIDDEN }), operatorOnly],
    ['retiring its own custom image', retire({ by: ACME, image: OWN }), operatorOnly],
    ['creating an account under an unknown account', createAccount('nobody', ACME), operatorOnly],
    ['creating an account under a sub-account', createAccount(BETA_SUB, ACME), operatorOnly],
    ['changing an unknown account', updateAccount('nobody', true, ACME), operatorOnly],
    ['setting the limits of a sub-account', updateAccount(BETA_SUB, true, ACME), operatorOnly],
    ['changing an unknown region', updateRegion('nowhere', ACME), operatorOnly],
  ]);
});

describe('PUBLIC_IMAGES_ONLY: only public images are retired', () => {
  const publicOnly = (kind: string) =>
    refused(no('PUBLIC_IMAGES_ONLY', `This is a ${kind} image; only public images can be retired.`, ['img-1']));
  cases([
    ['allows retiring a public image', retire({ image: PUBLIC }), ALLOWED],
    [
      'allows retiring a public image that another operator published',
      retire({ image: image({ ...PUBLIC, ownerId: 'acc-first' }) }),
      ALLOWED,
    ],
    ['denies retiring a marketplace image', retire({ image: MARKETPLACE }), publicOnly('marketplace')],
    ['denies retiring a marketplace image in review', retire({ image: PENDING }), publicOnly('marketplace')],
    [
      'denies retiring a custom image of the operator',
      retire({ image: image({ ownerId: 'acc-operator' }) }),
      publicOnly('custom'),
    ],
    [
      'denies retiring a custom image that is shared with the operator',
      retire({ image: image({ sharedWithViewer: true }) }),
      publicOnly('custom'),
    ],
  ]);
});

describe('ROOT_ACCOUNTS_ONLY: roles, agreement and limits are root accounts’', () => {
  const rootsOnly = refused(
    no('ROOT_ACCOUNTS_ONLY', 'This is a sub-account; name its root account instead.', ['acc-beta-sub']),
  );
  cases([
    ['allows creating a sub-account under a root account', createAccount(BETA), ALLOWED],
    ['denies creating a sub-account under a sub-account', createAccount(BETA_SUB), rootsOnly],
    ['allows setting the limits of a root account', updateAccount(BETA, true), ALLOWED],
    ['denies setting the limits of a sub-account', updateAccount(BETA_SUB, true), rootsOnly],
    ['allows suspending a root account', updateAccount(BETA, false), ALLOWED],
    ['allows suspending a single sub-account', updateAccount(BETA_SUB, false), ALLOWED],
  ]);
});

describe('revoking an access token, which no rule guards as its owner is a matter of the input,', () => {
  cases([
    ['is allowed for a member', revokeToken(ACME), ALLOWED],
    ['is allowed for an operator', revokeToken(OPERATOR), ALLOWED],
  ]);
});
