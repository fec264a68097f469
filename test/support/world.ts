import type { FastifyInstance } from 'fastify';
import type { EntityManager } from 'typeorm';
import type { PostgresSettings } from '../../ormconfig';
import type { AppDependencies } from '../../src/store/appDependencies';
import { AccessToken } from '../../src/entities/accessToken';
import { Account } from '../../src/entities/account';
import { Image } from '../../src/entities/image';
import { Instance, InstanceType } from '../../src/entities/instance';
import type { Operation } from '../../src/entities/operation';
import { Region } from '../../src/entities/region';
import { Share } from '../../src/entities/share';
import type { Role } from '../../src/policy/facts';
import { quote, type Prices } from '../../src/policy/fees';
import { PLATFORM } from '../../src/seed/catalogue';
import regions from '../../src/seed/regions.json';
import { createApp, type AppOptions } from '../../src/server/app';
import type { JwtCheck } from '../../src/server/auth/authenticate';
import type { RequestLimits } from '../../src/graphql/requestLimits';
import { createLog } from '../../src/server/ops/logger';
import { newAccount } from '../../src/store/accounts';
import type { Store } from '../../src/database/database';
import { newId } from '../../src/database/ids';
import { newImage } from '../../src/store/images';
import { EVERYTHING, type Fresh } from './databases';
import { PATIENT } from './patience';
import { openEmpty, openFilled, release, type Ready } from './readyDatabases';
import { mutationText } from './mutations';

/** Noon of an ordinary day, in UTC. */
export const NOON = Date.UTC(2026, 2, 4, 12);
export const DAY_MS = 86_400_000;

export const PRICES: Prices = { currency: 'USD', windowsLicenceHourly: 46_000, storageGbMonthly: 20_000 };

/** The patient limits, with room for many simultaneous requests. */
const ROOMY: RequestLimits = {
  ...PATIENT,
  // A bucket that is full again immediately, so that two answers report the same points.
  points: { capacity: 10_000_000, perSecond: 1e15 },
  queue: { ...PATIENT.queue, waiting: 10_000, waitingPerCaller: 10_000 },
};

/** The only instance type of a world. */
export const SMALL: InstanceType = {
  id: 'S',
  cpus: 1,
  memoryGb: 1,
  hourlyPrice: 12_000,
  architectures: '["X86_64","I386"]',
};

/** An answer of the service: the HTTP status, and the body as JSON. */
export interface Answer {
  status: number;
  body: { data?: any; errors?: { message: string; extensions: Record<string, unknown> }[]; extensions?: any }; // eslint-disable-line @typescript-eslint/no-explicit-any
  headers: Record<string, unknown>;
}

/** A caller: an account with its token, or an anonymous one. */
export interface ApiCaller {
  id: string;
  token: string | null;
  ask: (query: string, variables?: object) => Promise<Answer>;
  /** The data of an answer that must have no errors. */
  data: (query: string, variables?: object) => Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any
  /** Calls a mutation with an input and returns its result, a denial with all its fields. */
  do: (mutation: string, input: object) => Promise<any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

/**
 * A small world: the real schema and HTTP service over a real database, with the regions of the catalogue, one public
 * image, one instance type, and a clock that stands still until a test moves it.
 */
export class World {
  readonly clock = { now: NOON };
  readonly anybody: ApiCaller;
  readonly prices = PRICES;

  readonly store: Store;

  private constructor(
    private readonly ready: Ready,
    private isReusable: boolean,
    readonly app: FastifyInstance,
    clock: { now: number },
  ) {
    this.clock = clock;
    this.store = ready.store;
    this.anybody = this.callerWith('', null);
  }

