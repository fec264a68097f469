import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { TokenScope } from '../../entities/enums';
import { DateTime } from '../../entities/scalars';
import { badInput } from '../errors';
import { NAME_LENGTH } from '../../policy/limits';
import { NonEmpty, Text } from '../shared/inputValidation';
import { liveTokens } from '../../store/accessTokens';
import { newToken } from '../../store/accessTokens';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'Input of `createAccessToken`.' })
export class CreateAccessTokenInput extends MutationInput {
  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'Name of the token, 1–60 characters.' })
  name!: string;

  @NonEmpty()
  @Field(() => [TokenScope], { description: 'Scopes of the token, at least one; `WRITE` includes `READ`.' })
  scopes!: (keyof typeof TokenScope)[];

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time at which the token expires, in the future; it never does if omitted.',
  })
  expiresAt?: number;
}

@ObjectType({ simpleResolvers: true, description: 'Payload of `createAccessToken`.' })
export class CreateAccessTokenPayload {
  @Field(() => AccessToken, { description: 'Stored data of the new token.' })
  accessToken!: AccessToken;

  @Field(() => String, { nullable: true, description: 'Token itself, returned only once; null in a replay.' })
  token!: string | null;
}

export const CreateAccessTokenResult = resultOf('CreateAccessTokenResult', CreateAccessTokenPayload);

@Resolver()
export class CreateAccessToken {
  @Mutation(() => CreateAccessTokenResult, {
    nullable: true,
    description: 'Creates an access token for the acting account.',
  })
  createAccessToken(
    @Arg('input', () => CreateAccessTokenInput, { description: 'Name, scopes and expiry.' })
    input: CreateAccessTokenInput,
    @Ctx() context: Context,
  ) {
    return mutate(context, 'CREATE_ACCESS_TOKEN', input, {
      async gather({ store, viewer, now }) {
        if (input.expiresAt !== undefined && input.expiresAt <= now) {
          throw badInput('input.expiresAt', '`expiresAt` is in the past; a token expires in the future or never.');
        }
        return { facts: { viewer, liveTokens: (await liveTokens(store, viewer.accountId, now)).length } };
      },
      async write({ store, viewer, now }): Promise<Typed<'CreateAccessTokenPayload', CreateAccessTokenPayload>> {
        const { row, token } = newToken({
          accountId: viewer.accountId,
          name: input.name,
          mayWrite: input.scopes.includes('WRITE'),
          createdAt: now,
          expiresAt: input.expiresAt ?? null,
        });
        await store.insert(AccessToken, row);
        return { __typename: 'CreateAccessTokenPayload', accessToken: row, token };
      },
      subject: ({ accessToken }) => accessToken.id,
      secrets: ['token', 'secretHash'],
    });
  }
}
