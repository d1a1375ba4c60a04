import type { ApplicationFailure } from '@temporalio/common';
import type { NoticeEvent } from '../../../runbook/model/notice-events.js';
import { noticeOf } from '../../../runbook/words/notices.js';
import type { NoticeTask } from '../../../runbook/outside.js';
import { newOnboardingState } from '../../../runbook/onboarding/state.js';
import { viewOf } from '../../runbook/states.js';
import { input } from '../../workflows/fake-world.js';

export const WORKFLOW_ID = 'kiro-okta/example.okta.com/example.com';
export const LINK = 'http://localhost:8233/namespaces/default/workflows/x';
const AT = '2026-11-24T09:00:00.000Z';

export const event = (changes: Partial<NoticeEvent> = {}): NoticeEvent => ({
  kind: 'asked',
  at: AT,
  step: 'domain',
  message: 'domainAdded',
  to: ['ana@example.com'],
  by: null,
  via: null,
  text: 'ana@example.com is asked: Add example.com in Kiro.',
  ...changes,
});

/** A notice of a run that waits for the domain. */
export function outgoing(
  channel: NoticeTask['channel'],
  notify: Partial<typeof input.notify>,
  events: NoticeEvent[] = [event()],
): NoticeTask {
  const state = newOnboardingState(AT);
  state.asks = [
    {
      step: 'domain',
      message: 'domainAdded',
      role: 'kiro-admin',
      since: AT,
      remindAt: null,
      reminders: 0,
      dueAt: null,
      overdue: false,
      reason: null,
    },
  ];
  const whole = { ...input, notify: { ...input.notify, ...notify } };
  const notice = noticeOf('notice-1', events, viewOf(state, whole, WORKFLOW_ID));
  return { input: whole, owner: WORKFLOW_ID, channel, notice, slack: null };
}

/** How the attempt to send fails. */
export const failureOf = (sent: Promise<unknown>): Promise<ApplicationFailure> =>
  sent.then(
    () => {
      throw new Error('It was sent.');
    },
    (error: unknown) => error as ApplicationFailure,
  );
