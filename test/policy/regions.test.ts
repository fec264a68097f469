import type { Decision } from '../../src/policy/decision';
import type { RegionFacts } from '../../src/policy/facts';
import {
  ALLOWED,
  BEIJING,
  closed,
  copy,
  create,
  GUANGZHOU,
  HONGKONG,
  image,
  importInto,
  instance,
  launch,
  cases,
  leave,
  MARKETPLACE,
  no,
  PROVIDERS_OWN,
  PUBLIC,
  publish,
  RECEIVED,
  refused,
  REGIONS,
  region,
  remove,
  restore,
  rulesOf,
  share,
  SHANGHAI,
  SINGAPORE,
  submit,
  unshare,
  update,
} from './requests';

/** The rules about regions. */

const inPlace = (place: RegionFacts) => image({ region: place });

describe('SHARE_STAYS_IN_REGION: a share is in its image’s region', () => {
  const stays = (...ids: string[]) =>
    refused(
      no(
        'SHARE_STAYS_IN_REGION',
        `The image is in ap-guangzhou; it cannot be shared into ${ids.join(', ')}. Copy it there and share the copy.`,
        ids,
      ),
    );
  cases([
    ['allows a share that names no region', share({ into: [] }), ALLOWED],
    ['allows a share that names the region of the image', share({ into: [GUANGZHOU] }), ALLOWED],
    ['denies sharing an image in Guangzhou into Beijing', share({ into: [BEIJING] }), stays('ap-beijing')],
    ['denies sharing into a region without image copy', share({ into: [SINGAPORE] }), stays('ap-singapore')],
    ['names every other region', share({ into: [BEIJING, GUANGZHOU, SHANGHAI] }), stays('ap-beijing', 'ap-shanghai')],
  ]);
});

describe('LAUNCH_STAYS_IN_REGION: an image launches only in its own region', () => {
  const stays = (id: string) =>
    refused(no('LAUNCH_STAYS_IN_REGION', `The image is in ap-guangzhou, not in ${id}.`, [id]));
  cases([
    ['allows a launch in the region of the image', launch({ into: GUANGZHOU }), ALLOWED],
    ['allows a launch that names no region', launch(), ALLOWED],
    ['denies a launch in another region', launch({ into: BEIJING }), stays('ap-beijing')],
    ['allows a recipient to launch in the region of the image', launch({ image: RECEIVED, into: GUANGZHOU }), ALLOWED],
    [
      'denies a recipient launching in another region',
      launch({ image: RECEIVED, into: SHANGHAI }),
      stays('ap-shanghai'),
    ],
    [
      'denies launching a public image in another region',
      launch({ image: PUBLIC, into: HONGKONG }),
      stays('ap-hongkong'),
    ],
    [
      'allows restoring an instance in the region of the image',
      restore({ to: instance({ region: GUANGZHOU }) }),
      ALLOWED,
    ],
    [
      'denies restoring an instance in another region',
      restore({ to: instance({ region: BEIJING }) }),
      stays('ap-beijing'),
    ],
    [
      'denies restoring an instance in another region from a public image',
      restore({ image: PUBLIC, to: instance({ region: BEIJING }) }),
      stays('ap-beijing'),
    ],
  ]);
});

describe('REGION_UNAVAILABLE: a closed region takes no new image, copy or instance', () => {
  const shut = closed(GUANGZHOU);
  const unavailable = (...ids: string[]) =>
    refused(no('REGION_UNAVAILABLE', `Closed at present: ${ids.join(', ')}. Nothing new can be put there.`, ids));
  cases([
    ['allows creating an image of an instance in an open region', create({ of: instance() }), ALLOWED],
    [
      'denies creating an image of an instance in a closed region',
      create({ of: instance({ region: shut }) }),
      unavailable('ap-guangzhou'),
    ],
    ['allows an import into an open region', importInto(GUANGZHOU), ALLOWED],
    ['denies an import into a closed region', importInto(shut), unavailable('ap-guangzhou')],
    ['denies an import into Mumbai, which is closed', importInto(region('ap-mumbai')), unavailable('ap-mumbai')],
    ['denies an import into Moscow, which is closed', importInto(region('eu-moscow')), unavailable('eu-moscow')],
    ['allows a copy to an open region', copy({ to: [BEIJING] }), ALLOWED],
    ['denies a copy to a closed region', copy({ to: [closed(BEIJING)] }), unavailable('ap-beijing')],
    [
      'denies a copy to an open and a closed region',
      copy({ to: [SHANGHAI, closed(BEIJING)] }),
      unavailable('ap-beijing'),
    ],
    [
      'names every closed region',
      copy({ to: [closed(SHANGHAI), closed(BEIJING)] }),
      unavailable('ap-shanghai', 'ap-beijing'),
    ],
    ['allows a launch in an open region', launch({ image: inPlace(GUANGZHOU) }), ALLOWED],
    ['denies a launch in a closed region', launch({ image: inPlace(shut) }), unavailable('ap-guangzhou')],
    [
      'denies a launch that names its closed region',
      launch({ image: inPlace(shut), into: shut }),
      unavailable('ap-guangzhou'),
    ],
    ['allows publishing in an open region', publish([GUANGZHOU]), ALLOWED],
    ['denies publishing in a closed region', publish([GUANGZHOU, closed(BEIJING)]), unavailable('ap-beijing')],
    ['allows a submission in an open region', submit({ image: PROVIDERS_OWN }), ALLOWED],
    [
      'denies a submission in a closed region',
      submit({ image: { ...PROVIDERS_OWN, region: shut } }),
      unavailable('ap-guangzhou'),
    ],
    [
      'allows a submission of a change in a closed region',
      submit({ image: { ...MARKETPLACE, region: shut } }),
      ALLOWED,
    ],
  ]);
});

