import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Registry } from '../context';
import { seedCatalogue } from './catalogue';
import { seedDemo, type DemoAccount } from './demo';

/**
 * Fills an empty database: the catalogue always, the demo accounts unless in production. A database that has content
 * is left as it is.
 *
 * @param file where the demo accounts' tokens are kept
 * @returns the demo accounts, new or from an earlier start; none in production
 */
export async function fillIfEmpty(
  { store, clock, prices, dayOffset }: Registry,
  file: string,
  production: boolean,
): Promise<DemoAccount[]> {
  const fresh = await seedCatalogue(store);
  if (production) return [];
  if (fresh) {
    const demo = await seedDemo(store, prices, clock(), dayOffset);
    mkdirSync(path.dirname(file), { recursive: true });
    // They are credentials: for their owner's eyes alone.
    writeFileSync(file, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
    return demo;
  }
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoAccount[]) : [];
}
