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

/** Where things may happen. */

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
    ['asked only when the caller names a region', share({ into: [] }), ALLOWED],
    ['the image’s own region may be named', share({ into: [GUANGZHOU] }), ALLOWED],
    ['an image in Guangzhou is not shared into Beijing', share({ into: [BEIJING] }), stays('ap-beijing')],
    ['nor into a region without image copy', share({ into: [SINGAPORE] }), stays('ap-singapore')],
    [
      'every other region is named',
      share({ into: [BEIJING, GUANGZHOU, SHANGHAI] }),
      stays('ap-beijing', 'ap-shanghai'),
    ],
  ]);
});

describe('LAUNCH_STAYS_IN_REGION: an image launches only in its own region', () => {
  const stays = (id: string) =>
    refused(no('LAUNCH_STAYS_IN_REGION', `The image is in ap-guangzhou, not in ${id}.`, [id]));
  cases([
    ['in its region it launches', launch({ into: GUANGZHOU }), ALLOWED],
    ['and where no region is named', launch(), ALLOWED],
    ['not elsewhere', launch({ into: BEIJING }), stays('ap-beijing')],
    ['a recipient launches it in its region', launch({ image: RECEIVED, into: GUANGZHOU }), ALLOWED],
    ['a recipient neither elsewhere', launch({ image: RECEIVED, into: SHANGHAI }), stays('ap-shanghai')],
    ['nor a public image elsewhere', launch({ image: PUBLIC, into: HONGKONG }), stays('ap-hongkong')],
    ['an instance of its region is restored from it', restore({ to: instance({ region: GUANGZHOU }) }), ALLOWED],
    ['one elsewhere is not', restore({ to: instance({ region: BEIJING }) }), stays('ap-beijing')],
    ['nor from a public image', restore({ image: PUBLIC, to: instance({ region: BEIJING }) }), stays('ap-beijing')],
  ]);
});

describe('REGION_UNAVAILABLE: a closed region takes no new image, copy or instance', () => {
  const shut = closed(GUANGZHOU);
  const unavailable = (...ids: string[]) =>
    refused(no('REGION_UNAVAILABLE', `Closed at present: ${ids.join(', ')}. Nothing new can be put there.`, ids));
  cases([
    ['an image is made of an instance in an open region', create({ of: instance() }), ALLOWED],
    ['not in a closed one', create({ of: instance({ region: shut }) }), unavailable('ap-guangzhou')],
    ['an image is imported into an open region', importInto(GUANGZHOU), ALLOWED],
    ['not into a closed one', importInto(shut), unavailable('ap-guangzhou')],
    ['Mumbai is closed', importInto(region('ap-mumbai')), unavailable('ap-mumbai')],
    ['Moscow is closed', importInto(region('eu-moscow')), unavailable('eu-moscow')],
    ['an image is copied to an open region', copy({ to: [BEIJING] }), ALLOWED],
    ['not to a closed one', copy({ to: [closed(BEIJING)] }), unavailable('ap-beijing')],
    ['not even beside an open one', copy({ to: [SHANGHAI, closed(BEIJING)] }), unavailable('ap-beijing')],
    [
      'all closed ones are named',
      copy({ to: [closed(SHANGHAI), closed(BEIJING)] }),
      unavailable('ap-shanghai', 'ap-beijing'),
    ],
    ['an instance is launched in an open region', launch({ image: inPlace(GUANGZHOU) }), ALLOWED],
    ['not in a closed one', launch({ image: inPlace(shut) }), unavailable('ap-guangzhou')],
    ['nor where the region is named', launch({ image: inPlace(shut), into: shut }), unavailable('ap-guangzhou')],
    ['a public image is published in an open region', publish([GUANGZHOU]), ALLOWED],
    ['not in a closed one', publish([GUANGZHOU, closed(BEIJING)]), unavailable('ap-beijing')],
    ['an image is submitted in an open region', submit({ image: PROVIDERS_OWN }), ALLOWED],
    ['not in a closed one', submit({ image: { ...PROVIDERS_OWN, region: shut } }), unavailable('ap-guangzhou')],
    ['a change of one that stands there takes no room', submit({ image: { ...MARKETPLACE, region: shut } }), ALLOWED],
  ]);
});

