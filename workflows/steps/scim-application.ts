import type { ProvisioningState } from '../../runbook/outside.js';
import type { Sender } from '../../runbook/state.js';
import type { StepBody } from '../engine.js';
import { LeftOut } from '../left-out.js';
import { okta } from '../outside.js';
import type { Run } from '../run.js';

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

/** Step 4, Configure API integration: by API where the org proves that it serves, else by a person. */
export const provisioningConnection: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const access = run.state.answers.scimAccessIssued?.value;
  if (access === undefined) throw new LeftOut('There is no SCIM access to connect with.');
  let found = await okta.connectProvisioning.executeWithOptions({ summary: 'Does the org connect it by itself' }, [
    { ...run.task, appId, endpoint: access.endpoint, sealedToken: access.token ?? null },
  ]);
  const isConnected = (): boolean => found.connection === 'connected' || found.createUsers === 'on';
  let reason: string | undefined;
  while (!isConnected()) {
    await run.answer('provisioning-connection', 'provisioningConfigured', reason);
    found = await readAgain(run, appId);
    if (isConnected() || found.connection === 'unknown') break;
    reason = 'Okta says that the connection is still off: Provisioning, Integration, Enable API integration, Save.';
    run.retract('provisioningConfigured', reason);
  }
  const { connection, createUsers, updateUserAttributes, ...proof } = found;
  run.state.facts.provisioning = { connection, createUsers, updateUserAttributes };
  return {
    ...proof,
    confirmed: isConnected() ? 'proven' : 'attested',
    summary: isConnected()
      ? 'The application is connected'
      : 'Connected, as the Okta admin said; the org neither confirms nor denies it',
    ...sentBy(run),
  };
};

/** Step 4, To App: Create Users and Update User Attributes. */
export const provisioningFeatures: StepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  let state = run.need('provisioning', 'provisioning-connection');
  let proof = { evidence: run.state.steps['provisioning-connection'].evidence };
  const look = async (): Promise<void> => {
    const found = await readAgain(run, appId);
    state = found;
    proof = { evidence: found.evidence };
  };
  // What was read for the connection is too old when this step alone is redone.
  if (run.state.steps['provisioning-features'].history.length > 0) await look();
  for (let reason = stillOff(state); reason !== null || isUnsaid(run, state); reason = stillOff(state)) {
    if (reason !== null && run.state.answers.provisioningConfigured !== undefined)
      run.retract('provisioningConfigured', reason);
    await run.answer('provisioning-features', 'provisioningConfigured', reason ?? undefined);
    await look();
  }
  // The attribute mapping may have come only with the switches: it is looked for again, even if somebody was asked.
  delete run.state.troubles['attribute-mappings'];
  const isProven = state.createUsers === 'on' && state.updateUserAttributes === 'on';
  const summary = isProven
    ? 'Both switches are on'
    : 'On, as the Okta admin said; the org neither confirms nor denies it';
  return { ...proof, confirmed: isProven ? 'proven' : 'attested', summary, ...sentBy(run) };
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

const readAgain = (run: Run, appId: string): Promise<ProvisioningState> =>
  okta.readProvisioning.executeWithOptions({ summary: 'What the org says of the connection' }, [
    { ...run.task, appId },
  ]);

function sentBy(run: Run): { sender?: Sender } {
  const { provisioningConfigured: sender } = run.state.answers;
  return sender === undefined ? {} : { sender };
}
