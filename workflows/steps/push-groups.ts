import type { StepBody } from '../engine.js';
import { okta } from '../outside.js';
import { confirmedBy, givenAccess, requireConnected } from '../provisioning.js';

/** Step 4, Push Groups: ACTIVE alone is no proof, a push without an error is. */
export const pushGroups: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  await requireConnected(run, appId);
  const consent = run.state.decisions['push-groups'];
  const repair = consent?.decision === 'repair' ? { repair: consent.at } : {};
  const { unseen = 0, ...proof } = await run
    .look('push-groups', 'time', () =>
      okta.ensurePushGroups.executeWithOptions({ summary: 'Push the groups, and wait for the first push' }, [
        { ...run.task, appId, ...repair, ...givenAccess(run) },
      ]),
    )
    .finally(() => {
      // A consent is for what was seen then; where the run goes on as a new one, that has not been looked at yet.
      if (!run.isCarriedOn) delete run.state.decisions['push-groups'];
    });
  const groups = run.input.push.groups.join(', ');
  const summary = unseen === 0 ? groups : `${groups}; pushed, as Okta says, before this SCIM access was given`;
  return { ...proof, ...confirmedBy(run, { unseen }), summary };
};