describe('what stands in a closed region already is used as before', () => {
  const there = inPlace(closed(GUANGZHOU));
  cases([
    ['renamed', update({ image: there }), ALLOWED],
    ['copied to an open region', copy({ image: there }), ALLOWED],
    ['shared', share({ image: there }), ALLOWED],
    ['unshared', unshare({ image: { ...there, shareCount: 1 } }), ALLOWED],
    ['left', leave({ image: { ...RECEIVED, region: closed(GUANGZHOU) } }), ALLOWED],
    ['deleted', remove({ image: there }), ALLOWED],
    ['used to restore', restore({ image: there, to: instance({ region: closed(GUANGZHOU) }) }), ALLOWED],
  ]);
});

const FOUR = [GUANGZHOU, BEIJING, SHANGHAI, HONGKONG];
const same = (...ids: [string, ...string[]]) =>
  no('COPY_TO_SAME_REGION', `The image is in ${ids.join(', ')} already; a copy goes elsewhere.`, ids);
const unsupported = (...ids: string[]) =>
  no('COPY_REGION_UNSUPPORTED', `No image copy from or to ${ids.join(', ')}.`, ids);

describe('image copy between Guangzhou, Beijing, Shanghai and Hong Kong: 12 pairs, and 4 that lead nowhere', () => {
  cases(
    FOUR.flatMap((from) =>
      FOUR.map((to): [string, Decision, Decision] => [
        `${from.id} to ${to.id}: ${from === to ? 'no, it is there already' : 'yes'}`,
        copy({ image: inPlace(from), to: [to] }),
        from === to ? refused(same(from.id)) : ALLOWED,
      ]),
    ),
  );

  test('of all pairs of all regions, these 12 alone', () => {
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
    ['to another region', copy({ to: [SHANGHAI] }), ALLOWED],
    ['not to the same', copy({ to: [GUANGZHOU] }), refused(same('ap-guangzhou'))],
    ['not even beside another', copy({ to: [SHANGHAI, GUANGZHOU] }), refused(same('ap-guangzhou'))],
  ]);
});

describe('COPY_REGION_UNSUPPORTED: both ends must support copying', () => {
  const finance = region('ap-beijing-fsi');
  const able = { ...SINGAPORE, supportsImageCopy: true };
  const unable = { ...GUANGZHOU, supportsImageCopy: false };
  cases([
    ['Guangzhou to Beijing', copy({ to: [BEIJING] }), ALLOWED],
    ['not to Singapore', copy({ to: [SINGAPORE] }), refused(unsupported('ap-singapore'))],
    ['not from Singapore', copy({ image: inPlace(SINGAPORE) }), refused(unsupported('ap-singapore'))],
    ['a finance region is not its city', copy({ to: [finance] }), refused(unsupported('ap-beijing-fsi'))],
    [
      'neither end supports it: both are named',
      copy({ image: inPlace(SINGAPORE), to: [finance] }),
      refused(unsupported('ap-singapore', 'ap-beijing-fsi')),
    ],
    [
      'one destination that does not refuses all',
      copy({ to: [BEIJING, SINGAPORE, HONGKONG] }),
      refused(unsupported('ap-singapore')),
    ],
    [
      'to the same region without image copy: it is named once',
      copy({ image: inPlace(SINGAPORE), to: [SINGAPORE] }),
      refused(same('ap-singapore'), unsupported('ap-singapore')),
    ],
    ['it is the region’s property: Singapore with it', copy({ to: [able] }), ALLOWED],
    ['and Guangzhou without it', copy({ image: inPlace(unable) }), refused(unsupported('ap-guangzhou'))],
    ['without destinations, the image’s own region is judged', copy({ to: [] }), ALLOWED],
    [
      'and refuses where it does not support copying',
      copy({ image: inPlace(SINGAPORE), to: [] }),
      refused(unsupported('ap-singapore')),
    ],
  ]);
});
