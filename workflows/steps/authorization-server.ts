import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 2, Create Kiro specific scopes: the server. */
export const authorizationServer: StepBody = async (run) => {
  const choice = run.state.choices['authorization-server'] ?? null;
  const { serverId, issuer, ...proof } = await okta.ensureAuthorizationServer.executeWithOptions(
    { summary: `Authorization server "${run.input.okta.authorizationServer.name}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.authorizationServer = { serverId, issuer };
  return { ...proof, confirmed: 'proven', summary: `Issuer ${issuer}` };
};
