import { createServer, type AddressInfo } from 'node:net';
import { importInto, used } from '../../support/denials';
import { everything } from '../../support/contents';
import { World, type ApiCaller } from '../../support/world';
import { mutationText } from '../../support/mutations';

/** Tests the classes of advisories.test.ts that are about the URL of an import. */

let world: World;
let owner: ApiCaller;
beforeEach(async () => {
  world = await World.open();
  owner = await world.busyAccount();
});
afterEach(() => world.close());

describe('an import (CVE-2017-7200, CVE-2014-9493, CVE-2015-1195)', () => {
  test('connects to no address, however it is written', async () => {
    let connections = 0;
    const trap = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    const { port } = trap.address() as AddressInfo;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '0177.0.0.1', '[::ffff:127.0.0.1]']) {
      const input = { ...importInto(), url: `https://${host}:${port}/disk` };
      const { image } = await owner.do('importImage', input);
      await owner.data('query ($id: ID!) { image(id: $id) { id state warnings { code } } }', { id: image.id });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(connections).toBe(0);
    await new Promise((resolve) => trap.close(resolve));
  });

  test.each([
    'file:///etc/passwd',
    'filesystem:///etc/passwd',
    '/etc/passwd',
    '../../etc/passwd',
    'https:',
    'http://127.0.0.1/',
    'ftp://127.0.0.1/',
    'swift+config://store/disk',
    'cinder://1',
    'data:,x',
    'javascript:1',
    'https://user:word@example.com/disk',
  ])(
    // prettier-ignore
    'rejects the URL %s, which is no plain https URL',
    async (url) => {
      const answer = await owner.ask(mutationText('importImage'), { input: { ...importInto(), url } });
      expect(answer.body.errors!.map(({ extensions }) => [extensions['code'], extensions['field']])).toEqual([
        ['BAD_USER_INPUT', 'input.url'],
      ]);
      expect(await used(owner)).toEqual({ images: 0, today: 0 });
    },
  );
});

describe('a secret in a URL is not revealed (CVE-2013-0212, CVE-2013-1840):', () => {
  test('the URL of an import is in no answer and not in the database', async () => {
    const url = 'https://store.example/disk?signature=s3cr3t-signature';
    const input = { ...importInto(), url, idempotencyKey: 'k' };
    const { image } = await owner.do('importImage', input);
    const answers = [
      await owner.do('importImage', input),
      await owner.ask('query ($id: ID!) { image(id: $id) { name description origin platform warnings { message } } }', { id: image.id }), // prettier-ignore
      await owner.ask('{ viewer { operations(first: 1) { nodes { kind subjectId } } } }'),
      await everything(world),
    ];
    expect(JSON.stringify(answers)).toContain(image.id);
    expect(JSON.stringify(answers)).not.toMatch(/s3cr3t|store\.example/);
  });

  test('the error for a URL with a password does not repeat it', async () => {
    const input = { ...importInto(), url: 'https://swift:s3cr3t-password@store.example/disk' };
    const { body } = await owner.ask(mutationText('importImage'), { input });
    expect(body.errors![0]!.message).toContain('carries no user name or password');
    expect(JSON.stringify(body)).not.toContain('s3cr3t');
  });
});
