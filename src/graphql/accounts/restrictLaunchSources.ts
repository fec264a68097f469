import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { Account } from '../../entities/account';
import { LaunchSources } from '../../entities/enums';
import { ID } from '../../entities/scalars';
import { TrustedAccount } from '../../entities/trustedAccount';
import { badInput } from '../errors';
import { Ids } from '../shared/inputValidation';
import { accountRows } from '../../store/accounts';
import { namedAccounts } from '../shared/gathering';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `restrictLaunchSources`.' })
export class RestrictLaunchSourcesInput extends MutationInput {
  @Field(() => LaunchSources, { description: 'Sources from which images may be launched.' })
  launchSources!: keyof typeof LaunchSources;

  @Ids()
  @Field(() => [ID], {
    nullable: true,
    description: 'All trusted root accounts, 1–1,000 ids; required for `TRUSTED`, omitted otherwise.',
  })
  trustedAccountIds?: string[];
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Payload of `restrictLaunchSources`. The restriction applies to new launches; running instances are not affected.',
})
export class RestrictLaunchSourcesPayload {
  @Field(() => LaunchSources, { description: 'New launch sources.' })
  launchSources!: keyof typeof LaunchSources;

  @Field(() => [Account], { description: 'Trusted accounts.' })
  trustedAccounts!: Account[];
}

export const RestrictLaunchSourcesResult = resultOf('RestrictLaunchSourcesResult', RestrictLaunchSourcesPayload);

@Resolver()
export class RestrictLaunchSources {
  @Mutation(() => RestrictLaunchSourcesResult, {
    nullable: true,
    description:
      'Restricts the sources from which the root account launches images, as a guard against images of unknown origin. Its own images can still be launched, except those that stem from an unreviewed image of an account that it does not trust.',
  })
  restrictLaunchSources(
    @Arg('input', () => RestrictLaunchSourcesInput, { description: 'Launch sources and trusted accounts.' })
    input: RestrictLaunchSourcesInput,
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
