import { attest, contradict } from '../../../runbook/model/consequences.js';
import { changesAfter } from '../../../runbook/model/proof.js';
import type { ProvisioningState } from '../../../runbook/outside.js';
import { takeOver } from '../../../runbook/onboarding/kept-steps.js';
import { SkippedToo } from '../../engine/failures.js';
import { okta } from '../../outside.js';
import { configuredBy, readProvisioning } from '../provisioning-state.js';
import { isExchanged, type OnboardingRun, type OnboardingStepBody } from '../onboarding-run.js';

/**
 * Step 4, Configure API integration: by API where the org proves that it serves, else by a person. That Okta is connected
 * says nothing of *this* endpoint and token: a person is asked unless Okta is seen to have written to it since the access
 * was given.
 */
export const provisioningConnection: OnboardingStepBody = async (run) => {
  const { appId } = run.need('scimApplication', 'scim-application');
  const access = run.state.answers.scimAccessIssued;
  if (access === undefined) throw new SkippedToo('There is no SCIM access to connect with.');
  const { endpoint, token } = access.value;
  const exchanged = isExchanged(run);
  let found = await okta.connectProvisioning.executeWithOptions({ summary: 'Does the org connect it by itself' }, [
    { ...run.task, appId, endpoint, sealedToken: token ?? null, givenAt: access.at, exchanged },
  ]);
  // What the API has set stays set, no matter who does the rest.
  const written = found.changes;
  // A push since an exchange may have used the earlier token, as long as nobody has put the new one into Okta.
  let isShown = isConnectedHere(found) && (!exchanged || found.token === 'set');
  // An earlier run had it connected to this endpoint, and Okta is not seen to write to another one.
  if (!isShown && !exchanged && ['this', 'unseen'].includes(found.reaches ?? 'unseen'))
    takeOver(run, 'provisioning-connection');
  if (!isShown) {
    found = await askUntilConnected(run, appId, { ...found, exchanged });
    isShown = isConnectedHere(found);
  }
  const { connection, createUsers, updateUserAttributes, reaches = 'unseen', token: _held, ...proof } = found;
  run.state.facts.provisioning = { connection, createUsers, updateUserAttributes };
  return {
    ...proof,
    changes: changesAfter(written, proof.changes),
    confirmed: isShown ? 'proven' : 'attested',
    summary: summaryOf(isShown, { reaches, exchanged }),
    ...configuredBy(run),
  };
};

type Found = ProvisioningState;

const isOn = ({ connection, createUsers }: Found): boolean => connection === 'connected' || createUsers === 'on';

/** Okta writes to the endpoint of this run, with a token that it takes: the endpoint alone may be from an earlier life. */
const isConnectedHere = (found: Found): boolean =>
  isOn(found) && found.reaches === 'this' && (found.token === 'set' || found.token === 'used');

/** Somebody or something has connected the application in this run before. */
const wasConnected = ({ state }: OnboardingRun): boolean =>
  state.steps['provisioning-connection'].history.some((round) => round.state === 'done');

/** Asks the Okta admin, and again as long as Okta says that the connection is off. */
async function askUntilConnected(
  run: OnboardingRun,
  appId: string,
  before: Found & { exchanged: boolean },
): Promise<Found> {
  const { reaches = 'unseen' } = before;
  const exchanged = before.exchanged && (isOn(before) || wasConnected(run));
  if (isOn(before) || exchanged) run.state.facts.setUp = { reaches, exchanged };
  else delete run.state.facts.setUp;
  let reason: string | undefined;
  for (;;) {
    await run.answer('provisioning-connection', 'provisioningConfigured', reason);
    const found = await readProvisioning(run, appId);
    if (isOn(found) || found.connection === 'unknown') return found;
    reason = 'Okta says that the connection is still off: Provisioning, Integration, Enable API integration, Save.';
    notSo(run, 'provisioning-connection', reason);
  }
}

/** The Okta admin has said it, and Okta denies it: the answer is taken back, and the story of the step keeps both. */
function notSo(run: OnboardingRun, step: 'provisioning-connection' | 'provisioning-features', reason: string): void {
  const { provisioningConfigured: said } = run.state.answers;
  const record = run.state.steps[step];
  if (said !== undefined) attest(record, said, 'Connected, and both switches are on.');
  contradict(record, run.now(), reason);
  run.retract(step, 'provisioningConfigured', reason);
}

function summaryOf(
  isShown: boolean,
  { reaches, exchanged }: NonNullable<OnboardingRun['state']['facts']['setUp']>,
): string {
  if (isShown) return 'The application is connected to this endpoint';
  if (reaches === 'this')
    return `Okta writes to this endpoint; that it holds ${exchanged ? 'the new token' : 'a token that works'} is what the Okta admin said`;
  if (reaches === 'unclear')
    return 'Connected, as the Okta admin said; some of the people whom Okta has pushed last are not at this endpoint';
  if (reaches === 'another')
    return 'Connected, as the Okta admin said; people whom Okta has pushed before are not at this endpoint';
  return 'Connected, as the Okta admin said; the org neither confirms nor denies it';
}

/** Step 4, To App: Create Users and Update User Attributes. */
export const provisioningFeatures: OnboardingStepBody = async (run) => {
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
      notSo(run, 'provisioning-features', reason);
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
const isUnsaid = (run: OnboardingRun, { createUsers, updateUserAttributes }: Switches): boolean =>
  [createUsers, updateUserAttributes].includes('unknown') && run.state.answers.provisioningConfigured === undefined;
