import type { Rule } from '../decision';
import type { ActorFacts } from '../facts';

/** Rules of the role step. They come before existence, so that other accounts learn nothing about what exists. */

export const operatorOnly: Rule<ActorFacts> = {
  name: 'OPERATOR_ONLY',
  step: 'ROLE',
  statement: 'Public images, reviews, regions, accounts and limits are the operators’ to change.',
  source: 'own decision: the provider keeps these to itself in all sources',
  limit: null,
  check: ({ viewer }) =>
    viewer.roles.includes('OPERATOR') ? null : { message: 'Only operators may do this; this account is not one.' },
};

export const providerOnly: Rule<ActorFacts> = {
  name: 'PROVIDER_ONLY',
  step: 'ROLE',
  statement: 'Marketplace images come from accounts with the provider role.',
  source: 'overview, image types, choice of an image',
  limit: null,
  check: ({ viewer }) =>
    viewer.roles.includes('PROVIDER')
      ? null
      : { message: 'Only marketplace providers may do this; this account is not one.' },
};

export const agreementSigned: Rule<ActorFacts> = {
  name: 'AGREEMENT_NOT_SIGNED',
  step: 'ROLE',
  statement: 'A provider signs the marketplace agreement before it submits images.',
  source: 'overview, image types, choice of an image',
  limit: null,
  check: ({ viewer }) =>
    viewer.agreementSigned
      ? null
      : { message: 'The marketplace agreement is not signed; an operator records the signature on the account.' },
};
