import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from './scalars';

@ObjectType({
  simpleResolvers: true,
  description: 'Limits of a root account, from the rulebook or set by an operator.',
})
export class Limits {
  @Field(() => Int, { description: 'Custom images per region.' })
  imagesPerRegion!: number;

  @Field(() => Int, { description: 'Accounts that an image can be shared with.' })
  sharesPerImage!: number;

  @Field(() => Int, { description: 'Operations on custom images per region and day.' })
  operationsPerDay!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Limit with its use.' })
export class Allowance {
  @Field(() => Int, { description: 'Amount allowed.' })
  limit!: number;

  @Field(() => Int, { description: 'Amount used.' })
  used!: number;

  @Field(() => Int, { description: 'Amount left, never below 0.' })
  remaining!: number;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time at which `used` returns to 0; null if it does not reset.',
  })
  resetsAt!: number | null;
}
