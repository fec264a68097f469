import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { LaunchSources } from '../../entities/enums';
import { ID } from '../../entities/scalars';
import { TrustedAccount } from '../../entities/trustedAccount';
import { badInput } from '../../errors';
import { Ids } from '../shared/inputValidation';
import { accountRows } from '../../store/accounts';
import { namedAccounts } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Whose images the account shall let itself launch.' })
export class RestrictLaunchSourcesInput extends MutationInput {
  @Field(() => LaunchSources, { description: 'Whose.' })
  launchSources!: keyof typeof LaunchSources;

  @Ids()
  @Field(() => [ID], {
    nullable: true,
    description: 'With TRUSTED, and only then: all the root accounts that are trusted, 1 to 1,000.',
  })
  trustedAccountIds?: string[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'The restriction holds from now on; what runs already is left alone.',
})
export class RestrictLaunchSourcesPayload {
  @Field(() => LaunchSources, { description: 'Whose images may be launched.' })
  launchSources!: keyof typeof LaunchSources;

  @Field(() => [Account], { description: 'The accounts that are trusted.' })
  trustedAccounts!: Account[];
}

export const RestrictLaunchSourcesResult = resultOf('RestrictLaunchSourcesResult', RestrictLaunchSourcesPayload);

@Resolver()
export class RestrictLaunchSources {
  @Mutation(() => RestrictLaunchSourcesResult, {
    nullable: true,
    description:
      'Restricts whose images the root account launches, as a guard against images of unknown origin. Its own images can always be launched.',
  })
  restrictLaunchSources(
    @Arg('input', () => RestrictLaunchSourcesInput, { description: 'Whose images.' }) input: RestrictLaunchSourcesInput,
    @Ctx() context: Context,
  ) {
    const { launchSources, trustedAccountIds } = input;
    return mutate(context, 'RESTRICT_LAUNCH_SOURCES', input, {
      check() {
        if ((launchSources === 'TRUSTED') !== (trustedAccountIds !== undefined)) {
          throw badInput(
            'input.trustedAccountIds',
            '`trustedAccountIds` belongs to TRUSTED: it needs them, the others take none.',
          );
        }
      },
      async gather(write) {
        return { facts: { ...(await namedAccounts(write, trustedAccountIds ?? [])), needsRoots: true } };
      },
      async write(
        { store, viewer: { rootId } },
        { facts: { accountIds } },
      ): Promise<Typed<'RestrictLaunchSourcesPayload', RestrictLaunchSourcesPayload>> {
        await store.manager.update(Account, rootId, { launchSources });
        await store.manager.delete(TrustedAccount, { rootId });
        if (accountIds.length > 0) {
          await store.insert(
            TrustedAccount,
            accountIds.map((trustedId) => ({ rootId, trustedId })),
          );
        }
        const trustedAccounts = await accountRows(store, accountIds);
        return { __typename: 'RestrictLaunchSourcesPayload', launchSources, trustedAccounts };
      },
    });
  }
}
