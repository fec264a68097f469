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

/** The counts: both sides of every number. */

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
    ['the 1st is created', create({ held: 0 }), ALLOWED],
    ['the 10th is created', create({ held: 9 }), ALLOWED],
    ['the 11th is not', create({ held: 10 }), full(10, 10)],
    ['the 10th is imported', importInto(GUANGZHOU, { held: 9 }), ALLOWED],
    ['the 11th is not imported', importInto(GUANGZHOU, { held: 10 }), full(10, 10)],
    ['the 10th is copied in', copy({ held: 9 }), ALLOWED],
    ['the 11th is not copied in', copy({ held: 10 }), full(10, 10, 'ap-beijing')],
    ['a sub-account makes its root account’s 10th', create({ by: ACME_CI, held: 9 }), ALLOWED],
    ['and not its 11th', create({ by: ACME_CI, held: 10 }), full(10, 10)],
    ['an operator’s own images are counted like any', importInto(GUANGZHOU, { by: OPERATOR, held: 10 }), full(10, 10)],
    ['raised to 12, the 12th is created', create({ by: by(12), held: 11 }), ALLOWED],
    ['and the 13th is not', create({ by: by(12), held: 12 }), full(12, 12)],
    ['raised to 12, the 12th is imported', importInto(GUANGZHOU, { by: by(12), held: 11 }), ALLOWED],
    ['raised to 12, the 13th is not copied in', copy({ by: by(12), held: 12 }), full(12, 12, 'ap-beijing')],
    ['lowered to 3, the 3rd is created', create({ by: by(3), held: 2 }), ALLOWED],
    ['and the 4th is not', create({ by: by(3), held: 3 }), full(3, 3)],
    ['what exists beyond a lowered limit stays, and nothing is added', create({ by: by(3), held: 8 }), full(3, 8)],
    ['at zero, none is created', create({ by: by(0), held: 0 }), full(0, 0)],
    ['at zero, none is imported', importInto(GUANGZHOU, { by: by(0) }), full(0, 0)],
    ['at zero, none is copied in', copy({ by: by(0) }), full(0, 0, 'ap-beijing')],
  ]);
});

describe('IMAGE_LIMIT: several destinations, all or nothing', () => {
  const to = [BEIJING, SHANGHAI, HONGKONG];
  cases([
    ['each takes its 10th', copy({ to, held: 9 }), ALLOWED],
    [
      'one is full',
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
      'two are full: both are named',
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
    ['without destinations, none is judged', copy({ by: limited(ACME, { imagesPerRegion: 0 }), to: [] }), ALLOWED],
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
    ['the 1st share', share({ image: held(0) }), ALLOWED],
    ['the 50th', share({ image: held(49) }), ALLOWED],
    ['not the 51st', share({ image: held(50) }), refused(full(50, 50, 1))],
    ['50 at once', share({ to: newcomers(50) }), ALLOWED],
    ['not 51 at once', share({ to: newcomers(51) }), refused(full(50, 0, 51))],
    ['a batch that ends at 50', share({ image: held(47), to: newcomers(3) }), ALLOWED],
    ['not one that would cross it', share({ image: held(47), to: newcomers(4) }), refused(full(50, 47, 4))],
    ['unsharing frees a place', unshare({ image: held(50) }), ALLOWED],
    ['a sub-account takes its root account’s 50th', share({ by: ACME_CI, image: held(49) }), ALLOWED],
    ['and not the 51st', share({ by: ACME_CI, image: held(50) }), refused(full(50, 50, 1))],
    ['one more, whichever it is, at 49', shareWithAnyone({ image: held(49) }), ALLOWED],
    ['and none more at 50', shareWithAnyone({ image: held(50) }), refused(full(50, 50, 1))],
    ['raised to 60, the 60th', share({ by: by(60), image: held(59) }), ALLOWED],
    ['raised to 60, 51 at once', share({ by: by(60), to: newcomers(51) }), ALLOWED],
    ['raised to 60, not the 61st', share({ by: by(60), image: held(60) }), refused(full(60, 60, 1))],
    ['lowered to 2, the 2nd', share({ by: by(2), image: held(1) }), ALLOWED],
    ['lowered to 2, not the 3rd', share({ by: by(2), image: held(2) }), refused(full(2, 2, 1))],
    [
      'what exists beyond it stays, and nothing is added',
      share({ by: by(2), image: held(30) }),
      refused(full(2, 30, 1)),
    ],
    ['beyond a lowered limit, unsharing is free', unshare({ by: by(2), image: held(30) }), ALLOWED],
    ['at zero, none', share({ by: by(0), image: held(0) }), refused(full(0, 0, 1))],
  ]);

  const alone: [string, string[], string[]][] = [
    [
      'who holds a share already',
      rulesOf(share({ image: held(50), to: [BETA], holding: ['acc-beta'] })),
      ['ALREADY_SHARED'],
    ],
    ['the owner', rulesOf(share({ image: held(50), to: [SELF] })), ['SHARE_WITH_SELF']],
    ['a sub-account', rulesOf(share({ image: held(50), to: [BETA_SUB] })), ['RECIPIENT_NOT_ROOT_ACCOUNT']],
    [
      'a newcomer beside a holder',
      rulesOf(share({ image: held(50), to: [BETA, GAMMA], holding: ['acc-beta'] })),
      ['ALREADY_SHARED', 'SHARE_LIMIT'],
    ],
  ];
  test.each(alone)('a count never masks the real reason, at 50: %s', (_who, rules, expected) =>
    expect(rules).toEqual(expected),
  );
});

describe('only accounts without a share take a place', () => {
  const taken = (holders: string[], ...accounts: { id: string; rootId: string }[]) =>
    placesTaken({ viewer: ACME_CI, accountIds: accounts.map(({ id }) => id), accounts, holders });
  test.each([
    ['nobody', taken([]), 0],
    ['one root account', taken([], BETA), 1],
    ['two', taken([], BETA, GAMMA), 2],
    ['one of two holds a share', taken(['acc-beta'], BETA, GAMMA), 1],
    ['the owner takes none', taken([], SELF, BETA), 1],
    ['sub-accounts take none, of whichever root', taken([], OWN_SUB, BETA_SUB), 0],
    ['all of it', taken(['acc-beta'], SELF, BETA, BETA_SUB, GAMMA, account('acc-delta')), 2],
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
    ['the 1st is made', createToken(0), ALLOWED],
    ['the 100th is made', createToken(99), ALLOWED],
    ['the 101st is not', createToken(100), full(100)],
    ['nor any beyond', createToken(101), full(101)],
    ['a sub-account has its own 100', createToken(99, ACME_CI), ALLOWED],
    ['and no more', createToken(100, ACME_CI), full(100)],
    ['nor has an operator', createToken(100, OPERATOR), full(100)],
    [
      'an account’s other limits are no concern of it',
      createToken(99, limited(ACME, { operationsPerDay: 0 })),
      ALLOWED,
    ],
  ]);
});

describe('what is counted where it stands: an instance’s region for its image', () => {
  cases([
    [
      'Beijing is full',
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