  /**
   * @param options.empty leaves out the initial contents
   * @param options.dependencies dependencies of the service other than the database, the clock and the prices
   * @param options.postgres settings for PostgreSQL other than the usual ones
   */
  static async open(
    options: {
      checkJwt?: JwtCheck;
      empty?: boolean;
      app?: Partial<AppOptions>;
      dependencies?: Pick<AppDependencies, 'dayOffset' | 'warn'>;
      postgres?: Partial<PostgresSettings>;
    } = {},
  ): Promise<World> {
    const isPlain = !options.empty && options.postgres === undefined;
    const { database, store } = isPlain ? await openFilled(fill) : await openEmpty(options.postgres);
    if (!isPlain && !options.empty) await store.write(({ manager }) => fill(manager));
    const clock = { now: NOON };
    const dependencies = { store, clock: () => clock.now, prices: PRICES, ...options.dependencies };
    const app = await createApp(dependencies, {
      checkJwt: options.checkJwt ?? null,
      log: createLog('silent'),
      limits: ROOMY,
      ...options.app,
    });
    return new World({ store, database }, isPlain, app, clock);
  }

  /** The database itself, for tests that work on it past the service; no other world uses it after this one. */
  get database(): Fresh {
    this.isReusable = false;
    return this.ready.database;
  }

  async close(): Promise<void> {
    await this.app.close();
    const isSpiedOn = Object.values(this.store).some((value) => typeof value === 'function');
    await release(this.ready, this.isReusable && !isSpiedOn);
  }

