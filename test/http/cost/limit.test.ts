import { parse, visit } from 'graphql';
import { checkCost } from '../../../src/server/documents/cost';
import { MAX_COST } from '../../../src/graphql/requestLimits';
import { cost, costOfDocument } from '../../support/cost';
import { many, tooLarge } from '../../support/documents';

/** The limit on the cost of an operation, and the bound on the work of adding it up. */

describe('the limit of 10,000 points', () => {
  const OWNERS = 'owner { id } '.repeat(1) + many(9, (at) => `o${at}: owner { id }`);
  const pages = (last: number) =>
    `{ ${many(9, (at) => `a${at}: images(first: 100) { nodes { ${at < 9 ? OWNERS : ''} } }`)} images(first: ${last}) { nodes { id } } }`;

  test('admits 10,000 points and rejects 10,001', () => {
    expect([MAX_COST, cost(pages(90)), cost(pages(91))]).toEqual([10_000, 10_000, 10_001]);
    expect(() => checkCost(10_000, MAX_COST)).not.toThrow();
    const message = 'This operation costs 10001 points; the limit is 10000. Request shorter pages or fewer fields.';
    expect(() => checkCost(10_001, MAX_COST)).toThrow(
      expect.objectContaining(tooLarge('cost', 10_000, 10_001, message)),
    );
  });

  test('rejects an operation whose fragments and unions are too many to add up', () => {
    const wide = many(18, (at) => `... on Node { ...F${at} }`);
    const fragments = many(
      18,
      (at) => `fragment F${at} on Node { ... on Image { ${many(20, (n) => `a${n}: owner { ...on Node { id } }`)} } }`,
    );
    const aliases = many(30, (at) => `a${at}: node(id: "x") { ${wide} }`);
    expect(() => cost(`{ ${aliases} } ${fragments}`)).toThrow(
      expect.objectContaining({
        message:
          'This operation costs more than can be added up; the limit is 10000. Request shorter pages or fewer fields.',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', exceeded: { name: 'cost', limit: 10_000 } },
      }),
    );
  });

  test.each([
    ['an argument', (list: string) => `id(x: ${list})`],
    ['an argument of a plain list', (list: string) => `shares(x: ${list}) { id }`],
    ['the length of a page', (list: string) => `owner { id } images(first: ${list}) { nodes { id } }`],
    ['a directive', (list: string) => `id @skip(if: ${list})`],
  ])('visits a long literal in %s once, however many ways lead to it', (_where, leaf) => {
    const fragments = many(8, (at) => {
      const next = `{ ...F${at + 1} }`;
      return `fragment F${at} on Image { baseImage ${next} copiedFrom ${next} madeFrom ${next} }`;
    });
    let visited = 0;
    const document = parse(`{ image(id: "x") { ...F0 } } ${fragments} fragment F8 on Image { ${leaf('[1]')} }`);
    const list = visit(document, {
      ListValue: (node) => ({
        ...node,
        get values() {
          visited += 1;
          return node.values;
        },
      }),
    });
    expect(() => costOfDocument(list)).toThrow('costs more than can be added up');
    // Each of a few questions about the node visits it once.
    expect(visited).toBeLessThan(10);
  });
});
