import { registerEnumType } from 'type-graphql';
import { RULES, type RuleName } from '../policy/decision';
import { OPERATIONS, RULEBOOK, type OperationKind as Kind } from '../policy/rulebook';

/** Registers an enum of the schema, made from its values and their descriptions; the policy stays free of GraphQL. */
function enumType<T extends string>(name: string, description: string, values: Record<T, string>): { [K in T]: K } {
  const object = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { [K in T]: K };
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  );
  registerEnumType(object, { name, description, valuesConfig: valuesConfig as never });
  return object;
}

export const AccountKind = enumType('AccountKind', 'Whether an account stands for itself.', {
  ROOT: 'A root account: owns images and instances, receives shares, has limits.',
  SUB: 'A sub-account: acts for its root account; what it does counts to the root.',
});

export const Role = enumType('Role', 'What an account may do beyond looking.', {
  MEMBER: 'An account without further rights. Every account may own, copy, share and launch images.',
  PROVIDER: 'Offers marketplace images, once its agreement is signed.',
  OPERATOR: 'Runs the service: public images, reviews, regions, accounts and limits.',
});

export const TokenScope = enumType('TokenScope', 'What an access token may be used for.', {
  READ: 'Queries.',
  WRITE: 'Queries and mutations, dry runs too.',
});

export const RegionState = enumType('RegionState', 'Whether a region takes anything new.', {
  AVAILABLE: 'Open.',
  UNAVAILABLE: 'Closed: takes no new image, copy or instance; what is there stays.',
});

export const ImageKind = { PUBLIC: 'PUBLIC', MARKETPLACE: 'MARKETPLACE', CUSTOM: 'CUSTOM' } as const;

export const ImageType = enumType('ImageType', 'An image’s type as its viewer sees it.', {
  PUBLIC: 'Published by the operators, for everyone.',
  MARKETPLACE: 'Offered by a provider and approved in a review, for everyone.',
  CUSTOM: 'The viewer’s own.',
  SHARED: 'Another account’s custom image, shared with the viewer: to launch, nothing else.',
});

export const ImageState = enumType('ImageState', 'How far an image has come.', {
  CREATING: 'Being made from an instance.',
  IMPORTING: 'Being imported.',
  COPYING: 'Being copied.',
  AVAILABLE: 'Ready to be launched, changed, copied and shared.',
  FAILED: 'Came to nothing; may be deleted, and counts to no limit.',
});

export const OsFamily = enumType('OsFamily', 'The family of an operating system.', {
  LINUX: 'A Linux distribution.',
  WINDOWS: 'Windows Server; carries a licence fee outside mainland China.',
  OTHER: 'Anything else, FreeBSD for one.',
});

export const Architecture = enumType('Architecture', 'The processor an image runs on.', {
  I386: '32-bit x86.',
  X86_64: '64-bit x86.',
  ARM64: '64-bit Arm.',
});

export const ImageChange = enumType('ImageChange', 'What became of an image.', {
  CREATED: 'It was made, imported, copied here or published.',
  UPDATED: 'Its name, description or price is another.',
  DELETED: 'It was deleted, retired or withdrawn.',
  SHARED: 'It was shared with an account. Its owner and that account hear of it.',
  UNSHARED: 'An account lost its share or gave it up. Its owner and that account hear of it.',
  SUBMITTED: 'It, or a change of it, waits for a review. Its provider and operators hear of it.',
  REVIEWED: 'It was reviewed, and everyone sees of it what they saw before. Its provider and operators hear of it.',
  LISTED: 'From now on everyone sees it on the marketplace.',
  UNLISTED:
    'It is on the marketplace no longer: rejected, or its provider lost the role or the agreement, or was suspended.',
});

export const DiskFormat = enumType('DiskFormat', 'The format of an imported disk.', {
  RAW: 'A plain disk, byte by byte.',
  VHD: 'Virtual Hard Disk.',
  QCOW2: 'QEMU copy-on-write, version 2.',
  VMDK: 'Virtual Machine Disk.',
});

export const ImageOrigin = enumType('ImageOrigin', 'How an image came to be.', {
  OFFICIAL: 'Published by the operators.',
  INSTANCE: 'Made from an instance.',
  IMPORT: 'Imported from outside.',
  COPY: 'Copied from another region.',
  MARKETPLACE: 'Submitted by a provider.',
});

export const ReviewState = enumType('ReviewState', 'Who vouches for an image’s content.', {
  OFFICIAL: 'The operators made and tested it.',
  UNREVIEWED: 'Nobody reviewed it: every custom and shared image.',
  PENDING: 'Submitted by a provider, not yet reviewed.',
  APPROVED: 'Reviewed and approved.',
  REJECTED: 'Reviewed and rejected.',
});

export const Verdict = enumType('Verdict', 'What a review says.', {
  APPROVE: 'It is fit for everyone.',
  REJECT: 'It is not; the reason says why.',
});

export const LaunchSources = enumType('LaunchSources', 'Whose images an account lets itself launch.', {
  ANYONE: 'Everything it may see.',
  REVIEWED:
    'Its own images, public ones and marketplace images; no shared ones, nor own ones that stem from an unreviewed image of another account.',
  TRUSTED: 'The same, and what comes from accounts it trusts: shared by them, or stemming from their images.',
});

export const WarningCode = enumType('WarningCode', 'What to know before launching.', {
  UNREVIEWED_SOURCE: 'Another account shared the image and nobody reviewed it.',
  UNREVIEWED_LINEAGE: 'The image stems from an image of another account that nobody reviewed.',
});

export const Tenancy = enumType('Tenancy', 'Whose hardware an instance runs on; the rules are the same for both.', {
  SHARED: 'Hardware shared with others.',
  DEDICATED: 'Hardware of one’s own.',
});

export const InstanceState = enumType('InstanceState', 'What an instance is doing.', {
  RUNNING: 'Running.',
  STOPPED: 'Stopped; takes the same operations as a running one.',
  TERMINATED: 'Gone for good; takes no operation.',
});

export const QuoteLineKind = enumType('QuoteLineKind', 'What a line of a quote is for.', {
  INSTANCE: 'The instances themselves.',
  IMAGE: 'The image they run.',
});

export const OperationOutcome = enumType('OperationOutcome', 'How an operation ended.', {
  DONE: 'It was done.',
  DENIED: 'A rule refused it; nothing was changed.',
});

const sentence = (rule: RuleName) =>
  Object.values(RULEBOOK)
    .flat()
    .find(({ name }) => name === rule)?.statement ?? '';

export const Rule = enumType(
  'Rule',
  'The rules by name, as refusals cite them. `Query.rules` lists them with their numbers and what they guard.',
  Object.fromEntries(RULES.map((rule) => [rule, sentence(rule)])) as Record<RuleName, string>,
);

export const OperationKind = enumType(
  'OperationKind',
  'The mutations by name, as the ledger and the rulebook cite them.',
  Object.fromEntries(
    OPERATIONS.map((kind) => [
      kind,
      `The mutation \`${kind.toLowerCase().replace(/_(.)/g, (_, c: string) => c.toUpperCase())}\`.`,
    ]),
  ) as Record<Kind, string>,
);
