import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 2, Scope authorization. */
export const scopes: StepBody = async (run) => {
  const { serverId } = run.need('authorizationServer', 'authorization-server');
  const proof = await okta.ensureScopes.executeWithOptions({ summary: 'Kiro scopes' }, [{ ...run.task, serverId }]);
  return { ...proof, confirmed: 'proven', summary: run.input.scopes.join(', ') };
};
