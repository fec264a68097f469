import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { check } from '../compatibility/check';
import { compare, releasedLog, unexplained } from '../compatibility/compare';
import { release } from '../compatibility/release';
import { newFolder } from './support/folder';

/** Changes of the schema: those that need no entry in the change log, and those that do. */

const RELEASED = `
  type Query { image(id: ID!): Image }
  type Image { id: ID! name: String! size: Int!, old: Int @deprecated(reason: "Ask for size.") }
  enum Rule { A B }
  input Share { imageId: ID! }
`;
const log = (unreleased: string) =>
  `# Change log\n\n## [Unreleased]\n\n${unreleased}\n\n## [0.1.0] - 2026-11-20\n\n### Breaking\n\n- \`Rule.B was removed from enum type Rule.\` Long ago.\n`;

/** Compares the released schema with one in which `from` is replaced by `to`. */
const changed = (from: string, to: string, unreleased = '') => {
  expect(RELEASED).toContain(from);
  return compare(RELEASED, RELEASED.replace(from, to), log(unreleased));
};
const complaint = (change: string) =>
  `It breaks clients: ${change}\n  If it must be, say so in CHANGELOG.md: - \`${change}\` Why, and what to do.`;

test('an unchanged schema has no complaints', () =>
  expect(compare(RELEASED, RELEASED, log(''))).toEqual({ complaints: [], dangerous: [] }));

test.each([
  ['a field', 'name: String!', 'name: String! owner: ID', []],
  ['a type', 'enum Rule', 'type Region { id: ID! } enum Rule', []],
  [
    'an optional argument',
    'image(id: ID!)',
    'image(id: ID!, fresh: Boolean)',
    ['An optional arg fresh on Query.image was added.'],
  ],
  ['a value of an enum', 'A B', 'A B C', ['C was added to enum type Rule.']],
])('adding %s to the schema breaks no client', (_, from, to, dangerous) =>
  expect(changed(from, to)).toEqual({ complaints: [], dangerous }),
);

const BREAKS: [what: string, from: string, to: string, change: string][] = [
  ['a removed field', 'name: String! ', '', 'Image.name was removed.'],
  ['a field that becomes nullable', 'name: String!', 'name: String', 'Image.name changed type from String! to String.'],
  ['a removed value of an enum', 'A B', 'A', 'B was removed from enum type Rule.'],
  [
    'a new required argument',
    'image(id: ID!)',
    'image(id: ID!, regionId: ID!)',
    'A required arg regionId on Query.image was added.',
  ],
  [
    'a new required field of an input',
    'imageId: ID!',
    'imageId: ID! why: String!',
    'A required field why on input type Share was added.',
  ],
];

test.each(BREAKS)('%s is a complaint, as it breaks clients', (_, from, to, change) =>
  expect(changed(from, to).complaints).toEqual([complaint(change)]),
);

test.each(BREAKS)('%s is accepted once the change log names it', (_, from, to, change) =>
  expect(changed(from, to, `### Breaking\n\n- \`${change}\` It had to be.`).complaints).toEqual([]),
);

test('a break that the change log names outside Breaking or for an earlier release is still a complaint', () => {
  const [, from, to, change] = BREAKS[0]!;
  expect(changed(from, to, `### Changed\n\n- \`${change}\``).complaints).toEqual([complaint(change)]);
  const ofB = 'B was removed from enum type Rule.';
  expect(changed('A B', 'A').complaints).toEqual([complaint(ofB)]);
});

test('each of two breaks must be named in the change log', () => {
  const both = RELEASED.replace('name: String! ', '').replace('A B', 'A');
  const named = log('### Breaking\n\n- `Image.name was removed.` It had to be.\n\n### Added\n\n- Nothing.');
  expect(compare(RELEASED, both, named).complaints).toEqual([complaint('B was removed from enum type Rule.')]);
});

test('a break that the change log names but the schema lacks is a complaint', () =>
  expect(compare(RELEASED, RELEASED, log('### Breaking\n\n- `Image.name was removed.` Not so.')).complaints).toEqual([
    'CHANGELOG.md names what is not so: Image.name was removed.',
  ]));

