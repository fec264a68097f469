import {
  account,
  ACME,
  ACME_CI,
  ALLOWED,
  BEIJING,
  BETA,
  BETA_SUB,
  copy,
  create,
  createToken,
  GAMMA,
  GUANGZHOU,
  HONGKONG,
  image,
  importInto,
  instance,
  cases,
  limited,
  newcomers,
  no,
  OPERATOR,
  OWN_SUB,
  refused,
  rulesOf,
  SELF,
  share,
  SHANGHAI,
  shareWithAnyone,
  unshare,
} from './requests';
import { placesTaken } from '../../src/policy/rules/quota';

/** The quotas: both sides of every number. */

describe('IMAGE_LIMIT: 10 custom images per root account and region', () => {
  const full = (limit: number, held: number, id = 'ap-guangzhou') =>
    refused(
      no(
        'IMAGE_LIMIT',
        `At most ${limit} custom images per account and region: ${id} holds ${held}, 1 more would be ${held + 1}. Delete one, or ask an operator for a higher limit.`,
        [id],
        { limit, used: held },
      ),
    );
  const by = (imagesPerRegion: number) => limited(ACME, { imagesPerRegion });
  cases([
    ['allows creating the 1st image', create({ held: 0 }), ALLOWED],
    ['allows creating the 10th image', create({ held: 9 }), ALLOWED],
    ['denies creating the 11th image', create({ held: 10 }), full(10, 10)],
    ['allows importing the 10th image', importInto(GUANGZHOU, { held: 9 }), ALLOWED],
    ['denies importing the 11th image', importInto(GUANGZHOU, { held: 10 }), full(10, 10)],
    ['allows copying in the 10th image', copy({ held: 9 }), ALLOWED],
    ['denies copying in the 11th image', copy({ held: 10 }), full(10, 10, 'ap-beijing')],
    ['allows a sub-account to create the 10th image of its root account', create({ by: ACME_CI, held: 9 }), ALLOWED],
    [
      'denies a sub-account creating the 11th image of its root account',
      create({ by: ACME_CI, held: 10 }),
      full(10, 10),
    ],
    ['denies an operator importing its 11th image', importInto(GUANGZHOU, { by: OPERATOR, held: 10 }), full(10, 10)],
    ['allows creating the 12th image under a limit raised to 12', create({ by: by(12), held: 11 }), ALLOWED],
    ['denies creating the 13th image under a limit raised to 12', create({ by: by(12), held: 12 }), full(12, 12)],
    [
      'allows importing the 12th image under a limit raised to 12',
      importInto(GUANGZHOU, { by: by(12), held: 11 }),
      ALLOWED,
    ],
    [
      'denies copying in the 13th image under a limit raised to 12',
      copy({ by: by(12), held: 12 }),
      full(12, 12, 'ap-beijing'),
    ],
    ['allows creating the 3rd image under a limit lowered to 3', create({ by: by(3), held: 2 }), ALLOWED],
    ['denies creating the 4th image under a limit lowered to 3', create({ by: by(3), held: 3 }), full(3, 3)],
    ['denies creating an image where 8 exist under a limit lowered to 3', create({ by: by(3), held: 8 }), full(3, 8)],
    ['denies creating an image under a limit of zero', create({ by: by(0), held: 0 }), full(0, 0)],
    ['denies importing an image under a limit of zero', importInto(GUANGZHOU, { by: by(0) }), full(0, 0)],
    ['denies copying in an image under a limit of zero', copy({ by: by(0) }), full(0, 0, 'ap-beijing')],
  ]);
});

describe('IMAGE_LIMIT: several destinations are allowed or denied as a whole, and the rule', () => {
  const to = [BEIJING, SHANGHAI, HONGKONG];
  cases([
    ['allows a copy that is the 10th image of each destination', copy({ to, held: 9 }), ALLOWED],
    [
      'denies a copy of which one destination is full',
      copy({ to, held: { 'ap-beijing': 9, 'ap-shanghai': 10 } }),
      refused(
        no(
          'IMAGE_LIMIT',
          'At most 10 custom images per account and region: ap-shanghai holds 10, 1 more would be 11. Delete one, or ask an operator for a higher limit.',
          ['ap-shanghai'],
          { limit: 10, used: 10 },
        ),
      ),
    ],
    [
      'names both of two full destinations',
      copy({ to, held: { 'ap-beijing': 11, 'ap-hongkong': 10 } }),
      refused(
        no(
          'IMAGE_LIMIT',
          'At most 10 custom images per account and region: ap-beijing holds 11, 1 more would be 12; ap-hongkong holds 10, 1 more would be 11. Delete one, or ask an operator for a higher limit.',
          ['ap-beijing', 'ap-hongkong'],
          { limit: 10, used: 11 },
        ),
      ),
    ],
    [
      'allows a copy without destinations under a limit of zero',
      copy({ by: limited(ACME, { imagesPerRegion: 0 }), to: [] }),
      ALLOWED,
    ],
  ]);
});

