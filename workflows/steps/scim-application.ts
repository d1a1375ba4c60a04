import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 4, Create app integration. */
export const scimApplication: StepBody = async (run) => {
  const choice = run.state.choices['scim-application'] ?? null;
  const { appId, ...proof } = await okta.ensureScimApplication.executeWithOptions(
    { summary: `SCIM application "${run.input.okta.provisioningApplication}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.scimApplication = { appId };
  return { ...proof, confirmed: 'proven', summary: `Application ${appId}` };
};