test.each([
  ['a field', 'name: String!', 'name: String! @deprecated', 'Image.name'],
  ['a field with an empty reason', 'name: String!', 'name: String! @deprecated(reason: " ")', 'Image.name'],
  ['an argument', 'image(id: ID!)', 'image(id: ID!, fresh: Boolean @deprecated)', 'Query.image(fresh)'],
  ['a value of an enum', 'A B', 'A B @deprecated', 'Rule.B'],
  ['a field of an input', 'imageId: ID!', 'imageId: ID! why: String @deprecated', 'Share.why'],
])('the deprecation of %s without a reason is a complaint', (_, from, to, name) =>
  expect(changed(from, to).complaints).toEqual([`${name} is deprecated without a reason.`]),
);

test('every deprecation of the schema has a reason', () =>
  expect(unexplained(readFileSync('schema.graphql', 'utf8'))).toEqual([]));

test('the schema breaks no client of the last release except as the change log names', () =>
  expect(check('.').complaints).toEqual([]));

describe('a release', () => {
  let folder: string;
  const at = (file: string) => path.join(folder, file);
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...words], { cwd: folder });
  const edit = (schema: string, unreleased: string) => {
    writeFileSync(at('schema.graphql'), schema);
    writeFileSync(at('CHANGELOG.md'), log(unreleased));
  };

  beforeEach(() => {
    folder = newFolder();
    mkdirSync(at('compatibility'));
    edit(RELEASED, '');
    writeFileSync(at('compatibility/released.graphql'), RELEASED);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const grown = RELEASED.replace('name: String!', 'name: String! owner: ID');
  const shrunk = RELEASED.replace('name: String! ', '');
  const named = '### Breaking\n\n- `Image.name was removed.` It had to be.';

  test('stores its schema for the next comparison and dates the unreleased entries', () => {
    edit(grown, '### Added\n\n- `Image.owner`.');
    release(folder, { last: '0.1.0', next: '0.1.1' }, '2026-12-01');
    expect(readFileSync(at('compatibility/released.graphql'), 'utf8')).toBe(grown);
    expect(readFileSync(at('CHANGELOG.md'), 'utf8')).toContain(
      '## [Unreleased]\n\n## [0.1.1] - 2026-12-01\n\n### Added\n\n- `Image.owner`.\n\n## [0.1.0] - 2026-11-20\n',
    );
    edit(RELEASED, '');
    expect(check(folder).complaints).toEqual([complaint('Image.owner was removed.')]);
  });

  test('that breaks clients is made only where the change log and the version number announce it', () => {
    edit(shrunk, '### Removed\n\n- A name.');
    expect(() => release(folder, { last: '0.1.0', next: '0.2.0' }, '2026-12-01')).toThrow('Image.name was removed.');
    edit(shrunk, named);
    expect(() => release(folder, { last: '0.1.0', next: '0.1.1' }, '2026-12-01')).toThrow('cannot be 0.1.1');
    expect(() => release(folder, { last: '1.1.0', next: '1.2.0' }, '2026-12-01')).toThrow('cannot be 1.2.0');
    release(folder, { last: '0.1.0', next: '0.2.0' }, '2026-12-01');
    expect(check(folder).complaints).toEqual([]);
  });

  test('without unreleased entries is rejected', () =>
    expect(() => releasedLog(log(''), '0.1.1', '2026-12-01')).toThrow('nothing under [Unreleased]'));

  test('has a complaint where the stored schema differs from that of its tag', () => {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'a release');
    expect(check(folder).complaints).toEqual([]);
    git('tag', 'v0.1.0');
    expect(check(folder).complaints).toEqual([]);
    edit(shrunk, '');
    writeFileSync(at('compatibility/released.graphql'), shrunk);
    expect(check(folder).complaints).toEqual([
      'compatibility/released.graphql is not the schema of v0.1.0; only a release writes it.',
    ]);
  });
});
