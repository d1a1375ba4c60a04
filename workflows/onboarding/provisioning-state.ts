import type { Consequence } from '../../runbook/model/proof.js';
import type { Confirmed, Sender } from '../../runbook/model/state.js';
import { PUSHED_TO_ENDPOINT } from '../../runbook/onboarding/step-row.js';
import type { ProvisioningState, Unseen } from '../../runbook/outside.js';
import { SkippedToo } from '../engine/failures.js';
import { okta } from '../outside.js';
import { givenAccess, type OnboardingRun, pushesCountFrom } from './onboarding-run.js';

/** What the org says of the connection and the switches, read anew. */
export const readProvisioning = (run: OnboardingRun, appId: string): Promise<ProvisioningState> =>
  okta.readProvisioning.executeWithOptions({ summary: 'What the org says of the connection' }, [
    { ...run.task, appId, ...givenAccess(run) },
  ]);

/**
 * How a step is confirmed that Okta's own account confirms: what Okta pushed before the access was given, and nobody
 * could look up at the endpoint, rests on the word of the person who connected it.
 */
export function confirmedBy(run: OnboardingRun, { unseen = 0 }: Unseen): { confirmed: Confirmed; sender?: Sender } {
  if (isBlind(run)) return { confirmed: 'attested', ...leftOutBy(run) };
  return unseen === 0 ? { confirmed: 'proven' } : { confirmed: 'attested', ...configuredBy(run) };
}

/** No SCIM access was given, so nobody can tell which Kiro Okta writes to. */
export const isBlind = ({ state }: OnboardingRun): boolean => state.answers.scimAccessIssued === undefined;

/** Who went on without the SCIM access. */
function leftOutBy({ state }: OnboardingRun): { sender?: Sender } {
  const { by, via, sender = null, since } = state.steps['scim-access'];
  return since === null ? {} : { sender: { by, via, sender, at: since } };
}

/**
 * That Okta has written to the endpoint proves what the Okta admin said of the connection. The access may have been exchanged
 * while the activity looked: a push that may have used the earlier token proves nothing.
 */
export function pushedToEndpoint(run: OnboardingRun, pushedSince: string | undefined): Consequence[] {
  const from = pushesCountFrom(run);
  if (pushedSince === undefined || from === null || pushedSince < from) return [];
  const text = `Okta has written to this endpoint since its access was given, first seen at ${pushedSince}.`;
  return [{ name: PUSHED_TO_ENDPOINT, at: pushedSince, text, evidence: [] }];
}

/** Who has said that provisioning is configured, where a person was asked. */
export function configuredBy(run: OnboardingRun): { sender?: Sender } {
  const { provisioningConfigured: sender } = run.state.answers;
  return sender === undefined ? {} : { sender };
}

/**
 * People who are assigned to an application that is not connected arrive nowhere, and need "Provision User" one by one
 * later. Where the connection was skipped in this run, the org may still show that somebody made it.
 */
export async function requireConnected(run: OnboardingRun, appId: string): Promise<void> {
  if (run.state.facts.provisioning !== undefined) return;
  const { connection, createUsers } = await readProvisioning(run, appId);
  if (connection !== 'connected' && createUsers !== 'on')
    throw new SkippedToo('Connecting the application was skipped, and Okta does not show that anybody else did it.');
}
