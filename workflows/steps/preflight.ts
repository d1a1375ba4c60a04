import type { StepBody } from '../engine.js';
import { okta, secrets } from '../outside.js';

/** Everything that would stand in the way, before the first write. */
export const preflight: StepBody = async (run) => {
  const [proof, key] = await Promise.all([
    okta.preflight.executeWithOptions({ summary: 'Check the org, the people and the domain' }, [run.task]),
    secrets.sealingKey.executeWithOptions({ summary: 'Public key to seal the SCIM token with' }, []),
  ]);
  run.state.facts.sealingKey = key;
  return { ...proof, confirmed: 'proven', summary: 'Nothing stands in the way.' };
};
