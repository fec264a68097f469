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

/** The table of what each relation may do, cell by cell. */

const notShared = refused(no('NOT_SHARED', 'This account owns the image; there is no share to leave.', ['acc-acme']));

const COLUMNS: [string, ImageFacts | null][] = [
  ['the owner of a custom image', OWN],
  ['a recipient', RECEIVED],
  ['anyone, on a public image', PUBLIC],
  ['anyone, on a marketplace image', MARKETPLACE],
  ['a stranger, on a custom image', HIDDEN],
  ['anyone, on no image', null],
];

type Request = (asked: { by: typeof ACME; image: ImageFacts | null }) => Decision;
const custom = [customOnly('public'), customOnly('marketplace')];
const hidden = [imageNotFound, imageNotFound];
const TABLE: [string, Request, Decision[]][] = [
  ['launch', launch, [ALLOWED, ALLOWED, ALLOWED, ALLOWED, ...hidden]],
  ['restore one’s own instance', restore, [ALLOWED, launchOnly, ALLOWED, ALLOWED, ...hidden]],
  ['rename or describe', update, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['copy', copy, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['share', share, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['unshare', unshare, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['delete', remove, [ALLOWED, launchOnly, ...custom, ...hidden]],
  ['leave', leave, [notShared, ALLOWED, ...custom, ...hidden]],
];
const answer = (decision: Decision) => (decision.allowed ? 'yes' : decision.refusals[0].rule);

describe.each([
  ['a root account', ACME],
  ['a sub-account, which acts for its root', ACME_CI],
])('%s', (_who, by) => {
  describe.each(TABLE)('may it %s', (_operation, request, cells) => {
    cases(
      COLUMNS.map(([relation, asked], column) => [
        `${relation}: ${answer(cells[column]!)}`,
        request({ by, image: asked }),
        cells[column]!,
      ]),
    );
  });
});

describe('roles give no relation to custom images', () => {
  cases(
    TABLE.flatMap(([operation, request]): [string, Decision, Decision][] => [
      [`an operator may not ${operation}`, request({ by: OPERATOR, image: OWN }), imageNotFound],
      [`a provider may not ${operation}`, request({ by: PROVIDER, image: OWN }), imageNotFound],
    ]),
  );
});

describe('what belongs to a root account belongs to no single sub-account', () => {
  const ownerId = ACME_CI.accountId;
  cases([
    ['an image is judged by the root account’s id', update({ by: ACME_CI, image: image({ ownerId }) }), imageNotFound],
    [
      'an instance too',
      restore({ by: ACME_CI, to: instance({ ownerId }) }),
      refused(no('INSTANCE_NOT_FOUND', 'There is no instance with this id for this account.', ['ins-1'])),
    ],
  ]);
});

describe('CUSTOM_IMAGES_ONLY: those who publish an image do not change it as if it were custom', () => {
  cases([
    ['an operator does not rename a public image', update({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
    ['nor delete it', remove({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
    ['a provider does not share its image', share({ by: PROVIDER, image: MARKETPLACE }), customOnly('marketplace')],
    ['nor copy one in review', copy({ by: PROVIDER, image: PENDING }), customOnly('marketplace')],
    ['a public image is left by nobody', leave({ by: OPERATOR, image: PUBLIC }), customOnly('public')],
  ]);
});

describe('an image that is shared is still its owner’s', () => {
  const shared = image({ shareCount: 1 });
  cases([
    ['it is renamed while shared', update({ image: shared }), ALLOWED],
    ['copied while shared', copy({ image: shared }), ALLOWED],
    ['launched while shared', launch({ image: shared }), ALLOWED],
    ['and its owner restores instances from it', restore({ image: shared }), ALLOWED],
  ]);
});
