import type { Setting } from '../../runbook/model/verdict.js';
import { MESSAGE_INFO } from '../../runbook/onboarding/message-fields.js';
import type { MessageName } from '../../runbook/onboarding/message-schemas.js';
import { type Ask, newRunState, type RunState } from '../../runbook/model/state.js';
import type { StepId } from '../../runbook/onboarding/step.js';
import { CLIENT_ID, ENDPOINT, input, ISSUER, TOKEN } from '../workflows/fake-world.js';

const AT = '2026-05-04T08:00:00.000Z';

/** That message as it is waited for. */
export function asked(message: MessageName, more: Partial<Ask> = {}): Ask {
  const step: StepId = MESSAGE_INFO[message].step ?? 'oidc-application';
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
export function stateAt(asks: Ask[], changes: Partial<RunState> = {}): RunState {
  const state = newRunState(AT);
  const sender = { by: 'ana@example.com', via: 'terminal', at: AT };
  for (const { step } of asks) Object.assign(state.steps[step], { state: 'waiting', since: AT });
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

export const settingAt = (ask: Ask, changes: Partial<RunState> = {}): Setting => ({
  state: stateAt([ask], changes),
  input,
  workflowId: 'kiro-okta/example.okta.com/example.com',
});
