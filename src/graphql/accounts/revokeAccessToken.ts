import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { IsNull } from 'typeorm';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { ID } from '../../entities/scalars';
import { badInput } from '../errors';
import { couldBeId } from '../../database/ids';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `revokeAccessToken`.' })
export class RevokeAccessTokenInput extends MutationInput {
  @Field(() => ID, { description: 'ID of a token of the acting account.' })
  accessTokenId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `revokeAccessToken`.' })
export class RevokeAccessTokenPayload {
  @Field(() => ID, { description: 'ID of the revoked token.' })
  accessTokenId!: string;
}

export const RevokeAccessTokenResult = resultOf('RevokeAccessTokenResult', RevokeAccessTokenPayload);

@Resolver()
export class RevokeAccessToken {
  @Mutation(() => RevokeAccessTokenResult, {
    nullable: true,
    description: 'Revokes an access token of the acting account immediately.',
  })
  revokeAccessToken(
    @Arg('input', () => RevokeAccessTokenInput, { description: 'Token to revoke.' }) input: RevokeAccessTokenInput,
    @Ctx() context: Context,
  ) {
    const { accessTokenId } = input;
    return mutate(context, 'REVOKE_ACCESS_TOKEN', input, {
      async gather({ store, viewer }) {
        const revocable = { id: accessTokenId, accountId: viewer.accountId, revokedAt: IsNull() };
        if (!couldBeId(accessTokenId) || !(await store.manager.existsBy(AccessToken, revocable))) {
          throw badInput(
            'input.accessTokenId',
            '`accessTokenId` names no token of this account that could be revoked.',
          );
        }
        return { facts: { viewer }, subjectId: accessTokenId };
      },
      async write({ store, now }): Promise<Typed<'RevokeAccessTokenPayload', RevokeAccessTokenPayload>> {
        await store.manager.update(AccessToken, accessTokenId, { revokedAt: now });
        return { __typename: 'RevokeAccessTokenPayload', accessTokenId };
      },
    });
  }
}
