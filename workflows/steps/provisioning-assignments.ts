import { counted } from '../../runbook/words/phrases.js';
import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';
import { confirmedBy, givenAccess, requireConnected } from '../provisioning.js';

/** Step 4, Assignments: done when everybody is SYNCHRONIZED, with the endpoint of this run as far as that can be seen. */
export const provisioningAssignments: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  await requireConnected(run, appId);
  const { unseen = 0, ...proof } = await run.look('provisioning-assignments', 'time', () =>
    okta.ensureProvisioningAssignments.executeWithOptions({ summary: 'Assign, and wait until all are synchronised' }, [
      { ...run.task, appId, ...givenAccess(run) },
    ]),
  );
  const summary =
    unseen === 0
      ? 'Everybody expected is synchronised'
      : `Synchronised, as Okta says; of ${counted(unseen, 'person', 'people')} it says so since before this SCIM access was given`;
  return { ...proof, ...confirmedBy(run, { unseen }), summary };
};
