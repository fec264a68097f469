import { Field, ObjectType } from 'type-graphql';
import { Decimal } from './scalars';

@ObjectType({ simpleResolvers: true, description: 'An amount of money.' })
export class Money {
  /** In millionths of the currency. */
  @Field(() => Decimal, { description: 'How much: exact, as text.' })
  amount!: number;

  @Field(() => String, { description: 'The currency, by its ISO 4217 code.' })
  currency!: string;
}
