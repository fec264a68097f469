import { ValidateNested } from 'class-validator';
import { Arg, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { Role } from '../../entities/enums';
import { Limits } from '../../entities/limits';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
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
  description:
    'Limits of a root account; omitted ones do not change. Lowering a limit removes nothing that exceeds it.',
})
export class LimitsInput {
  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Custom images per region, 0–10,000.' })
  imagesPerRegion?: number;

  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Accounts with which an image is shared, 0–10,000.' })
  sharesPerImage?: number;

  @InRange(0, MAX_LIMIT)
  @Field(() => Int, { nullable: true, description: 'Operations on custom images per region and day, 0–10,000.' })
  operationsPerDay?: number;
}

@InputType({ description: 'Input of `updateAccount`; at least one change is required. Omitted fields do not change.' })
export class UpdateAccountInput extends MutationInput {
  @Field(() => ID, { description: 'ID of the account.' })
  accountId!: string;

  @NonEmpty()
  @Field(() => [Role], {
    nullable: true,
    description: 'All roles of the account, at least one. Root accounts only.',
  })
  roles?: (keyof typeof Role)[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the marketplace agreement is signed. Root accounts only.',
  })
  agreementSigned?: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the account is suspended: rejected from its next call on, as are the sub-accounts of a root.',
  })
  suspended?: boolean;

  @ValidateNested()
  @Field(() => LimitsInput, { nullable: true, description: 'New limits. Root accounts only.' })
  limits?: LimitsInput;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `updateAccount`.' })
export class UpdateAccountPayload {
  @Field(() => Account, { description: 'Updated account.' })
  account!: Account;

  @Field(() => Limits, { description: 'Current limits; those of its root for a sub-account.' })
  limits!: LimitsOfAccount;
}

export const UpdateAccountResult = resultOf('UpdateAccountResult', UpdateAccountPayload);

const none = (values: object) => Object.values(values).every((value) => value == null);

@Resolver()
export class UpdateAccount {
  @Mutation(() => UpdateAccountResult, {
    nullable: true,
    description:
      'Sets the roles, agreement, suspension and limits of an account. Operators only. A higher limit is the way out for an account without remaining operations.',
  })
  updateAccount(
    @Arg('input', () => UpdateAccountInput, { description: 'Account and changes.' })
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
