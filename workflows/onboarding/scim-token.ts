import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { MessageOf } from '../../runbook/messages/schemas.js';
import { otherEndpoint } from '../../runbook/onboarding/scim-endpoint.js';
import { sealedHeader } from '../../runbook/secrets/secrets.js';
import { learnSealingKey } from '../engine/sealing-key.js';
import type { SealedTokens } from '../../runbook/onboarding/scim-check.js';
import type { Run } from '../engine/run.js';
import type { OnboardingRun } from './onboarding-run.js';

type Access = MessageOf<'scimAccessIssued'>;

/** The access of a taken answer. Its token is remembered; without one, the token given before for this endpoint stays. */
export function withHeldToken({ state }: { state: SealedTokens }, access: Access): Access {
  if (access.token === undefined) {
    const held = state.heldToken;
    return held?.endpoint === access.endpoint ? { ...access, token: held.token } : access;
  }
  const { jti } = sealedHeader(access.token) ?? {};
  // A token of an earlier release names no endpoint: it serves its own answer alone, as it did then.
  if (jti === undefined) return access;
  state.usedSeals.push(jti);
  state.heldToken = { endpoint: access.endpoint, token: access.token };
  return access;
}

/**
 * Why the token is asked for again: one was given, but for another endpoint. Said once; a person who then sends the new endpoint
 * alone goes on without a token.
 */
export function whyTokenIsMissing({ state }: OnboardingRun, { endpoint, token }: Access): string | undefined {
  const held = state.heldToken;
  if (held === null || token !== undefined || held.endpoint === endpoint) return undefined;
  state.heldToken = null;
  return (
    `${otherEndpoint(held.endpoint, endpoint)} Seal the token for the new endpoint with ` +
    '`npm run answer -- scimAccessIssued`; to go on without a token, send the endpoint alone once more.'
  );
}

/**
 * A token that nobody accepts is not used again. Where the worker lacks the key that it was sealed with, tokens are sealed
 * from now on with the key that the worker has.
 */
export async function afterTokenTrouble(run: Run & { state: SealedTokens }, error: unknown): Promise<void> {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const type = cause instanceof ApplicationFailure ? cause.type : null;
  if (type === 'CannotOpenToken' || type === 'ScimUnauthorized') run.state.heldToken = null;
  if (type === 'CannotOpenToken') await learnSealingKey(run);
}
