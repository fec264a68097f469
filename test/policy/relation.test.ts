import type { Decision } from '../../src/policy/decision';
import type { ImageFacts } from '../../src/policy/facts';
import {
  ACME,
  ACME_CI,
  ALLOWED,
  copy,
  customOnly,
  HIDDEN,
  image,
  imageNotFound,
  instance,
  launch,
  launchOnly,
  cases,
  leave,
  MARKETPLACE,
  no,
  OPERATOR,
  OWN,
  PENDING,
  PROVIDER,
  PUBLIC,
  RECEIVED,
  refused,
  remove,
  restore,
  share,
  unshare,
  update,
} from './requests';

/** The table of operations by relation, cell by cell. */

const notShared = refused(no('NOT_SHARED', 'This account owns the image; there is no share to leave.', ['acc-acme']));

const COLUMNS: [string, ImageFacts | null][] = [
  ['the owner of the custom image', OWN],
  ['a recipient', RECEIVED],
  ['anyone, for a public image', PUBLIC],
  ['anyone, for a marketplace image', MARKETPLACE],
  ['an account without a relation to the custom image', HIDDEN],
  ['anyone, for an absent image', null],
];

type Request = (asked: { by: typeof ACME; image: ImageFacts | null }) => Decision;
const custom = [customOnly('public'), customOnly('marketplace')];
const hidden = [imageNotFound, imageNotFound];
const TABLE: [string, Request, Decision[]][] = [
  ['launch', launch, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ...hidden]],
  ['restore its own instance from', restore, [ALLOWED, launchOnly, ALLOWED, ALLOWED, ...hidden]],
  ['rename or describe', update, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['copy', copy, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['share', share, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['unshare', unshare, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['delete', remove, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['leave', leave, [notShared, ALLOWED, ...custom, ...hidden]],
];
const answer = (decision: Decision) => (decision.allowed ? 'is allowed' : `is denied by ${decision.denials[0].rule}`);

describe.each([
  ['a root account', ACME],
  ['a sub-account, which acts for its root account,', ACME_CI],
])('%s', (_who, by) => {
  describe.each(TABLE)('that wants to %s an image', (_operation, request, cells) => {
    cases(
      COLUMNS.map(([relation, asked], column) => [
        `${answer(cells[column]!)} as ${relation}`,
        request({ by, image: asked }),
        cells[column]!,
      ]),
    );
  });
});

describe('roles give no relation to custom images', () => {
  cases(
    TABLE.flatMap(([operation, request]): [string, Decision, Decision][] => [
      [
        `so that an operator may not ${operation} the custom image of another account`,
        request({ by: OPERATOR, image: OWN }),
        imageNotFound,
      ],
      [
        `so that a provider may not ${operation} the custom image of another account`,
        request({ by: PROVIDER, image: OWN }),
        imageNotFound,
      ],
    ]),
  );
});

describe('the owner is the id of the root account and not of a sub-account, for', () => {
  const ownerId = ACME_CI.accountId;
  cases([
    ['an image', update({ by: ACME_CI, image: image({ ownerId }) }), imageNotFound],
    [
      'an instance',
      restore({ by: ACME_CI, to: instance({ ownerId }) }),
      refused(no('INSTANCE_NOT_FOUND', 'There is no instance with this id for this account.', ['ins-1'])),
    ],
  ]);
});

describe('CUSTOM_IMAGES_ONLY: the publisher of an image cannot change it like a custom one, and the rule', () => {
  cases([
    ['denies an operator renaming a public image', update({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
    ['denies an operator deleting a public image', remove({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
    [
      'denies a provider sharing its marketplace image',
      share({ by: PROVIDER, image: MARKETPLACE }),
      customOnly('marketplace'),
    ],
    [
      'denies a provider copying its marketplace image in review',
      copy({ by: PROVIDER, image: PENDING }),
      customOnly('marketplace'),
    ],
    ['denies an operator leaving a public image', leave({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
  ]);
});

describe('the owner of an image that is shared', () => {
  const shared = image({ shareCount: 1 });
  cases([
    ['may rename it', update({ image: shared }), ALLOWED],
    ['may copy it', copy({ image: shared }), ALLOWED],
    ['may launch it', launch({ image: shared }), ALLOWED],
    ['may restore instances from it', restore({ image: shared }), ALLOWED],
  ]);
});
