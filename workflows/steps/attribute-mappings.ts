import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';

/** Step 4, Synchronizing Groups, Pre-requisite. */
export const attributeMappings: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const proof = await okta.ensureAttributeMappings.executeWithOptions(
    { summary: 'Remove department and employeeNumber' },
    [{ ...run.task, appId }],
  );
  return { ...proof, confirmed: 'proven', summary: 'department and employeeNumber are not sent' };
};
