import type { StepBody } from '../engine.js';

/** Step 3, Create Kiro Profile. The values were compared when the answer came. */
export const kiroProfile: StepBody = async (run) => {
  const { issuer } = run.need('authorizationServer', 'authorization-server');
  run.need('oidcApplication', 'oidc-application');
  const { value, ...sender } = await run.answer('kiro-profile', 'kiroProfileEnabled');
  const evidence = [
    { label: 'Issuer URI in Kiro', value: value.issuer, url: null },
    { label: 'Client ID in Kiro', value: value.clientId, url: null },
  ];
  return { confirmed: 'attested', summary: `Kiro uses ${issuer}`, evidence, sender };
};
