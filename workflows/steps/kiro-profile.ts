import { scim } from '../outside.js';
import type { StepBody } from '../engine.js';
import { troubleOf } from '../trouble.js';

/** Step 3, Create Kiro Profile. The values were compared when the answer came. */
export const kiroProfile: StepBody = async (run) => {
  const { issuer } = run.need('authorizationServer', 'authorization-server');
  run.need('oidcApplication', 'oidc-application');
  const sender = await run.answer('kiro-profile', 'kiroProfileEnabled');
  return { confirmed: 'attested', summary: `Kiro uses ${issuer}`, sender };
};

/** Step 3, Add SCIM access token; an endpoint or token that does not work is asked for again. */
export const scimAccess: StepBody = async (run) => {
  let reason: string | undefined;
  for (;;) {
    const { value, ...sender } = await run.answer('scim-access', 'scimAccessIssued', reason);
    try {
      const proof = await scim.checkScimAccess.executeWithOptions({ summary: 'Does the SCIM endpoint answer' }, [
        { ...run.task, endpoint: value.endpoint, sealedToken: value.token ?? null },
      ]);
      return { ...proof, confirmed: 'proven', summary: value.endpoint, sender };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === null) throw error;
      reason = trouble.message;
      run.retract('scimAccessIssued', reason);
    }
  }
};
