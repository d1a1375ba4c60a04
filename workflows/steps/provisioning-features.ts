import type { StepBody } from '../engine.js';
import { configuredBy, readProvisioning } from '../provisioning.js';
import type { Run } from '../run.js';

/** Step 4, To App: Create Users and Update User Attributes. */
export const provisioningFeatures: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  let state = run.need('provisioning', 'provisioning-connection');
  let proof = { evidence: run.state.steps['provisioning-connection'].evidence };
  const look = async (): Promise<void> => {
    const found = await readProvisioning(run, appId);
    state = found;
    proof = { evidence: found.evidence };
  };
  // What was read for the connection is too old when this step alone is redone, or was asked by the run before this one.
  const isOld = run.state.steps['provisioning-features'].history.length > 0;
  if (isOld || run.wasAsked('provisioning-features', 'provisioningConfigured')) await look();
  for (let reason = stillOff(state); reason !== null || isUnsaid(run, state); reason = stillOff(state)) {
    if (reason !== null && run.state.answers.provisioningConfigured !== undefined)
      run.retract('provisioning-features', 'provisioningConfigured', reason);
    await run.answer('provisioning-features', 'provisioningConfigured', reason ?? undefined);
    await look();
  }
  // The attribute mapping may have come only with the switches: it is looked for again, even if somebody was asked.
  delete run.state.troubles['attribute-mappings'];
  const isProven = state.createUsers === 'on' && state.updateUserAttributes === 'on';
  const summary = isProven
    ? 'Both switches are on'
    : 'On, as the Okta admin said; the org neither confirms nor denies it';
  return { ...proof, confirmed: isProven ? 'proven' : 'attested', summary, ...configuredBy(run) };
};

type Switches = { createUsers: string; updateUserAttributes: string };

/** Which switches Okta says are off; null where it does not say so. */
function stillOff({ createUsers, updateUserAttributes }: Switches): string | null {
  const off = [
    ...(createUsers === 'off' ? ['Create Users'] : []),
    ...(updateUserAttributes === 'off' ? ['Update User Attributes'] : []),
  ];
  if (off.length === 0) return null;
  return `Okta says that ${off.join(' and ')} is still off: Provisioning, To App, Edit, enable, Save.`;
}

/** Neither the org nor a person has said that the switches are on. */
const isUnsaid = (run: Run, { createUsers, updateUserAttributes }: Switches): boolean =>
  [createUsers, updateUserAttributes].includes('unknown') && run.state.answers.provisioningConfigured === undefined;
