import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';
import { requireConnected } from '../provisioning.js';

/** Step 4, Assignments: done when everybody is SYNCHRONIZED. */
export const provisioningAssignments: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  await requireConnected(run, appId);
  const proof = await run.look('provisioning-assignments', 'time', () =>
    okta.ensureProvisioningAssignments.executeWithOptions({ summary: 'Assign, and wait until all are synchronised' }, [
      { ...run.task, appId },
    ]),
  );
  return { ...proof, confirmed: 'proven', summary: 'Everybody expected is synchronised' };
};