  callerWith(id: string, token: string | null): ApiCaller {
    const ask = async (query: string, variables: object = {}): Promise<Answer> => {
      const response = await this.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
        payload: JSON.stringify({ query, variables }),
      });
      return { status: response.statusCode, body: response.json(), headers: response.headers };
    };
    const data = async (query: string, variables?: object) => {
      const { body } = await ask(query, variables);
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
      return body.data;
    };
    return { id, token, ask, data, do: async (name, input) => (await data(mutationText(name), { input }))[name] };
  }

  /** Creates an account with a token directly in the database. */
  async account(
    values: { name?: string; rootId?: string; roles?: Role[] } & Partial<
      Pick<Account, 'agreementSigned' | 'imagesPerRegion' | 'sharesPerImage' | 'operationsPerDay' | 'suspended'>
    > = {},
  ): Promise<ApiCaller> {
    const { name = 'an account', rootId = null, roles = ['MEMBER'], ...columns } = values;
    const { account, accessToken, token } = newAccount({ name, rootId, roles, now: this.clock.now - DAY_MS });
    await this.store.write(async ({ manager }) => {
      await manager.insert(Account, { ...account, ...columns });
      // A last use in the future, so that requests do not write the time of their use.
      await manager.insert(AccessToken, { ...accessToken, lastUsedAt: this.clock.now + 365 * DAY_MS });
    });
    return this.callerWith(account.id, token);
  }

  /** Creates an account with a daily limit that no test reaches. */
  busyAccount(values: Parameters<World['account']>[0] = {}): Promise<ApiCaller> {
    return this.account({ operationsPerDay: 10_000, ...values });
  }

  /** Creates custom images directly in the database, without counting them to the day. */
  async images(owner: ApiCaller, count: number, values: Partial<Image> = {}): Promise<Image[]> {
    const rows = Array.from({ length: count }, (_, at) =>
      newImage({
        kind: 'CUSTOM',
        architecture: 'X86_64',
        sizeGb: 20,
        name: `image ${at}`,
        regionId: 'ap-guangzhou',
        ownerId: owner.id,
        osFamily: 'LINUX',
        platform: 'Ubuntu',
        origin: 'INSTANCE',
        baseImageId: 'img-public',
        reviewState: 'UNREVIEWED',
        createdAt: this.clock.now - DAY_MS + at,
        ...values,
      }),
    );
    // TypeORM reads rows with defaults again, in the order of their ids, and would assign them to the wrong objects.
    await this.store.write((inside) => inside.insert(Image, rows));
    return rows;
  }

  async image(owner: ApiCaller, values: Partial<Image> = {}): Promise<Image> {
    return (await this.images(owner, 1, values))[0]!;
  }

  /** Creates a public image directly in the database. */
  async publicImage(regionId: string, values: Partial<Image> = {}): Promise<Image> {
    const row = publicImage(newId('img'), regionId, values);
    await this.store.write(({ manager }) => manager.insert(Image, row));
    return row;
  }

  /** Creates shares directly in the database. */
  async share(image: Image, recipients: readonly { id: string }[]): Promise<Share[]> {
    const rows = recipients.map(({ id: accountId }): Share => ({
      id: newId('shr'),
      imageId: image.id,
      accountId,
      imageRegionId: image.regionId,
      imageCreatedAt: image.createdAt,
      createdAt: this.clock.now - DAY_MS,
    }));
    await this.store.write(({ manager }) => manager.insert(Share, rows));
    return rows;
  }

  /** Creates root accounts without tokens, to share with. */
  async recipients(count: number): Promise<Account[]> {
    const rows = Array.from(
      { length: count },
      (_, at) => newAccount({ name: `recipient ${at}`, rootId: null, roles: ['MEMBER'], now: this.clock.now }).account,
    );
    await this.store.write(({ manager }) => manager.insert(Account, rows));
    return rows;
  }

  /** Creates an instance directly in the database. */
  async instance(owner: ApiCaller, values: Partial<Instance> = {}): Promise<Instance> {
    const row: Instance = {
      id: newId('ins'),
      name: 'an instance',
      regionId: 'ap-guangzhou',
      ownerId: owner.id,
      imageId: 'img-public',
      instanceTypeId: 'S',
      tenancy: 'SHARED',
      state: 'RUNNING',
      quote: JSON.stringify({
        ...quote({ id: 'S', hourlyPrice: 12_000 }, { hourly: 0, reason: 'Free.' }, 1),
        currency: 'USD',
      }),
      createdAt: this.clock.now - DAY_MS,
      ...values,
    };
    await this.store.write(({ manager }) => manager.insert(Instance, row));
    return row;
  }

  /** Returns the ledger of a root account, oldest first; `counted` is 1 or 0 on both databases. */
  async ledger(root: { id: string }): Promise<(Omit<Operation, 'counted'> & { counted: number })[]> {
    const rows = await this.store.rows<Operation>(
      `SELECT o.kind, o.actor_id AS "actorId", o.region_id AS "regionId", o.subject_id AS "subjectId", o.at, o.outcome,
         o.rule, o.counted FROM operation o WHERE o.root_id = ? ORDER BY o.seq`,
      [root.id],
    );
    return rows.map((row) => ({ ...row, counted: Number(row.counted) }));
  }

  /** Returns the contents of the database without the ledger and the last use of tokens, for comparisons. */
  async contents(): Promise<unknown> {
    const tables = EVERYTHING.filter((table) => table !== 'operation' && table !== 'access_token');
    const rows = await Promise.all(tables.map((table) => this.store.rows(`SELECT * FROM ${table} ORDER BY 1, 2`)));
    const tokens = await this.store.rows('SELECT id, revoked_at FROM access_token ORDER BY id');
    return [...rows, tokens];
  }
}

/** Makes the contents of a world. */
async function fill(manager: EntityManager): Promise<void> {
  await manager.insert(Region, regions as Region[]);
  await manager.insert(InstanceType, SMALL);
  await manager.insert(
    Account,
    newAccount({ ...PLATFORM, rootId: null, roles: ['OPERATOR'], now: NOON - DAY_MS }).account,
  );
  await manager.insert(Image, publicImage('img-public', 'ap-guangzhou'));
}

export function publicImage(id: string, regionId: string, values: Partial<Image> = {}): Image {
  return newImage({
    id,
    kind: 'PUBLIC',
    origin: 'OFFICIAL',
    reviewState: 'OFFICIAL',
    architecture: 'X86_64',
    sizeGb: 20,
    name: 'Ubuntu Server 22.04',
    regionId,
    ownerId: PLATFORM.id,
    osFamily: 'LINUX',
    platform: 'Ubuntu',
    createdAt: NOON - 100 * DAY_MS,
    ...values,
  });
}
