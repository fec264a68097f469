import { ValidateNested } from 'class-validator';
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { Role } from '../../entities/enums';
import { Limits } from '../../entities/limits';
import { ID } from '../../entities/scalars';
import { badInput } from '../../errors';
import type { Limits as LimitsOfAccount } from '../../policy/facts';
import { MAX_LIMIT } from '../../policy/limits';
import { NonEmpty, InRange } from '../shared/inputValidation';
import { holdOperatorAccess, roleColumns } from '../../store/accounts';
import { accountRows } from '../../store/accounts';
import { relist } from '../../store/marketplace';
import { limitsOf } from '../../store/viewers';
import { namedAccounts } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({
  description: 'A root account’s own limits; those left out stay. What exists beyond a lowered limit stays too.',
})
export class LimitsInput {
  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Custom images per region, 0 to 10,000.' })
  imagesPerRegion?: number;

  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Accounts an image is shared with, 0 to 10,000.' })
  sharesPerImage?: number;

  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Operations on custom images per region and day, 0 to 10,000.' })
  operationsPerDay?: number;
}

@InputType({ description: 'What to change of an account; at least one thing.' })
export class UpdateAccountInput extends MutationInput {
  @Field(() => ID, { description: 'The account.' })
  accountId!: string;

  @NonEmpty()
  @Field(() => [Role], {
    nullable: true,
    description: 'All the roles it shall have; left out, they stay. Root accounts only.',
  })
  roles?: (keyof typeof Role)[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the marketplace agreement is signed. Root accounts only.',
  })
  agreementSigned?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'A suspended account is refused from its next call on; a root’s sub-accounts with it.',
  })
  suspended?: boolean;

  @ValidateNested()
  @Field(() => LimitsInput, { nullable: true, description: 'Its own limits. Root accounts only.' })
  limits?: LimitsInput;
}

@ObjectType({ simpleResolvers: true, description: 'The account was changed.' })
export class UpdateAccountPayload {
  @Field(() => Account, { description: 'The account.' })
  account!: Account;

  @Field(() => Limits, { description: 'Its limits as they are now; a sub-account’s are its root’s.' })
  limits!: LimitsOfAccount;
}

export const UpdateAccountResult = resultOf('UpdateAccountResult', UpdateAccountPayload);

const none = (values: object) => Object.values(values).every((value) => value == null);

@Resolver()
export class UpdateAccount {
  @Mutation(() => UpdateAccountResult, {
    nullable: true,
    description:
      'Operators only: sets an account’s roles, agreement, suspension and limits. This is the way out for an account that is out of operations.',
  })
  updateAccount(
    @Arg('input', () => UpdateAccountInput, { description: 'Which account, and what it shall be.' })
    input: UpdateAccountInput,
    @Ctx() context: Context,
  ) {
    const { accountId, roles, agreementSigned, suspended, limits } = input;
    return mutate(context, 'UPDATE_ACCOUNT', input, {
      check() {
        if (none({ roles, agreementSigned, suspended, ...limits })) {
          throw badInput('input', 'Name what to change: `roles`, `agreementSigned`, `suspended` or one of `limits`.');
        }
      },
      async gather(write) {
        const needsRoots = !none({ roles, agreementSigned, ...limits });
        const demotes = roles != null && !roles.includes('OPERATOR');
        const suspends = suspended === true;
        const takes = write.viewer.roles.includes('OPERATOR') && (demotes || suspends);
        const operatorAccess = takes ? await holdOperatorAccess(write.store, write.viewer.accountId, write.now) : [];
        const named = await namedAccounts(write, [accountId]);
        return { facts: { ...named, needsRoots, operatorAccess, demotes, suspends }, subjectId: accountId };
      },
      async write({ store, now }): Promise<Typed<'UpdateAccountPayload', UpdateAccountPayload>> {
        const set = { ...(roles && roleColumns(roles)), agreementSigned, suspended, ...limits };
        const given = Object.entries(set).filter(([, value]) => value != null);
        await store.manager.update(Account, accountId, Object.fromEntries(given));
        if (!none({ roles, agreementSigned, suspended })) await relist(store, accountId, now);
        const [account] = await accountRows(store, [accountId]);
        const [root] = await accountRows(store, [account!.rootId]);
        return { __typename: 'UpdateAccountPayload', account: account!, limits: limitsOf(root!) };
      },
    });
  }
}
