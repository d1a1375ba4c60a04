import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';
import { learnSealingKey } from '../scim-token.js';

/** Everything that would stand in the way, before the first write. */
export const preflight: StepBody = async (run) => {
  const [proof] = await Promise.all([
    okta.preflight.executeWithOptions({ summary: 'Check the org, the people and the domain' }, [run.task]),
    learnSealingKey(run),
  ]);
  return { ...proof, confirmed: 'proven', summary: 'Nothing stands in the way.' };
};
