import { registerEnumType } from 'type-graphql';
import { RULES, type RuleName } from '../policy/decision';
import type * as Policy from '../policy/facts';
import { OPERATIONS, RULEBOOK, type OperationKind as Kind } from '../policy/rulebook';

/**
 * Registers an enum of the schema, made from its values and their descriptions; the policy stays free of GraphQL. Where
 * the policy has the same values as a union, `T` is that union: a value that is only in one of them does not compile.
 */
function enumType<T extends string>(name: string, description: string, values: Record<T, string>): { [K in T]: K } {
  const object = Object.fromEntries(Object.keys(values).map((value) => [value, value])) as { [K in T]: K };
  const valuesConfig = Object.fromEntries(
    Object.entries<string>(values).map(([value, text]) => [value, { description: text }]),
  );
  registerEnumType(object, { name, description, valuesConfig: valuesConfig as never });
  return object;
}

export const AccountKind = enumType('AccountKind', 'Kind of account.', {
  ROOT: 'Root account: owns images and instances, receives shares and has limits.',
  SUB: 'Sub-account: acts for its root account, to which its operations are counted.',
});

export const Role = enumType<Policy.Role>('Role', 'Role, which grants rights beyond reading.', {
  MEMBER: 'No further rights. Every account may own, copy, share and launch images.',
  PROVIDER: 'Right to offer marketplace images, once the agreement is signed.',
  OPERATOR: 'Administration of the service: public images, reviews, regions, accounts and limits.',
});

export const TokenScope = enumType('TokenScope', 'Operations that an access token permits.', {
  READ: 'Queries.',
  WRITE: 'Queries and mutations, including dry runs.',
});

export const RegionState = enumType('RegionState', 'Availability of a region for new images, copies and instances.', {
  AVAILABLE: 'Open.',
  UNAVAILABLE: 'Closed to new images, copies and instances; existing ones stay.',
});

export const ImageKind = {
  PUBLIC: 'PUBLIC',
  MARKETPLACE: 'MARKETPLACE',
  CUSTOM: 'CUSTOM',
} as const satisfies { [K in Policy.ImageKind]: K };

export const ImageType = enumType<Policy.ImageType>('ImageType', 'Type of an image from the viewer’s perspective.', {
  PUBLIC: 'Published by the operators for everyone.',
  MARKETPLACE: 'Offered to everyone by a provider, after approval in a review.',
  CUSTOM: 'Owned by the viewer.',
  SHARED: 'Custom image of another account, shared with the viewer for launching only.',
});

export const ImageState = enumType<Policy.ImageState>('ImageState', 'State of an image.', {
  CREATING: 'Being created from an instance.',
  IMPORTING: 'Being imported.',
  COPYING: 'Being copied.',
  AVAILABLE: 'Ready to be launched, changed, copied and shared.',
  FAILED: 'Creation failed; the image can be deleted, and counts towards no limit.',
});

export const OsFamily = enumType<Policy.OsFamily>('OsFamily', 'Family of operating systems.', {
  LINUX: 'Linux distribution.',
  WINDOWS: 'Windows Server, with a licence fee outside mainland China.',
  OTHER: 'Any other system, such as FreeBSD.',
});

export const Architecture = enumType<Policy.Architecture>('Architecture', 'Processor architecture.', {
  I386: '32-bit x86.',
  X86_64: '64-bit x86.',
  ARM64: '64-bit Arm.',
});

export const ImageChange = enumType<Policy.ImageChange>('ImageChange', 'Kind of change to an image.', {
  CREATED: 'Created, imported, copied here or published.',
  UPDATED: 'Changed name, description or price.',
  DELETED: 'Deleted, retired or withdrawn.',
  SHARED: 'Shared with an account; sent to the owner and that account.',
  UNSHARED: 'Share revoked or given up; sent to the owner and the former recipient.',
  SUBMITTED: 'Submission of the image, or of an edit, for review; sent to the provider and operators.',
  REVIEWED: 'Review without effect on what everyone sees; only the provider and operators receive it.',
  LISTED: 'Added to the marketplace, where everyone sees it.',
  UNLISTED: 'Removed from the marketplace: rejected, or its provider lost the role or the agreement, or was suspended.',
});

