import type { StepBody } from '../engine.js';

/** Step 3, Create Kiro Profile. The values were compared when the answer came. */
export const kiroProfile: StepBody = async (run) => {
  const { issuer } = run.need('authorizationServer', 'authorization-server');
  run.need('oidcApplication', 'oidc-application');
  const sender = await run.answer('kiro-profile', 'kiroProfileEnabled');
  return { confirmed: 'attested', summary: `Kiro uses ${issuer}`, sender };
};
