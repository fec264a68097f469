import { callOf, EACH_CALL, createFixture, type Fixture } from '../../support/calls';
import { everything } from '../../support/contents';
import { NOON, World } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests lists, numbers, keys, URLs and times of the right type and out of bounds: both sides of each bound. */

let world: World;
let stage: Fixture;
let before: unknown;
beforeAll(async () => {
  world = await World.open();
  stage = await createFixture(world);
  before = await everything(world);
});
// Nothing is written: a well-formed call is a dry run, and a malformed one leaves no trace.
afterEach(async () => expect(await everything(world)).toEqual(before));
afterAll(() => world.close());

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}-${at}`);

async function expectBad(name: string, changes: object, field: string): Promise<void> {
  const { by, input } = callOf(stage, name, changes as Record<string, unknown>);
  for (const dryRun of [false, true]) {
    const { body } = await by.ask(mutationText(name), { input: { ...input, dryRun } });
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
  }
}

/** Returns the answer of a dry run: the input is well-formed, whatever the rules decide. */
async function wellFormed(name: string, changes: object): Promise<{ __typename: string; [field: string]: unknown }> {
  const { by, input } = callOf(stage, name, { ...changes, dryRun: true });
  return by.do(name, input);
}

describe('a list of ids', () => {
  const LISTS: [string, string, string, string][] = [
    ['copyImage', 'regionIds', 'ap', 'REGION_NOT_FOUND'],
    ['publishImage', 'regionIds', 'ap', 'REGION_NOT_FOUND'],
    ['shareImage', 'accountIds', 'acc', 'ACCOUNT_NOT_FOUND'],
    ['unshareImage', 'accountIds', 'acc', 'ACCOUNT_NOT_FOUND'],
    ['terminateInstances', 'instanceIds', 'ins', 'INSTANCE_NOT_FOUND'],
  ];

  describe.each(LISTS)('of %s, %s,', (name, at, prefix, rule) => {
    test.each([0, 1_001, 10_000])('is rejected with %d entries', async (count) => {
      await expectBad(name, { [at]: ids(prefix, count) }, `input.${at}`);
    });

    test('is rejected with 1,001 times the same id', async () => {
      await expectBad(name, { [at]: Array.from({ length: 1_001 }, () => `${prefix}-0`) }, `input.${at}`);
    });

    test('is evaluated by the rules with 1,000 entries, and unknown ids are named once each', async () => {
      const all = ids(prefix, 1_000);
      expect(await wellFormed(name, { [at]: all })).toMatchObject({ rule, subjects: all, also: [] });
      expect(await wellFormed(name, { [at]: [all[0], all[1], all[0]] })).toMatchObject({ subjects: all.slice(0, 2) });
    });
  });

  test.each(['copy(regionIds: $ids)', 'share(accountIds: $ids)', 'unshare(accountIds: $ids)'])(
    'of viewerCan { %s } has 1 to 1,000 entries',
    async (call) => {
      const query = `query ($id: ID!, $ids: [ID!]) { image(id: $id) { viewerCan { ${call} { allowed denied { rule subjects } } } } }`;
      const ask = (list: string[]) => stage.owner.ask(query, { id: stage.image.id, ids: list });
      const field = /\((\w+):/.exec(call)![1];
      for (const count of [0, 1_001, 10_000]) {
        const { body } = await ask(ids('x', count));
        expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', field }]);
      }
      const { body } = await ask(ids('x', 1_000));
      const [[, { denied }]] = Object.entries<{ denied: { subjects: string[] } }>(body.data.image.viewerCan) as [
        [string, { denied: { subjects: string[] } }],
      ];
      expect(denied.subjects).toHaveLength(1_000);
    },
  );
});

test.each([
  ['createAccessToken', 'scopes'],
  ['createAccount', 'roles'],
  ['updateAccount', 'roles'],
])('%s rejects an empty list of %s', async (name, at) => {
  await expectBad(name, { [at]: [] }, `input.${at}`);
});

describe('the number', () => {
  const BOUNDS: [string, string, number, number][] = [
    ['importImage', 'sizeGb', 1, 32_768],
    ['publishImage', 'sizeGb', 1, 32_768],
    ['launchInstances', 'count', 1, 100],
  ];

  test.each(BOUNDS)('of %s, %s, is accepted from %d to %d and rejected outside', async (name, at, least, most) => {
    for (const value of [least - 1, -1, -least, most + 1, 2 ** 31 - 1, -(2 ** 31)]) {
      await expectBad(name, { [at]: value }, `input.${at}`);
    }
    for (const value of [least, most]) {
      expect((await wellFormed(name, { [at]: value })).__typename).toBe('Allowed');
    }
  });
});

describe.each(EACH_CALL)('%s', (name) => {
  test('accepts idempotency keys of 1 to 64 printable ASCII characters', async () => {
    for (const idempotencyKey of ['k', ' ', '~', 'x'.repeat(64), '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}']) {
      expect((await wellFormed(name, { idempotencyKey })).__typename).toBe('Allowed');
    }
  });

  test('rejects idempotency keys that are empty, of 65 characters or with other characters', async () => {
    for (const idempotencyKey of ['', 'x'.repeat(65), 'é', 'ключ', '😀', 'a\n', '\na', 'a\tb', 'a\u0000', '\u007f']) {
      await expectBad(name, { idempotencyKey }, 'input.idempotencyKey');
    }
  });
});

describe('importImage', () => {
  const long = (length: number) => 'https://example.com/'.padEnd(length, 'x');

  test.each([
    'https://example.com/disk.qcow2',
    'HTTPS://EXAMPLE.COM/disk',
    'https://example.com:8443/a/b?c=d&e=%20#f',
    'https://192.0.2.1/disk',
    'https://[2001:db8::1]/disk',
    'https://example.com/диск',
    long(2_048),
  ])('accepts the URL %s', async (url) => {
    expect((await wellFormed('importImage', { url })).__typename).toBe('Allowed');
  });

  test.each([
    '',
    ' ',
    'disk.qcow2',
    '//example.com/disk',
    'example.com/disk',
    'https:',
    'https://',
    'https:///',
    'http://example.com/disk',
    'ftp://example.com/disk',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://user@example.com/disk',
    'https://user:secret@example.com/disk',
    'https://:secret@example.com/disk',
    'https://example.com/a disk',
    'https://exa\nmple.com/disk',
    'https://example.com/\tdisk',
    'https://example.com/\u0000disk',
    'https://example.com/\u202edisk',
    'https://example.com/\ud800',
    'https://example.com:99999/disk',
    'https://[::1/disk',
    long(2_049),
    long(100_000),
  ])('rejects the URL %j', async (url) => {
    await expectBad('importImage', { url }, 'input.url');
  });
});

describe('the expiry of a token', () => {
  const at = (offset: number) => ({ expiresAt: new Date(NOON + offset).toISOString() });

  test('is rejected in the past and at the current time', async () => {
    for (const when of [-1, 0, -NOON, -NOON - 1]) await expectBad('createAccessToken', at(when), 'input.expiresAt');
  });

  test('is accepted in the future, in any time zone', async () => {
    expect((await wellFormed('createAccessToken', at(1))).__typename).toBe('Allowed');
    expect((await wellFormed('createAccessToken', { expiresAt: '2026-03-04T20:00:01+08:00' })).__typename).toBe('Allowed'); // prettier-ignore
    await expectBad('createAccessToken', { expiresAt: '2026-03-04T19:59:59+08:00' }, 'input.expiresAt');
  });
});

describe('an update without a change', () => {
  test.each<[string, object[]]>([
    ['updateImage', [{ name: undefined }, { name: null, description: null }]],
    ['updateRegion', [{ supportsImageCopy: undefined }, { supportsImageCopy: null, state: null }]],
    [
      'updateAccount',
      [
        { roles: undefined, limits: undefined },
        { roles: null, limits: null, suspended: null, agreementSigned: null },
        { roles: undefined, limits: {} },
        { roles: undefined, limits: { imagesPerRegion: null } },
      ],
    ],
  ])('is rejected by %s', async (name, nothings) => {
    for (const nothing of nothings) await expectBad(name, nothing, 'input');
  });
});

test.each(['launchInstances'])('%s rejects an unknown instance type', async (name) => {
  for (const instanceType of ['', 'XXL', 's', '\u0000']) await expectBad(name, { instanceType }, 'input.instanceType');
});

describe('an id in a form that no id has', () => {
  const ODD = ['', ' ', 'x', 'img_1', "' OR 1=1 --", '\u0000', '\ud800', 'é', 'a'.repeat(65), 'a'.repeat(10_000), '%'];

  test.each([
    ['updateImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['deleteImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['leaveImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['launchInstances', 'imageId', 'IMAGE_NOT_FOUND'],
    ['launchInstances', 'regionId', 'REGION_NOT_FOUND'],
    ['copyImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['copyImage', 'regionIds', 'REGION_NOT_FOUND'],
    ['shareImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['shareImage', 'accountIds', 'ACCOUNT_NOT_FOUND'],
    ['shareImage', 'regionId', 'REGION_NOT_FOUND'],
    ['unshareImage', 'accountIds', 'ACCOUNT_NOT_FOUND'],
    ['createImage', 'instanceId', 'INSTANCE_NOT_FOUND'],
    ['restoreInstance', 'instanceId', 'INSTANCE_NOT_FOUND'],
    ['restoreInstance', 'imageId', 'IMAGE_NOT_FOUND'],
    ['terminateInstances', 'instanceIds', 'INSTANCE_NOT_FOUND'],
    ['importImage', 'regionId', 'REGION_NOT_FOUND'],
    ['publishImage', 'regionIds', 'REGION_NOT_FOUND'],
    ['retireImage', 'imageId', 'IMAGE_NOT_FOUND'],
    ['updateAccount', 'accountId', 'ACCOUNT_NOT_FOUND'],
    ['updateRegion', 'regionId', 'REGION_NOT_FOUND'],
  ])('is an unknown id to %s in %s, denied with %s', async (name, at, rule) => {
    for (const id of ODD) {
      const value = at.endsWith('s') ? [id] : id;
      expect(await wellFormed(name, { [at]: value })).toMatchObject({ rule, subjects: [id], also: [] });
    }
  });
});
