import type { MessageName } from '../../runbook/messages/schemas.js';
import type { MessageUses } from '../../runbook/model/runbook.js';
import { type Ask, recordOf } from '../../runbook/model/state.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { ONBOARDING_MESSAGES } from '../../runbook/onboarding/messages.js';
import { ONBOARDING } from '../../runbook/onboarding/onboarding.js';
import { newOnboardingState, type OnboardingState, type OnboardingView } from '../../runbook/onboarding/state.js';
import type { StepId } from '../../runbook/onboarding/steps.js';
import { CLIENT_ID, ENDPOINT, input, ISSUER, TOKEN } from '../workflows/fake-world.js';

const AT = '2026-05-04T08:00:00.000Z';

const uses: MessageUses<OnboardingState, OnboardingInput> = ONBOARDING_MESSAGES;

/** The step of the onboarding that a message answers; null for one of every step, or of another runbook. */
export const stepOfMessage = (message: string): StepId | null =>
  (uses[message as MessageName]?.step ?? null) as StepId | null;

/** That message as it is waited for. */
export function asked(message: MessageName, more: Partial<Ask> = {}): Ask {
  const step = stepOfMessage(message) ?? 'oidc-application';
  return {
    step,
    message,
    role: 'kiro-admin',
    since: AT,
    remindAt: AT,
    reminders: 0,
    dueAt: AT,
    overdue: false,
    reason: null,
    ...more,
  };
}

/** A run in which Okta is ready and somebody is asked. */
export function stateAt(asks: Ask[], changes: Partial<OnboardingState> = {}): OnboardingState {
  const state = newOnboardingState(AT);
  const sender = { by: 'ana@example.com', via: 'terminal', at: AT };
  for (const { step } of asks) Object.assign(recordOf(state, step), { state: 'waiting', since: AT });
  const isAsked = (name: MessageName): boolean => asks.some((ask) => ask.message === name);
  return {
    ...state,
    facts: {
      sealingKey: { kid: 'k1' },
      oidcApplication: { appId: '0oa1', clientId: CLIENT_ID },
      authorizationServer: { serverId: 'aus1', issuer: ISSUER },
      scimApplication: { appId: '0oa2' },
    },
    answers: {
      ...(isAsked('dnsRecordPublished') ? { domainAdded: { value: { verificationToken: TOKEN }, ...sender } } : {}),
      ...(isAsked('provisioningConfigured') ? { scimAccessIssued: { value: { endpoint: ENDPOINT }, ...sender } } : {}),
    },
    asks,
    ...changes,
  };
}

/** That state as a run. */
export const viewOf = (
  state: OnboardingState,
  given: OnboardingInput = input,
  workflowId = 'kiro-okta/example.okta.com/example.com',
): OnboardingView => ({ runbook: ONBOARDING, state, input: given, workflowId, runId: 'run-1' });

export const settingAt = (ask: Ask, changes: Partial<OnboardingState> = {}): OnboardingView =>
  viewOf(stateAt([ask], changes));
