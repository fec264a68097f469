import {
  account,
  ACME_CI,
  ALLOWED,
  ARM,
  BETA,
  image,
  launch,
  cases,
  MARKETPLACE,
  no,
  OPERATOR,
  OWN,
  PUBLIC,
  RECEIVED,
  refused,
  restore,
  updateAccount,
  X86,
} from './requests';

/** What suspension stops, who cannot be suspended, and what an image runs on. */

describe('OWNER_SUSPENDED: custom images of a suspended account are not launched, nor restored from', () => {
  const suspended = refused(
    no(
      'OWNER_SUSPENDED',
      'The account that owns this image is suspended; the image can be launched and restored from once an operator lifts the suspension.',
      ['img-1'],
    ),
  );
  const of = { ownerSuspended: true };
  cases([
    ['a recipient does not launch it', launch({ image: { ...RECEIVED, ...of } }), suspended],
    ['nor does its owner', launch({ image: image(of) }), suspended],
    ['nor a sub-account of it', launch({ by: ACME_CI, image: image(of) }), suspended],
    ['nor is an instance restored from it', restore({ image: image(of) }), suspended],
    ['a recipient launches it while the owner is not', launch({ image: RECEIVED }), ALLOWED],
    ['an instance is restored from it then', restore({ image: OWN }), ALLOWED],
    ['public images are the service’s', launch({ image: { ...PUBLIC, ...of } }), ALLOWED],
    ['and restored from', restore({ image: { ...PUBLIC, ...of } }), ALLOWED],
    ['a marketplace image that is still listed is not custom', launch({ image: { ...MARKETPLACE, ...of } }), ALLOWED],
  ]);
});

describe('LAST_OPERATOR: one operator that somebody can act as always remains', () => {
  const SELF = account('acc-operator');
  const SUB = account('acc-operator-ci', 'acc-operator');
  const OTHER = account('acc-operator-2');
  const [DEMOTES, SUSPENDS] = [{ demotes: true }, { suspends: true }];
  const last = (id: string) =>
    refused(
      no(
        'LAST_OPERATOR',
        'After this there would be 0 operators that somebody can act as: not suspended, and with a live token that has the scope WRITE. Make another operator first, or give one a token.',
        [id],
      ),
    );
  const change = (named: { id: string; rootId: string }, takes: object, ...operatorAccess: (typeof SELF)[]) =>
    updateAccount(named, false, OPERATOR, { ...takes, operatorAccess });
  cases([
    ['the only one does not demote itself', change(SELF, DEMOTES, SELF), last('acc-operator')],
    ['nor suspend itself', change(SELF, SUSPENDS, SELF), last('acc-operator')],
    ['not even with a sub-account that can act', change(SELF, DEMOTES, SELF, SUB), last('acc-operator')],
    ['it may while another one remains', change(SELF, DEMOTES, SELF, OTHER), ALLOWED],
    ['and suspend the other one', change(OTHER, SUSPENDS, SELF, OTHER), ALLOWED],
    ['a sub-account of the only one is suspended', change(SUB, SUSPENDS, SELF, SUB), ALLOWED],
    ['but not the last account that somebody can act as', change(SUB, SUSPENDS, SUB), last('acc-operator-ci')],
    ['what takes nothing away is no matter of it', change(SELF, {}, SELF), ALLOWED],
    ['an account that is no operator is suspended', change(BETA, SUSPENDS, SELF), ALLOWED],
  ]);
});

describe('ARCHITECTURE_MISMATCH: an image runs on types of its own architecture', () => {
  const mismatch = (of: string, type: string, runs: string) =>
    refused(
      no(
        'ARCHITECTURE_MISMATCH',
        `The image is for ${of}; ${type} runs ${runs}. Take an instance type that runs ${of}, or an image for the type.`,
        ['img-1', type],
      ),
    );
  const [x64, x32, arm] = (['X86_64', 'I386', 'ARM64'] as const).map((architecture) => image({ architecture }));
  cases([
    ['64-bit x86 on x86', launch({ image: x64!, type: X86 }), ALLOWED],
    ['32-bit x86 on x86', launch({ image: x32!, type: X86 }), ALLOWED],
    ['Arm on Arm', launch({ image: arm!, type: ARM }), ALLOWED],
    ['Arm on x86', launch({ image: arm!, type: X86 }), mismatch('ARM64', 'X1', 'X86_64 and I386')],
    ['64-bit x86 on Arm', launch({ image: x64!, type: ARM }), mismatch('X86_64', 'A1', 'ARM64')],
    ['32-bit x86 on Arm', launch({ image: x32!, type: ARM }), mismatch('I386', 'A1', 'ARM64')],
    [
      '32-bit x86 on a type that runs 64-bit alone',
      launch({ image: x32!, type: { id: 'X2', architectures: ['X86_64'] } }),
      mismatch('I386', 'X2', 'X86_64'),
    ],
    [
      'a shared image too',
      launch({ image: { ...RECEIVED, architecture: 'ARM64' } }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    [
      'a public image too',
      launch({ image: { ...PUBLIC, architecture: 'ARM64' } }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    ['restoring an Arm instance from an Arm image', restore({ image: arm!, type: ARM }), ALLOWED],
    [
      'restoring an x86 instance from an Arm image',
      restore({ image: arm!, type: X86 }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    ['without a type it is not judged', launch({ image: arm!, type: null }), ALLOWED],
  ]);
});
