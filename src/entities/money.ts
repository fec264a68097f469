import { Field, Int, ObjectType } from 'type-graphql';
import type { Quote as QuoteFacts, Storage } from '../policy/fees';
import { QuoteLineKind } from './enums';
import { Decimal } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'An amount of money.' })
export class Money {
  /** In millionths of the currency. */
  @Field(() => Decimal, { description: 'How much: exact, as text.' })
  amount!: number;

  @Field(() => String, { description: 'The currency, by its ISO 4217 code.' })
  currency!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A line of a quote, per hour.' })
export class QuoteLine {
  @Field(() => QuoteLineKind, { description: 'What it is for.' })
  kind!: keyof typeof QuoteLineKind;

  @Field(() => String, { description: 'Why it costs what it costs.' })
  description!: string;

  @Field(() => Money, { description: 'The price of one, per hour.' })
  hourlyUnit!: Money;

  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Field(() => Money, { description: 'The price of all, per hour: exactly the one times the count.' })
  hourlyTotal!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'What instances and their image cost, per hour.' })
export class Quote {
  @Field(() => [QuoteLine], { description: 'The instances, and the image.' })
  lines!: QuoteLine[];

  @Field(() => Money, { description: 'Exactly the sum of the lines.' })
  hourlyTotal!: Money;
}

@ObjectType({ simpleResolvers: true, description: 'What keeping custom images costs, per month, at today’s images.' })
export class StorageBill {
  @Field(() => Int, { description: 'GB of custom images in mainland China.' })
  mainlandGb!: number;

  @Field(() => Int, { description: 'GB of those that are free: up to 50.' })
  freeGb!: number;

  @Field(() => Int, { description: 'GB of custom images elsewhere; none of them free.' })
  otherGb!: number;

  @Field(() => Int, { description: 'GB that are billed.' })
  billedGb!: number;

  @Field(() => Money, { description: 'The price per month.' })
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
