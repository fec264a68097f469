import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The imports between files, read from their text, imports of types included. */

/** Returns the TypeScript files of a folder and of the folders in it. */
export function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(file);
    return entry.name.endsWith('.ts') ? [file] : [];
  });
}

/** Returns the names that a file imports from, as they are written there. */
export function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import|require\()\s*'([^']+)'/g)].map(([, name]) => name!);
}

/** Returns the files of the project that a file imports. */
export function filesImportedBy(file: string): string[] {
  return importsOf(file)
    .filter((name) => name.startsWith('.') && !name.endsWith('.json'))
    .map((name) => path.resolve(path.dirname(file), `${name}.ts`));
}

/** Names of nodes, each with the names of those it leads to. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Returns the imports between files by the names of the groups the files belong to; without those inside a group.
 *
 * @param nameOf the group of a file
 */
export function importGraph(files: readonly string[], nameOf: (file: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const from = nameOf(file);
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets);
    for (const imported of filesImportedBy(file).map(nameOf)) if (imported !== from) targets.add(imported);
  }
  return graph;
}

/** Returns the cycles of a graph: each group of nodes that lead to each other, sorted by name. */
export function cyclesIn(graph: Graph): string[][] {
  const reached = new Map([...graph.keys()].map((node) => [node, reachableFrom(node, graph)]));
  const cycles = [...graph.keys()]
    .filter((node) => reached.get(node)!.has(node))
    .map((node) => [...reached.get(node)!].filter((other) => reached.get(other)?.has(node)).sort());
  return [...new Map(cycles.map((cycle) => [cycle.join(' '), cycle])).values()].sort();
}

function reachableFrom(start: string, graph: Graph): Set<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const next of graph.get(node) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(next);
    }
  }
  return reached;
}
