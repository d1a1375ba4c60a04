import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 2, Add access policies. */
export const accessPolicy: StepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const { clientId } = run.need('oidcApplication', 'oidc-application');
  const proof = await okta.ensureAccessPolicy.executeWithOptions({ summary: 'Access policy and rule' }, [
    { ...run.task, serverId, clientId },
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Bound to the Kiro application alone' };
};
