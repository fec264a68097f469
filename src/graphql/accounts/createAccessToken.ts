import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Context } from '../context';
import { AccessToken } from '../../entities/accessToken';
import { TokenScope } from '../../entities/enums';
import { DateTime } from '../../entities/scalars';
import { badInput } from '../../errors';
import { NAME_LENGTH } from '../../policy/limits';
import { NonEmpty, Text } from '../shared/inputValidation';
import { liveTokens } from '../../store/accessTokens';
import { newToken } from '../../store/accessTokens';
import { mutate, MutationInput } from '../shared/mutation';
import { resultOf, type Typed } from '../shared/result';

@InputType({ description: 'What the token is for.' })
export class CreateAccessTokenInput extends MutationInput {
  @Text({ max: NAME_LENGTH })
  @Field(() => String, { description: 'A name to know it by, 1 to 60 characters.' })
  name!: string;

  @NonEmpty()
  @Field(() => [TokenScope], { description: 'What it may be used for; WRITE includes READ.' })
  scopes!: (keyof typeof TokenScope)[];

  @Field(() => DateTime, { nullable: true, description: 'From when on it is refused, in the future; left out: never.' })
  expiresAt?: number;
}

@ObjectType({ simpleResolvers: true, description: 'The token was created.' })
export class CreateAccessTokenPayload {
  @Field(() => AccessToken, { description: 'What is kept of it.' })
  accessToken!: AccessToken;

  @Field(() => String, { nullable: true, description: 'The token itself, shown here once; null in a replay.' })
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
    @Arg('input', () => CreateAccessTokenInput, { description: 'Name, scopes, expiry.' }) input: CreateAccessTokenInput,
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
