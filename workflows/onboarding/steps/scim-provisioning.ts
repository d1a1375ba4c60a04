import { counted } from '../../../runbook/words/phrases.js';
import { okta } from '../../outside.js';
import { confirmedBy, isBlind, pushedToEndpoint, requireConnected } from '../provisioning-state.js';
import { givenAccess, type OnboardingStepBody } from '../onboarding-run.js';

/** Step 4, Create app integration. */
export const scimApplication: OnboardingStepBody = async (run) => {
  const choice = run.state.choices['scim-application'] ?? null;
  const { appId, ...proof } = await okta.ensureScimApplication.executeWithOptions(
    { summary: `SCIM application "${run.input.okta.provisioningApplication}"` },
    [{ ...run.task, choice }],
  );
  run.state.facts.scimApplication = { appId };
  return { ...proof, confirmed: 'proven', summary: `Application ${appId}` };
};

/** Step 4, Synchronizing Groups, Pre-requisite. */
export const attributeMappings: OnboardingStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const proof = await okta.ensureAttributeMappings.executeWithOptions(
    { summary: 'Remove department and employeeNumber' },
    [{ ...run.task, appId }],
  );
  return { ...proof, confirmed: 'proven', summary: 'department and employeeNumber are not sent' };
};

/** Step 4, Assignments: done when everybody is SYNCHRONIZED, with the endpoint of this run as far as that can be seen. */
export const provisioningAssignments: OnboardingStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  await requireConnected(run, appId);
  const {
    unseen = 0,
    pushedSince,
    ...proof
  } = await run.look('provisioning-assignments', 'time', () =>
    okta.ensureProvisioningAssignments.executeWithOptions({ summary: 'Assign, and wait until all are synchronised' }, [
      { ...run.task, appId, ...givenAccess(run) },
    ]),
  );
  const summary = isBlind(run)
    ? 'Synchronised, as Okta says; no SCIM access was given to look at Kiro with'
    : unseen === 0
      ? 'Everybody expected is synchronised'
      : `Synchronised, as Okta says; of ${counted(unseen, 'person', 'people')} it says so since before this SCIM access was given`;
  return { ...proof, ...confirmedBy(run, { unseen }), summary, shows: pushedToEndpoint(run, pushedSince) };
};

/** Step 4, Push Groups: ACTIVE alone is no proof, a push without an error is. */
export const pushGroups: OnboardingStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  await requireConnected(run, appId);
  const consent = run.state.decisions['push-groups'];
  const repair = consent?.decision === 'repair' ? { repair: consent.at } : {};
  const {
    unseen = 0,
    pushedSince,
    ...proof
  } = await run
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
  const summary = isBlind(run)
    ? `${groups}; pushed, as Okta says; no SCIM access was given to look at Kiro with`
    : unseen === 0
      ? groups
      : `${groups}; pushed, as Okta says, before this SCIM access was given`;
  return { ...proof, ...confirmedBy(run, { unseen }), summary, shows: pushedToEndpoint(run, pushedSince) };
};
