import { Field, Int, ObjectType } from 'type-graphql';
import type { Quote as QuoteFacts, Storage } from '../policy/fees';
import { QuoteLineKind } from './enums';
import { Decimal } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'Amount of money.' })
export class Money {
  /** In millionths of the currency. */
  @Field(() => Decimal, { description: 'Exact value, as text.' })
  amount!: number;

  @Field(() => String, { description: 'ISO 4217 code of the currency.' })
  currency!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Line of a quote.' })
export class QuoteLine {
  @Field(() => QuoteLineKind, { description: 'Item priced.' })
  kind!: keyof typeof QuoteLineKind;

  @Field(() => String, { description: 'Explanation of the price.' })
  description!: string;

  @Field(() => Money, { description: 'Price per unit and hour.' })
  hourlyUnit!: Money;

  @Field(() => Int, { description: 'Number of units.' })
  count!: number;

  @Field(() => Money, { description: 'Hourly price of all units: exactly `hourlyUnit` times `count`.' })
  hourlyTotal!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'Hourly price of instances and their image.' })
export class Quote {
  @Field(() => [QuoteLine], { description: 'Lines for the instances and the image.' })
  lines!: QuoteLine[];

  @Field(() => Money, { description: 'Exact sum of the lines.' })
  hourlyTotal!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'Monthly price of storing the custom images that exist today.' })
export class StorageBill {
  @Field(() => Int, { description: 'GB of custom images in mainland China.' })
  mainlandGb!: number;

  @Field(() => Int, { description: 'Part of `mainlandGb` that is free: up to 50.' })
  freeGb!: number;

  @Field(() => Int, { description: 'GB of custom images elsewhere, none of it free.' })
  otherGb!: number;

  @Field(() => Int, { description: 'Billed GB.' })
  billedGb!: number;

  @Field(() => Money, { description: 'Monthly price.' })
  monthly!: Money;
}

/** Converts a quote to its type in the schema. */
export function shownQuote({ lines, hourlyTotal }: QuoteFacts, currency: string): Quote {
  const money = (amount: number): Money => ({ amount, currency });
  return {
    lines: lines.map((line) => ({ ...line, hourlyUnit: money(line.hourlyUnit), hourlyTotal: money(line.hourlyTotal) })),
    hourlyTotal: money(hourlyTotal),
  };
}

/** Converts a storage bill to its type in the schema. */
export function shownBill({ monthly, ...gb }: Storage, currency: string): StorageBill {
  return { ...gb, monthly: { amount: monthly, currency } };
}