describe('an image that is in a closed region already can still be', () => {
  const there = inPlace(closed(GUANGZHOU));
  cases([
    ['renamed', update({ image: there }), ALLOWED],
    ['copied to an open region', copy({ image: there }), ALLOWED],
    ['shared', share({ image: there }), ALLOWED],
    ['unshared', unshare({ image: { ...there, shareCount: 1 } }), ALLOWED],
    ['left', leave({ image: { ...RECEIVED, region: closed(GUANGZHOU) } }), ALLOWED],
    ['deleted', remove({ image: there }), ALLOWED],
    ['used to restore an instance', restore({ image: there, to: instance({ region: closed(GUANGZHOU) }) }), ALLOWED],
  ]);
});

const FOUR = [GUANGZHOU, BEIJING, SHANGHAI, HONGKONG];
const same = (...ids: [string, ...string[]]) =>
  no('COPY_TO_SAME_REGION', `The image is in ${ids.join(', ')} already; a copy goes elsewhere.`, ids);
const unsupported = (...ids: string[]) =>
  no('COPY_REGION_UNSUPPORTED', `No image copy from or to ${ids.join(', ')}.`, ids);

describe('image copy between Guangzhou, Beijing, Shanghai and Hong Kong, 12 pairs and 4 within one region, is', () => {
  cases(
    FOUR.flatMap((from) =>
      FOUR.map((to): [string, Decision, Decision] => [
        `${from === to ? 'denied' : 'allowed'} from ${from.id} to ${to.id}`,
        copy({ image: inPlace(from), to: [to] }),
        from === to ? refused(same(from.id)) : ALLOWED,
      ]),
    ),
  );

  test('denied for all other pairs of all regions', () => {
    const open = REGIONS.flatMap((from) =>
      REGIONS.filter((to) => rulesOf(copy({ image: inPlace(from), to: [to] })).length === 0).map(
        (to) => `${from.id} ${to.id}`,
      ),
    );
    const pairs = FOUR.flatMap((from) => FOUR.filter((to) => to !== from).map((to) => `${from.id} ${to.id}`));
    expect(pairs).toHaveLength(12);
    expect(open.sort()).toEqual(pairs.sort());
  });
});

describe('COPY_TO_SAME_REGION: a copy goes elsewhere', () => {
  cases([
    ['allows a copy to another region', copy({ to: [SHANGHAI] }), ALLOWED],
    ['denies a copy to the same region', copy({ to: [GUANGZHOU] }), refused(same('ap-guangzhou'))],
    [
      'denies a copy to another and to the same region',
      copy({ to: [SHANGHAI, GUANGZHOU] }),
      refused(same('ap-guangzhou')),
    ],
  ]);
});

describe('COPY_REGION_UNSUPPORTED: both ends must support copying', () => {
  const finance = region('ap-beijing-fsi');
  const able = { ...SINGAPORE, supportsImageCopy: true };
  const unable = { ...GUANGZHOU, supportsImageCopy: false };
  cases([
    ['allows a copy from Guangzhou to Beijing', copy({ to: [BEIJING] }), ALLOWED],
    ['denies a copy to Singapore', copy({ to: [SINGAPORE] }), refused(unsupported('ap-singapore'))],
    ['denies a copy from Singapore', copy({ image: inPlace(SINGAPORE) }), refused(unsupported('ap-singapore'))],
    ['denies a copy to the finance region of Beijing', copy({ to: [finance] }), refused(unsupported('ap-beijing-fsi'))],
    [
      'names both regions where neither supports copying',
      copy({ image: inPlace(SINGAPORE), to: [finance] }),
      refused(unsupported('ap-singapore', 'ap-beijing-fsi')),
    ],
    [
      'denies the whole copy for one destination without image copy',
      copy({ to: [BEIJING, SINGAPORE, HONGKONG] }),
      refused(unsupported('ap-singapore')),
    ],
    [
      'names a region once that is both source and destination',
      copy({ image: inPlace(SINGAPORE), to: [SINGAPORE] }),
      refused(same('ap-singapore'), unsupported('ap-singapore')),
    ],
    ['allows a copy to Singapore once it supports copying', copy({ to: [able] }), ALLOWED],
    [
      'denies a copy from Guangzhou once it does not support copying',
      copy({ image: inPlace(unable) }),
      refused(unsupported('ap-guangzhou')),
    ],
    ['allows a copy without destinations from a region with image copy', copy({ to: [] }), ALLOWED],
    [
      'denies a copy without destinations from a region without image copy',
      copy({ image: inPlace(SINGAPORE), to: [] }),
      refused(unsupported('ap-singapore')),
    ],
  ]);
});
