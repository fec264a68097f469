import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { Account } from '../../entities/account';
import { AccountKind, Role } from '../../entities/enums';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { NAME_LENGTH } from '../../policy/limits';
import { NonEmpty, Text } from '../shared/inputValidation';
import { newAccount } from '../../store/accounts';
import { namedAccounts } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `createAccount`.' })
export class CreateAccountInput extends MutationInput {
  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name of the account, 1–60 characters.' })
  name!: string;

  @Field(() => AccountKind, { nullable: true, description: 'Kind of account.' })
  kind: keyof typeof AccountKind = 'ROOT';

  @Field(() => ID, {
    nullable: true,
    description: 'ID of the root account for which a sub-account acts; required for `SUB`, omitted for `ROOT`.',
  })
  rootId?: string;

  @NonEmpty()
  @Field(() => [Role], {
    nullable: true,
    description: 'Roles, at least one. A sub-account has its root’s roles and takes none of its own beyond `MEMBER`.',
  })
  roles: (keyof typeof Role)[] = ['MEMBER'];
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `createAccount`.' })
export class CreateAccountPayload {
  @Field(() => Account, { description: 'New account.' })
  account!: Account;

  @Field(() => String, {
    nullable: true,
    description: 'First access token, with the scopes `READ` and `WRITE`, returned only once; null in a replay.',
  })
  token!: string | null;
}

export const CreateAccountResult = resultOf('CreateAccountResult', CreateAccountPayload);

@Resolver()
export class CreateAccount {
  @Mutation(() => CreateAccountResult, {
    nullable: true,
    description: 'Creates an account with a first access token. Operators only.',
  })
  createAccount(
    @Arg('input', () => CreateAccountInput, { description: 'Name, kind and roles.' }) input: CreateAccountInput,
    @Ctx() context: Context,
  ) {
    const { name, kind, rootId, roles } = input;
    return mutate(context, 'CREATE_ACCOUNT', input, {
      check() {
        if (kind === 'SUB' && rootId === undefined)
          throw badInput('input.rootId', 'A sub-account needs `rootId`, the account it acts for.');
        if (kind === 'ROOT' && rootId !== undefined)
          throw badInput('input.rootId', 'A root account takes no `rootId`; did you mean `kind: SUB`?');
        if (kind === 'SUB' && roles.some((role) => role !== 'MEMBER')) {
          throw badInput(
            'input.roles',
            'A sub-account has its root’s `roles` and takes none of its own beyond MEMBER.',
          );
        }
      },
      async gather(write) {
        const named = await namedAccounts(write, rootId === undefined ? [] : [rootId]);
        return { facts: { ...named, needsRoots: true }, subjectId: rootId ?? null };
      },
      async write({ store, now }): Promise<Typed<'CreateAccountPayload', CreateAccountPayload>> {
        const { account, accessToken, token } = newAccount({ name, rootId: rootId ?? null, roles, now });
        await store.insert(Account, account);
        await store.insert(AccessToken, accessToken);
        return { __typename: 'CreateAccountPayload', account, token };
      },
      subject: ({ account }) => account.id,
      secrets: ['token'],
    });
  }
}
