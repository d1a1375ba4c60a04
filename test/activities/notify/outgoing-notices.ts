import { generateKeyPairSync } from 'node:crypto';
import type { ApplicationFailure } from '@temporalio/common';
import { type Link, readLink } from '../../../sealing/link.js';
import { loadSigningKey, type SigningKey } from '../../../sealing/signing.js';
import type { NoticeEvent } from '../../../runbook/model/notice-events.js';
import { noticeOf } from '../../../runbook/words/notices.js';
import type { NoticeTask } from '../../../runbook/outside.js';
import { newOnboardingState } from '../../../runbook/onboarding/state.js';
import { viewOf } from '../../runbook/states.js';
import { input } from '../../workflows/fake-world.js';

export const WORKFLOW_ID = 'kiro-okta/example.okta.com/example.com';
export const LINK = 'http://localhost:8233/namespaces/default/workflows/x';
const AT = '2026-11-24T09:00:00.000Z';

/** For channels without a page, which sign nothing. */
export const noKey = (): Promise<SigningKey> => Promise.reject(new Error('Nothing is to be signed here.'));

const jwk = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }));
/** The worker's key for links. */
export const linkKey = (): Promise<SigningKey> =>
  loadSigningKey({ env: { KIRO_SENDER_KEY: jwk }, stateDir: '', via: 'runbook' });

/** The page that others can reach, and what a link to it says; null where it is none of the worker's. */
export const PAGE = 'https://kiro.example.com';
export async function linkOf(url: string): Promise<Link | null> {
  const { key, via } = await linkKey();
  const read = readLink(url.slice(`${PAGE}/link/`.length), 'kiro-link+jws', [{ key, via, people: ['*'] }]);
  return url.startsWith(`${PAGE}/link/`) && read.state === 'good' ? read.link : null;
}

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
