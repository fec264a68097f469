import {
  buildSchema,
  DEFAULT_DEPRECATION_REASON,
  findBreakingChanges,
  findDangerousChanges,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
} from 'graphql';

/** What a change of the schema means to clients that were made of the released one. */
export interface Comparison {
  /** Why the change cannot go out as it is; empty where it can. */
  complaints: string[];
  /** What breaks no request, but may surprise a client that does not expect it. */
  dangerous: string[];
}

/**
 * Compares the schema with the released one.
 *
 * @param released the schema as clients know it
 * @param current the schema as it is now
 * @param changelog the change log; what breaks has to be named in it
 */
export function compare(released: string, current: string, changelog: string): Comparison {
  const [before, now] = [buildSchema(released), buildSchema(current)];
  const breaks = findBreakingChanges(before, now).map(({ description }) => description);
  const named = namedBreaks(changelog);
  return {
    complaints: [
      ...breaks
        .filter((each) => !named.includes(each))
        .map(
          (each) =>
            `It breaks clients: ${each}\n  If it must be, say so in CHANGELOG.md: - \`${each}\` Why, and what to do.`,
        ),
      ...named.filter((each) => !breaks.includes(each)).map((each) => `CHANGELOG.md names what is not so: ${each}`),
      ...unexplained(current).map((each) => `${each} is deprecated without a reason.`),
    ],
    dangerous: findDangerousChanges(before, now).map(({ description }) => description),
  };
}

/** The text of the change log's section of what is not released yet. */
const UNRELEASED = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |(?![\s\S]))/m;
const BREAKING = /^### Breaking\n([\s\S]*?)(?=^### |(?![\s\S]))/m;

/**
 * The breaking changes that are named for the next release: under `## [Unreleased]`, `### Breaking`, each an entry that
 * begins with the change in backticks, as the check words it.
 */
export function namedBreaks(changelog: string): string[] {
  const section = BREAKING.exec(UNRELEASED.exec(changelog)?.[1] ?? '')?.[1] ?? '';
  return [...section.matchAll(/^- `([^`]+)`/gm)].map(([, change]) => change!);
}

/**
 * The change log of a release: what was unreleased stands under the version and its day.
 *
 * @throws if there is nothing to release
 */
export function releasedLog(changelog: string, version: string, day: string): string {
  const section = UNRELEASED.exec(changelog)?.[1]?.trim();
  if (!section) throw new Error('CHANGELOG.md has nothing under [Unreleased].');
  return changelog.replace(UNRELEASED, () => `## [Unreleased]\n\n## [${version}] - ${day}\n\n${section}\n\n`);
}

/** What is deprecated and does not say what to use instead. */
export function unexplained(sdl: string): string[] {
  return Object.values(buildSchema(sdl).getTypeMap())
    .flatMap(partsOf)
    .filter(([, reason]) => reason != null && (reason.trim() === '' || reason === DEFAULT_DEPRECATION_REASON))
    .map(([name]) => name);
}

/** Everything of a type that can be deprecated, with the reason where it is. */
function partsOf(type: GraphQLNamedType): [name: string, reason: string | null | undefined][] {
  const name = (part: { name: string }) => `${type.name}.${part.name}`;
  if (isEnumType(type)) return type.getValues().map((value) => [name(value), value.deprecationReason]);
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((each) => [name(each), each.deprecationReason]);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    [name(field), field.deprecationReason],
    ...field.args.map((arg): [string, string | null | undefined] => [
      `${name(field)}(${arg.name})`,
      arg.deprecationReason,
    ]),
  ]);
}
