import { expect, it } from 'vitest';
import { type MailDraft, noticeMail } from '../../runbook/words/notice-mail.js';
import { statusOf } from '../../runbook/words/status.js';
import { reviewing } from '../web/every-question.js';

const status = statusOf(reviewing(7));
const LINK = { role: 'reviewer', url: 'https://kiro.example.com/link/x', until: '2026-06-01T08:00:00Z' } as const;

/** The mail of a review to a reviewer. */
function mailOf(links: MailDraft['links']): string {
  const { step, message, role, since } = status.waitingFor[0]!;
  const event = { kind: 'asked', step, message, role, since, text: 'Decide who keeps access' } as never;
  const draft = { notice: { status, events: [event] } as never, events: [event], link: null, page: null, links };
  return noticeMail({ ...draft, operator: 'ana@example.com', isOperator: false }).text;
}

it.each([
  ['with a link', [LINK], 'Choose keep or remove for each person.'],
  ['without a page', [], 'Write back a line for each person: the address, then keep or remove'],
] as const)('a review by mail %s names no file, message or command', (_, links, said) => {
  const text = mailOf([...links]);
  expect(text).toContain(said);
  expect(text).not.toMatch(/accessReviewed|stepDone| --[a-z]|npm run/);
});