export const DiskFormat = enumType('DiskFormat', 'Format of an imported disk.', {
  RAW: 'Plain disk, byte by byte.',
  VHD: 'Virtual Hard Disk.',
  QCOW2: 'QEMU copy-on-write, version 2.',
  VMDK: 'Virtual Machine Disk.',
});

export const ImageOrigin = enumType('ImageOrigin', 'Origin of an image.', {
  OFFICIAL: 'Publication by the operators.',
  INSTANCE: 'Capture of an instance.',
  IMPORT: 'Import from outside.',
  COPY: 'Copy from another region.',
  MARKETPLACE: 'Submission by a provider.',
});

export const ReviewState = enumType<Policy.ReviewState>('ReviewState', 'Review status of an image’s content.', {
  OFFICIAL: 'Made and tested by the operators.',
  UNREVIEWED: 'Never reviewed: every custom and shared image.',
  PENDING: 'Submitted by a provider, awaiting review.',
  APPROVED: 'Reviewed and approved.',
  REJECTED: 'Reviewed and rejected.',
});

export const Verdict = enumType<Policy.Verdict>('Verdict', 'Decision of a review.', {
  APPROVE: 'Fit for everyone.',
  REJECT: 'Unfit; the reason explains it.',
});

export const LaunchSources = enumType<Policy.LaunchSources>(
  'LaunchSources',
  'Images that an account restricts itself to launching.',
  {
    ANYONE: 'All visible images.',
    REVIEWED:
      'Own, public and marketplace images; excluded are shared ones, and own ones that stem from an unreviewed image of another account.',
    TRUSTED: 'As `REVIEWED`, plus images from trusted accounts: shared by them, or stemming from theirs.',
  },
);

export const WarningCode = enumType<Policy.WarningCode>('WarningCode', 'Warning about launching an image.', {
  UNREVIEWED_SOURCE: 'Image shared by another account, without a review.',
  UNREVIEWED_LINEAGE: 'Image that stems from another account’s unreviewed image.',
});

export const Tenancy = enumType('Tenancy', 'Tenancy of an instance’s hardware; both have the same rules.', {
  SHARED: 'Hardware shared with others.',
  DEDICATED: 'Hardware reserved for the account.',
});

export const InstanceState = enumType<Policy.InstanceState>('InstanceState', 'State of an instance.', {
  RUNNING: 'Running.',
  STOPPED: 'Stopped; accepts the same operations as a running one.',
  TERMINATED: 'Permanently gone; accepts no operation.',
});

export const QuoteLineKind = enumType('QuoteLineKind', 'Item that a line of a quote prices.', {
  INSTANCE: 'Instances without their image.',
  IMAGE: 'Image that they run.',
});

export const OperationOutcome = enumType('OperationOutcome', 'Outcome of an operation.', {
  DONE: 'Completed.',
  DENIED: 'Denied by a rule; nothing was changed.',
});

const sentence = (rule: RuleName) =>
  Object.values(RULEBOOK)
    .flat()
    .find(({ name }) => name === rule)?.statement ?? '';

export const RuleEnum = enumType(
  'Rule',
  'Name of a rule, as denials cite it. `Query.rules` lists all with their numbers and the operations they guard.',
  Object.fromEntries(RULES.map((rule) => [rule, sentence(rule)])) as Record<RuleName, string>,
);

export const OperationKind = enumType(
  'OperationKind',
  'Name of a mutation, as the ledger and the rulebook cite it.',
  Object.fromEntries(
    OPERATIONS.map((kind) => [
      kind,
      `Mutation \`${kind.toLowerCase().replace(/_(.)/g, (_, c: string) => c.toUpperCase())}\`.`,
    ]),
  ) as Record<Kind, string>,
);
