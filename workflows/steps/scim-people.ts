import { okta } from '../outside.js';
import type { StepBody } from '../engine.js';
import { LeftOut } from '../left-out.js';
import type { Run } from '../run.js';

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
  await requireConnected(run, appId);
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
  await requireConnected(run, appId);
  const consent = run.state.decisions['push-groups'];
  delete run.state.decisions['push-groups'];
  const repair = consent?.decision === 'repair' ? { repair: consent.at } : {};
  const proof = await run.look('push-groups', 'time', () =>
    okta.ensurePushGroups.executeWithOptions({ summary: 'Push the groups, and wait for the first push' }, [
      { ...run.task, appId, ...repair },
    ]),
  );
  return { ...proof, confirmed: 'proven', summary: run.input.push.groups.join(', ') };
};

/**
 * Whoever is assigned to an application that is not connected arrives nowhere, and needs "Provision User" one by one
 * later. Where the connection was left out of this run, the org may still show that somebody made it.
 */
async function requireConnected(run: Run, appId: string): Promise<void> {
  if (run.state.facts.provisioning !== undefined) return;
  const { connection, createUsers } = await okta.readProvisioning({ ...run.task, appId });
  if (connection !== 'connected' && createUsers !== 'on')
    throw new LeftOut('Connecting the application was left out, and Okta does not show that anybody else did it.');
}
