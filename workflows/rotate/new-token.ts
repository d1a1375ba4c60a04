import { isCancellation } from '@temporalio/workflow';
import type { Evidence } from '../../runbook/model/proof.js';
import { enter } from '../day-two/enter.js';
import { SkippedToo, troubleOf } from '../engine/failures.js';
import { afterTokenTrouble } from '../onboarding/scim-token.js';
import { rotation } from '../outside.js';
import { holdOldToken, NO_COPY } from './old-token.js';
import { isSkipped, type RotationRun, type RotationStepBody } from './rotation-run.js';

/** "SCIM token security": the Kiro admin makes another token. */
export const newToken: RotationStepBody = async (run) => {
  const evidence = await begin(run);
  const { value, ...sender } = await run.answer('new-token', 'scimAccessIssued');
  const kept = value.storedAt === undefined ? '' : `, kept at ${value.storedAt}`;
  return { confirmed: 'attested', summary: `A new token was made${kept}`, evidence, sender };
};

/** Once a run: the turn, what is known of the connection, and a copy of the old token. */
async function begin(run: RotationRun): Promise<Evidence[]> {
  const { facts } = run.state;
  const isIn = facts.connection !== undefined && facts.sealingKey !== undefined;
  const evidence = isIn ? [] : await enter(run, 'new-token');
  if (run.state.oldToken === null) await holdOldToken(run, run.state.facts.connection?.endpoint ?? null);
  return evidence;
}

/** Whether the new token works; one that does not is asked for again. */
export const probe: RotationStepBody = async (run) => {
  if (isSkipped(run, 'new-token') && run.state.answers.scimAccessIssued === undefined)
    throw new SkippedToo('No new token was made, so there is none to try.');
  let reason: string | undefined;
  for (;;) {
    const answer = await run.answer('probe', 'scimAccessIssued', reason);
    const { value, ...sender } = answer;
    try {
      const { isOldOne, ...proof } = await rotation.tryNewToken.executeWithOptions(
        { summary: 'Does the new token work' },
        [
          {
            ...run.task,
            endpoint: value.endpoint,
            sealedToken: value.token ?? null,
            oldToken: run.state.oldToken?.sealed ?? null,
          },
        ],
      );
      reason = isOldOne ? whyNotThatOne(run) : undefined;
      if (reason === undefined) {
        if (value.token === undefined)
          return {
            ...proof,
            confirmed: 'attested',
            summary: 'The endpoint answers; the token itself was not given',
            sender,
          };
        return { ...proof, confirmed: 'proven', summary: 'Kiro takes the new token', sender };
      }
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === null || isCancellation(error)) throw error;
      reason = trouble.message;
      await afterTokenTrouble(run, error);
    }
    // A newer answer, given meanwhile, is not the one that failed.
    if (run.state.answers.scimAccessIssued === answer) run.retract('probe', 'scimAccessIssued', reason);
  }
};

/**
 * Why the token is not taken that the worker has, too; undefined where it is sent once more. Said once: the worker may have been
 * given the new token already, and its copy is then none of the old one.
 */
function whyNotThatOne({ state }: RotationRun): string | undefined {
  if (!state.isSameTold) {
    state.isSameTold = true;
    state.heldToken = null;
    return (
      'That is the token which the worker has already (KIRO_SCIM_ACCESS_FILE), so most likely the old one: make a new one and send ' +
      'that. If the worker was given the new one already, send it once more.'
    );
  }
  state.oldToken = NO_COPY;
  return undefined;
}
