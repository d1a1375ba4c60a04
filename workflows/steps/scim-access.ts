import { isCancellation } from '@temporalio/workflow';
import type { StepBody } from '../engine.js';
import { scim } from '../outside.js';
import { afterTokenTrouble, learnSealingKey, whyTokenIsMissing } from '../scim-token.js';
import { troubleOf } from '../trouble.js';

/** Step 3, Add SCIM access token; an endpoint or token that does not work is asked for again. */
export const scimAccess: StepBody = async (run) => {
  let reason: string | undefined;
  // Whoever has left the first step out wants to seal a token all the same.
  if (run.state.facts.sealingKey === undefined) await learnSealingKey(run);
  for (;;) {
    const answer = await run.answer('scim-access', 'scimAccessIssued', reason);
    const { value, ...sender } = answer;
    reason = whyTokenIsMissing(run, value);
    if (reason !== undefined) {
      run.retract('scim-access', 'scimAccessIssued', reason);
      continue;
    }
    try {
      const proof = await scim.checkScimAccess.executeWithOptions({ summary: 'Does the SCIM endpoint answer' }, [
        { ...run.task, endpoint: value.endpoint, sealedToken: value.token ?? null },
      ]);
      return { ...proof, confirmed: 'proven', summary: value.endpoint, sender };
    } catch (error) {
      if (isCancellation(error)) {
        // Left out or broken off: what nobody has checked is not gone on with, and is no refusal. A newer answer stays.
        if (run.state.answers.scimAccessIssued === answer) delete run.state.answers.scimAccessIssued;
        throw error;
      }
      const trouble = troubleOf(error);
      if (trouble === null) throw error;
      reason = trouble.message;
      // A newer answer, given meanwhile, is not the one that failed.
      if (run.state.answers.scimAccessIssued === answer) run.retract('scim-access', 'scimAccessIssued', reason);
      await afterTokenTrouble(run, error);
    }
  }
};
