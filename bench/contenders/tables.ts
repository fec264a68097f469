import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The tables, declared for Drizzle. */

export const region = sqliteTable('region', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
});

export const account = sqliteTable('account', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  rootId: text('root_id').notNull(),
  sharesPerImage: integer('shares_per_image'),
  operationsPerDay: integer('operations_per_day'),
});

export const image = sqliteTable('image', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  name: text('name').notNull(),
  regionId: text('region_id').notNull(),
  ownerId: text('owner_id').notNull(),
  osFamily: text('os_family').notNull(),
  platform: text('platform').notNull(),
  sizeGb: integer('size_gb').notNull(),
  state: text('state').notNull(),
  listed: integer('listed', { mode: 'boolean' }).notNull(),
  createdAt: integer('created_at').notNull(),
  deletedAt: integer('gone_at'),
});

export const share = sqliteTable('share', {
  id: text('id').primaryKey(),
  imageId: text('image_id').notNull(),
  accountId: text('account_id').notNull(),
  imageRegionId: text('image_region_id').notNull(),
  imageCreatedAt: integer('image_created_at').notNull(),
  createdAt: integer('created_at').notNull(),
});

export const operation = sqliteTable('operation', {
  id: text('id').primaryKey(),
  rootId: text('root_id').notNull(),
  seq: integer('seq').notNull(),
  actorId: text('actor_id').notNull(),
  kind: text('kind').notNull(),
  regionId: text('region_id'),
  subjectId: text('subject_id'),
  at: integer('at').notNull(),
  day: text('day').notNull(),
  outcome: text('outcome').notNull(),
  rule: text('rule'),
  hash: text('hash').notNull(),
  counted: integer('counted', { mode: 'boolean' }).notNull(),
});
