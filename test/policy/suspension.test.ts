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

/** The effects of suspension, the last operator, and the architectures of images and instance types. */

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
    ['denies a recipient launching the image', launch({ image: { ...RECEIVED, ...of } }), suspended],
    ['denies the owner launching the image', launch({ image: image(of) }), suspended],
    ['denies a sub-account of the owner launching the image', launch({ by: ACME_CI, image: image(of) }), suspended],
    ['denies restoring an instance from the image', restore({ image: image(of) }), suspended],
    ['allows a recipient to launch the image while the owner is not suspended', launch({ image: RECEIVED }), ALLOWED],
    ['allows restoring from the image while the owner is not suspended', restore({ image: OWN }), ALLOWED],
    ['allows launching a public image of a suspended account', launch({ image: { ...PUBLIC, ...of } }), ALLOWED],
    ['allows restoring from a public image of a suspended account', restore({ image: { ...PUBLIC, ...of } }), ALLOWED],
    [
      'allows launching a listed marketplace image of a suspended account',
      launch({ image: { ...MARKETPLACE, ...of } }),
      ALLOWED,
    ],
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
    ['denies demoting the only operator', change(SELF, DEMOTES, SELF), last('acc-operator')],
    ['denies suspending the only operator', change(SELF, SUSPENDS, SELF), last('acc-operator')],
    [
      'denies demoting the only operator even where its sub-account can act',
      change(SELF, DEMOTES, SELF, SUB),
      last('acc-operator'),
    ],
    ['allows demoting an operator while another one remains', change(SELF, DEMOTES, SELF, OTHER), ALLOWED],
    ['allows suspending another operator', change(OTHER, SUSPENDS, SELF, OTHER), ALLOWED],
    ['allows suspending a sub-account of the only operator', change(SUB, SUSPENDS, SELF, SUB), ALLOWED],
    [
      'denies suspending a sub-account that is the last account with access',
      change(SUB, SUSPENDS, SUB),
      last('acc-operator-ci'),
    ],
    ['allows a change that neither demotes nor suspends', change(SELF, {}, SELF), ALLOWED],
    ['allows suspending an account that is not an operator', change(BETA, SUSPENDS, SELF), ALLOWED],
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
    ['allows 64-bit x86 on x86', launch({ image: x64!, type: X86 }), ALLOWED],
    ['allows 32-bit x86 on x86', launch({ image: x32!, type: X86 }), ALLOWED],
    ['allows Arm on Arm', launch({ image: arm!, type: ARM }), ALLOWED],
    ['denies Arm on x86', launch({ image: arm!, type: X86 }), mismatch('ARM64', 'X1', 'X86_64 and I386')],
    ['denies 64-bit x86 on Arm', launch({ image: x64!, type: ARM }), mismatch('X86_64', 'A1', 'ARM64')],
    ['denies 32-bit x86 on Arm', launch({ image: x32!, type: ARM }), mismatch('I386', 'A1', 'ARM64')],
    [
      'denies 32-bit x86 on a type that runs only 64-bit',
      launch({ image: x32!, type: { id: 'X2', architectures: ['X86_64'] } }),
      mismatch('I386', 'X2', 'X86_64'),
    ],
    [
      'denies a shared Arm image on x86',
      launch({ image: { ...RECEIVED, architecture: 'ARM64' } }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    [
      'denies a public Arm image on x86',
      launch({ image: { ...PUBLIC, architecture: 'ARM64' } }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    ['allows restoring an Arm instance from an Arm image', restore({ image: arm!, type: ARM }), ALLOWED],
    [
      'denies restoring an x86 instance from an Arm image',
      restore({ image: arm!, type: X86 }),
      mismatch('ARM64', 'X1', 'X86_64 and I386'),
    ],
    ['allows a launch without a type, which it does not evaluate', launch({ image: arm!, type: null }), ALLOWED],
  ]);
});
