import { okta, secrets } from '../outside.js';
import type { StepBody } from '../engine.js';

/** Everything that would stand in the way, before the first write. */
export const preflight: StepBody = async (run) => {
  const [proof, key] = await Promise.all([
    okta.preflight.executeWithOptions({ summary: 'Check the org, the people and the domain' }, [run.task]),
    secrets.sealingKey.executeWithOptions({ summary: 'Public key to seal the SCIM token with' }, []),
  ]);
  run.state.facts.sealingKey = key;
  return { ...proof, confirmed: 'proven', summary: 'Nothing stands in the way.' };
};

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

/** Step 1, Add users and groups. */
export const signInAssignments: StepBody = async (run) => {
  const { appId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureSignInAssignments.executeWithOptions({ summary: 'Assign who may sign in' }, [
    { ...run.task, appId },
  ]);
  return { ...proof, confirmed: 'proven', summary: describe(run.input.signIn) };
};

const describe = ({ groups, users }: { groups: string[]; users: string[] }): string =>
  [...groups.map((group) => `group ${group}`), ...users].join(', ');
