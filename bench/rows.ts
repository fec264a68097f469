import { publicImageId } from '../src/seed/catalogue';
import publicImages from '../src/seed/public-images.json';
import { foldCase } from '../src/database/search';
import * as data from './dataset';
import { BUSY_REGION, idOf, type Size } from './dataset';
import { DAY_MS, marketplace, OLDEST, others, pick, providers, rooms, viewers, type Made } from './images';

/** A row by its columns. */
export type Row = Record<string, string | number | null>;

/** The highest limit that the tables allow, so that the load reaches none. */
const NO_LIMIT = 10_000;
/** More shares than any image has. A page of 20 images with all their shares is charged by it and may cost 10,000. */
const SHARES_PER_IMAGE = 200;

/** All accounts except the platform's, which the catalogue creates. */
export function* accountRows(size: Size): Generator<Row> {
  for (let place = 1; place < size.accounts; place += 1) {
    const id = data.account(place);
    const isProvider = Number(place >= size.accounts - providers(size));
    yield {
      id,
      name: `Account ${place}`,
      kind: 'ROOT',
      root_id: id,
      is_member: 1,
      is_provider: isProvider,
      is_operator: 0,
      agreement_signed: isProvider,
      suspended: 0,
      images_per_region: NO_LIMIT,
      shares_per_image: SHARES_PER_IMAGE,
      operations_per_day: NO_LIMIT,
      launch_sources: 'ANYONE',
      created_at: OLDEST,
    };
  }
}

/** One token for every account that sends requests under load. */
export function* tokenRows(size: Size): Generator<Row> {
  for (let place = 1; place < data.firstSharer + size.sharers; place += 1) {
    const account_id = data.account(place);
    const { id, secretHash } = data.tokenOf(account_id);
    yield {
      id,
      account_id,
      name: 'bench',
      secret_hash: secretHash,
      may_write: 1,
      created_at: OLDEST,
      expires_at: null,
      last_used_at: null,
      revoked_at: null,
    };
  }
}

/** All images except the public ones, which the catalogue creates. */
export function* imageRows(size: Size, publicCount: number): Generator<Row> {
  let place = 0;
  for (const made of [marketplace(size), viewers(), rooms(size), others(size, publicCount)]) {
    for (const image of made) yield imageRow(image, (place += 1));
  }
}

function imageRow({ id, name, ownerId, regionId, createdAt, marketplace }: Made, place: number): Row {
  const base = publicImages[place % publicImages.length]!;
  return {
    id,
    kind: marketplace ? 'MARKETPLACE' : 'CUSTOM',
    name,
    name_key: foldCase(name),
    description: `Made of ${base.name}, for the measurement.`,
    region_id: regionId,
    owner_id: ownerId,
    os_family: base.osFamily,
    platform: base.platform,
    platform_key: foldCase(base.platform),
    architecture: base.architecture,
    size_gb: base.sizeGb,
    state: 'AVAILABLE',
    origin: marketplace ? 'MARKETPLACE' : 'INSTANCE',
    copied_from_id: null,
    base_image_id: marketplace ? null : publicImageId(base.id, regionId),
    review_state: marketplace ? 'APPROVED' : 'UNREVIEWED',
    listed: Number(marketplace ?? 0),
    review_reason: '',
    hourly_price: marketplace ? 20_000 : 0,
    created_at: createdAt,
    gone_at: null,
  };
}

/** Every share, each of an image and an account that is not its owner. */
export function* shareRows(size: Size, publicCount: number): Generator<Row> {
  let count = 0;
  const share = ({ id, regionId, createdAt }: Made, accountId: string): Row => ({
    id: idOf('shr', 'share', (count += 1)),
    image_id: id,
    account_id: accountId,
    image_region_id: regionId,
    image_created_at: createdAt,
    created_at: createdAt + DAY_MS,
  });
  // Recipients are spread over all accounts except the viewers, whose shares are created below.
  const pool = size.accounts - data.firstSharer;
  const recipients = Array.from({ length: pool }, (_, place) => data.account(data.firstSharer + place));
  function* to(image: Made, place: number, total: number): Generator<Row> {
    const start = pick('recipient', place, pool);
    for (let n = 0, given = 0; given < total; n += 1) {
      const accountId = recipients[(start + n * 7_919) % pool]!;
      if (accountId === image.ownerId) continue;
      given += 1;
      yield share(image, accountId);
    }
  }

  for (const [place, image] of [...viewers()].entries()) yield* to(image, place, data.SHARES_PER_OWN);
  const rest = [...others(size, publicCount)];
  for (let viewerPlace = 0; viewerPlace < data.VIEWERS; viewerPlace += 1) {
    for (let n = 0; n < data.HELD_NEW_PER_VIEWER; n += 1) {
      yield share(rest[data.heldNew(viewerPlace, n)]!, data.viewer(viewerPlace));
    }
  }
  const old = rest.slice(data.NEW_IMAGES).filter(({ regionId }) => regionId === BUSY_REGION);
  for (let viewerPlace = 0; viewerPlace < data.VIEWERS; viewerPlace += 1) {
    for (let n = 0; n < size.heldOld; n += 1) {
      yield share(old[(viewerPlace * size.heldOld + n) % old.length]!, data.viewer(viewerPlace));
    }
  }
  for (let n = 0; n < size.heldByCollector; n += 1) yield share(old[n]!, data.collector());

  const left = size.shares - count;
  for (const [place, image] of rest.entries()) {
    yield* to(image, 1_000_000 + place, Math.floor(left / rest.length) + Number(place < left % rest.length));
  }
}
