import { okta } from '../outside.js';
import type { StepBody } from '../engine.js';

/** Step 4, Synchronizing Groups, Pre-requisite. */
export const attributeMappings: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const proof = await okta.ensureAttributeMappings.executeWithOptions(
    { summary: 'Remove department and employeeNumber' },
    [{ ...run.task, appId }],
  );
  return { ...proof, confirmed: 'proven', summary: 'department and employeeNumber are not sent' };
};

/** Step 4, Assignments: done when everybody is SYNCHRONIZED. */
export const provisioningAssignments: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const proof = await run.look('provisioning-assignments', 'time', () =>
    okta.ensureProvisioningAssignments.executeWithOptions({ summary: 'Assign, and wait until all are synchronised' }, [
      { ...run.task, appId },
    ]),
  );
  return { ...proof, confirmed: 'proven', summary: 'Everybody expected is synchronised' };
};

/** Step 4, Push Groups: ACTIVE alone is no proof, a push without an error is. */
export const pushGroups: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  if (run.input.push.groups.length === 0) return { confirmed: null, summary: 'No group is configured to be pushed' };
  const proof = await run.look('push-groups', 'time', () =>
    okta.ensurePushGroups.executeWithOptions({ summary: 'Push the groups, and wait for the first push' }, [
      { ...run.task, appId },
    ]),
  );
  return { ...proof, confirmed: 'proven', summary: run.input.push.groups.join(', ') };
};
