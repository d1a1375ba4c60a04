import { okta } from '../../outside.js';
import { learnSealingKey } from '../../engine/sealing-key.js';
import { learnKept } from '../taken-over.js';
import type { OnboardingStepBody } from '../onboarding-run.js';

/** Everything that would stand in the way, before the first write. */
export const preflight: OnboardingStepBody = async (run) => {
  const [proof] = await Promise.all([
    okta.preflight.executeWithOptions({ summary: 'Check the org, the people and the domain' }, [run.task]),
    learnSealingKey(run),
    learnKept(run),
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Nothing stands in the way.' };
};

/** Step 1, Create new app integration. */
export const oidcApplication: OnboardingStepBody = async (run) => {
  const choice = run.state.choices['oidc-application'] ?? null;
  const { appId, clientId, ...proof } = await okta.ensureOidcApplication.executeWithOptions(
    { summary: `OIDC application "${run.input.okta.oidcApplication}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.oidcApplication = { appId, clientId };
  return { ...proof, confirmed: 'proven', summary: `Client ID ${clientId}` };
};

/** Step 1, Add users and groups. */
export const signInAssignments: OnboardingStepBody = async (run) => {
  const { appId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureSignInAssignments.executeWithOptions({ summary: 'Assign who may sign in' }, [
    { ...run.task, appId },
  ]);
  return { ...proof, confirmed: 'proven', summary: describe(run.input.signIn) };
};

const describe = ({ groups, users }: { groups: string[]; users: string[] }): string =>
  [...groups.map((group) => `group ${group}`), ...users].join(', ');

/** Step 2, Create Kiro specific scopes: the server. */
export const authorizationServer: OnboardingStepBody = async (run) => {
  const choice = run.state.choices['authorization-server'] ?? null;
  const { serverId, issuer, ...proof } = await okta.ensureAuthorizationServer.executeWithOptions(
    { summary: `Authorization server "${run.input.okta.authorizationServer.name}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.authorizationServer = { serverId, issuer };
  return { ...proof, confirmed: 'proven', summary: `Issuer ${issuer}` };
};

/** Step 2, Scope authorization. */
export const scopes: OnboardingStepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const proof = await okta.ensureScopes.executeWithOptions({ summary: 'Kiro scopes' }, [{ ...run.task, serverId }]);
  return { ...proof, confirmed: 'proven', summary: run.input.scopes.join(', ') };
};

/** Step 2, Add access policies. */
export const accessPolicy: OnboardingStepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const { clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureAccessPolicy.executeWithOptions({ summary: 'Access policy and rule' }, [
    { ...run.task, serverId, clientId },
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Bound to the Kiro application alone' };
};

/** Step 2, Token Preview: by evaluation, and by a real sign-in where the configuration asks for one. */
export const tokenCheck: OnboardingStepBody = async (run) => {
  const { serverId, issuer } = run.need('authorizationServer', 'authorization-server');
  const { appId, clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.checkToken.executeWithOptions({ summary: 'What a token will hold' }, [
    { ...run.task, serverId, issuer, appId, clientId },
  ]);
  if (run.input.signIn.test === 'required') await run.answer('token-check', 'signInTested');
  const tested = run.state.answers.signInTested;
  const how = tested === undefined ? 'by evaluating the policies' : 'by evaluating the policies and by a real sign-in';
  return { ...proof, confirmed: 'proven', summary: `iss and scp are as the guide wants them, ${how}` };
};
