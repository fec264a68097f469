import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from './scalars';

@ObjectType({
  simpleResolvers: true,
  description: 'The limits of a root account, as the rulebook has them or an operator set them.',
})
export class Limits {
  @Field(() => Int, { description: 'Custom images per region.' })
  imagesPerRegion!: number;

  @Field(() => Int, { description: 'Accounts an image is shared with.' })
  sharesPerImage!: number;

  @Field(() => Int, { description: 'Operations on custom images per region and day.' })
  operationsPerDay!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A limit, and how much of it is left.' })
export class Allowance {
  @Field(() => Int, { description: 'The limit.' })
  limit!: number;

  @Field(() => Int, { description: 'How much of it is used.' })
  used!: number;

  @Field(() => Int, { description: 'How much is left; never below 0.' })
  remaining!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it starts again from none; null for what does not.' })
  resetsAt!: number | null;
}