describe('SHARE_LIMIT: 50 accounts per image', () => {
  const held = (shareCount: number) => image({ shareCount });
  const by = (sharesPerImage: number) => limited(ACME, { sharesPerImage });
  const full = (limit: number, used: number, adding: number) =>
    no(
      'SHARE_LIMIT',
      `At most ${limit} accounts per image: ${used} hold a share, ${adding} more would be ${used + adding}. Unshare some, or ask an operator for a higher limit.`,
      ['img-1'],
      { limit, used },
    );
  cases([
    ['allows the 1st share', share({ image: held(0) }), ALLOWED],
    ['allows the 50th share', share({ image: held(49) }), ALLOWED],
    ['denies the 51st share', share({ image: held(50) }), refused(full(50, 50, 1))],
    ['allows 50 shares in one request', share({ to: newcomers(50) }), ALLOWED],
    ['denies 51 shares in one request', share({ to: newcomers(51) }), refused(full(50, 0, 51))],
    ['allows a request that ends at 50 shares', share({ image: held(47), to: newcomers(3) }), ALLOWED],
    [
      'denies a request that would exceed 50 shares',
      share({ image: held(47), to: newcomers(4) }),
      refused(full(50, 47, 4)),
    ],
    ['allows unsharing at 50 shares', unshare({ image: held(50) }), ALLOWED],
    ['allows a sub-account the 50th share of its root account', share({ by: ACME_CI, image: held(49) }), ALLOWED],
    [
      'denies a sub-account the 51st share of its root account',
      share({ by: ACME_CI, image: held(50) }),
      refused(full(50, 50, 1)),
    ],
    ['allows any one more account at 49 shares', shareWithAnyone({ image: held(49) }), ALLOWED],
    ['denies any one more account at 50 shares', shareWithAnyone({ image: held(50) }), refused(full(50, 50, 1))],
    ['allows the 60th share under a limit raised to 60', share({ by: by(60), image: held(59) }), ALLOWED],
    ['allows 51 shares in one request under a limit raised to 60', share({ by: by(60), to: newcomers(51) }), ALLOWED],
    [
      'denies the 61st share under a limit raised to 60',
      share({ by: by(60), image: held(60) }),
      refused(full(60, 60, 1)),
    ],
    ['allows the 2nd share under a limit lowered to 2', share({ by: by(2), image: held(1) }), ALLOWED],
    ['denies the 3rd share under a limit lowered to 2', share({ by: by(2), image: held(2) }), refused(full(2, 2, 1))],
    [
      'denies a share where 30 exist under a limit lowered to 2',
      share({ by: by(2), image: held(30) }),
      refused(full(2, 30, 1)),
    ],
    [
      'allows unsharing where 30 shares exist under a limit lowered to 2',
      unshare({ by: by(2), image: held(30) }),
      ALLOWED,
    ],
    ['denies a share under a limit of zero', share({ by: by(0), image: held(0) }), refused(full(0, 0, 1))],
  ]);

  const alone: [string, string[], string[]][] = [
    [
      'an account that holds a share already',
      rulesOf(share({ image: held(50), to: [BETA], holding: ['acc-beta'] })),
      ['ALREADY_SHARED'],
    ],
    ['the owner', rulesOf(share({ image: held(50), to: [SELF] })), ['SHARE_WITH_SELF']],
    ['a sub-account', rulesOf(share({ image: held(50), to: [BETA_SUB] })), ['RECIPIENT_NOT_ROOT_ACCOUNT']],
    [
      'an account that holds a share and one that does not',
      rulesOf(share({ image: held(50), to: [BETA, GAMMA], holding: ['acc-beta'] })),
      ['ALREADY_SHARED', 'SHARE_LIMIT'],
    ],
  ];
  test.each(alone)('at 50 never masks the other reason, for %s', (_who, rules, expected) =>
    expect(rules).toEqual(expected),
  );
});

describe('placesTaken counts only accounts without a share, and is right for', () => {
  const taken = (recipients: string[], ...accounts: { id: string; rootId: string }[]) =>
    placesTaken({ viewer: ACME_CI, accountIds: accounts.map(({ id }) => id), accounts, recipients });
  test.each([
    ['no accounts', taken([]), 0],
    ['one root account', taken([], BETA), 1],
    ['two root accounts', taken([], BETA, GAMMA), 2],
    ['two root accounts of which one holds a share', taken(['acc-beta'], BETA, GAMMA), 1],
    ['the owner and a root account', taken([], SELF, BETA), 1],
    ['sub-accounts of the owner and of another root account', taken([], OWN_SUB, BETA_SUB), 0],
    ['all of these together', taken(['acc-beta'], SELF, BETA, BETA_SUB, GAMMA, account('acc-delta')), 2],
  ])('%s', (_who, places, expected) => expect(places).toBe(expected));
});

describe('ACCESS_TOKEN_LIMIT: 100 live access tokens per account', () => {
  const full = (liveTokens: number) =>
    refused(
      no(
        'ACCESS_TOKEN_LIMIT',
        `At most 100 live access tokens per account, and there are ${liveTokens}. Revoke one first.`,
        [],
        { limit: 100, used: liveTokens },
      ),
    );
  cases([
    ['allows creating the 1st token', createToken(0), ALLOWED],
    ['allows creating the 100th token', createToken(99), ALLOWED],
    ['denies creating the 101st token', createToken(100), full(100)],
    ['denies creating the 102nd token', createToken(101), full(101)],
    ['allows a sub-account its own 100th token', createToken(99, ACME_CI), ALLOWED],
    ['denies a sub-account its own 101st token', createToken(100, ACME_CI), full(100)],
    ['denies an operator its 101st token', createToken(100, OPERATOR), full(100)],
    [
      'allows the 100th token of an account with a daily limit of zero',
      createToken(99, limited(ACME, { operationsPerDay: 0 })),
      ALLOWED,
    ],
  ]);
});

describe('IMAGE_LIMIT: an image of an instance counts in the region of the instance, and the rule', () => {
  cases([
    [
      'denies an image of an instance in Beijing where Beijing is full',
      create({ of: instance({ region: BEIJING }), held: 10 }),
      refused(
        no(
          'IMAGE_LIMIT',
          'At most 10 custom images per account and region: ap-beijing holds 10, 1 more would be 11. Delete one, or ask an operator for a higher limit.',
          ['ap-beijing'],
          { limit: 10, used: 10 },
        ),
      ),
    ],
  ]);
});
