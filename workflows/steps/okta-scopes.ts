import { okta } from '../outside.js';
import type { StepBody } from '../engine.js';

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

/** Step 2, Scope authorization. */
export const scopes: StepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const proof = await okta.ensureScopes.executeWithOptions({ summary: 'Kiro scopes' }, [{ ...run.task, serverId }]);
  return { ...proof, confirmed: 'proven', summary: run.input.scopes.join(', ') };
};

/** Step 2, Add access policies. */
export const accessPolicy: StepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const { clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureAccessPolicy.executeWithOptions({ summary: 'Access policy and rule' }, [
    { ...run.task, serverId, clientId },
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Bound to the Kiro application alone' };
};

/** Step 2, Token Preview: by evaluation, and by a real sign-in where the configuration asks for one. */
export const tokenCheck: StepBody = async (run) => {
  const { serverId, issuer } = run.need('authorizationServer', 'authorization-server');
  const { appId, clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.checkToken.executeWithOptions({ summary: 'What a token will hold' }, [
    { ...run.task, serverId, issuer, appId, clientId },
  ]);
  if (run.input.signIn.test === 'required') await run.answer('token-check', 'signInTested');
  const tested = run.state.answers.signInTested;
  const evidence = [...proof.evidence, ...run.state.steps['token-check'].evidence];
  const how = tested === undefined ? 'by evaluating the policies' : 'by evaluating the policies and by a real sign-in';
  return { ...proof, evidence, confirmed: 'proven', summary: `iss and scp are as the guide wants them, ${how}` };
};
