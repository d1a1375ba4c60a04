import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 1, Create new app integration. */
export const oidcApplication: StepBody = async (run) => {
  const choice = run.state.choices['oidc-application'] ?? null;
  const { appId, clientId, ...proof } = await okta.ensureOidcApplication.executeWithOptions(
    { summary: `OIDC application "${run.input.okta.oidcApplication}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.oidcApplication = { appId, clientId };
  return { ...proof, confirmed: 'proven', summary: `Client ID ${clientId}` };
};
