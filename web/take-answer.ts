import { createHash } from 'node:crypto';
import { checkForm, REVOKE_ADVICE } from '../runbook/messages/form.js';
import { sealedHeader } from '../runbook/secrets/secrets.js';
import { valueFromText } from '../runbook/messages/value-from-text.js';
import { meansLookNow, MESSAGE_INFO, namesItsStep } from '../runbook/messages/fields.js';
import { MESSAGE_NAMES, type MessageName } from '../runbook/messages/schemas.js';
import type { People, Role } from '../runbook/model/run-input.js';
import { peopleOf } from '../runbook/model/run-input.js';
import type { Sent } from '../client/send-answer.js';
import { isForPeople } from '../runbook/words/notices.js';
import { openQuestion } from '../runbook/words/slack-question.js';
import { senderText } from '../runbook/words/phrases.js';
import type { Status, Waiting } from '../runbook/words/status.js';
import type { PageRuns } from './page-runs.js';
import type { Session } from './sessions.js';

/** What a form of the page sends, as text; the session and the form's token are checked already. */
export interface Given {
  /** The step that the question is about, and when it was asked: an old form does not answer a newer question. */
  step: string;
  since: string;
  message: MessageName;
  /** By the names of the message's fields. */
  fields: Record<string, string>;
}

/** What was sent as a form; null where it is none of the page's. */
export function givenIn(form: Record<string, unknown>): Given | null {
  const { step, since, message } = form;
  const name = MESSAGE_NAMES.find((one) => one === message);
  if (name === undefined || typeof step !== 'string' || typeof since !== 'string') return null;
  const texts = name === 'objectChosen' ? { ...form, ...choiceIn(form) } : form;
  const fields = MESSAGE_INFO[name].fields.flatMap(({ name: field }) => {
    const text = texts[field];
    return typeof text === 'string' && text.trim() !== '' && field !== 'step' ? [[field, text] as const] : [];
  });
  return { step, since, message: name, fields: Object.fromEntries(fields) };
}

/** Which of the namesakes was chosen: one button stands for the id, too; a name beside it is then not meant. */
function choiceIn({ choice, name }: Record<string, unknown>): Record<string, unknown> {
  const [use, id] = typeof choice === 'string' ? choice.split(' ') : [];
  return use === 'adopt' ? { use, id, name: undefined } : { use, name };
}

/** Whether a question is for this person: by their role, or because it names them. An operator may answer all. */
export function isFor(
  { role, person }: Pick<Session, 'role' | 'person'>,
  one: Pick<Waiting, 'role' | 'person'>,
): boolean {
  const asked = one.role === 'dns' ? 'dns-admin' : one.role;
  const named = (one.person ?? '').toLowerCase().split(', ');
  return role === 'operator' || role === asked || named.includes(person.toLowerCase());
}

/** Messages that a person may send beside the one that a question asks for. */
const BESIDE: readonly MessageName[] = ['skipStep', 'checkNow', 'redoStep'];

/** Who may have a step done again that is over: who runs the runbook, or the Okta admin. */
export const mayRedo = ({ role }: Pick<Session, 'role'>): boolean => role === 'operator' || role === 'okta-admin';

/** Takes an answer: looks whether it is still asked, of this person, and sends it. @throws RunError */
export async function takeAnswer(runs: PageRuns, session: Session, given: Given): Promise<Sent> {
  const [status, { people }] = await Promise.all([runs.status(session.workflowId), runs.settings(session.workflowId)]);
  const why = whyNot(session, given, status, people);
  if (why !== null) return refused(why);
  const { message, step } = given;
  const value = {
    ...Object.fromEntries(Object.entries(given.fields).map(([name, text]) => [name, valueFromText(text, name)])),
    ...(namesItsStep(message) ? { step } : {}),
    by: session.person,
    via: 'page',
  };
  const form = checkForm(message, value);
  if (!form.ok) return { accepted: false, why: form.why };
  if (given.fields['token'] !== undefined && sealedHeader(given.fields['token']) === null)
    return { accepted: false, why: { code: 'invalid', field: 'token', reason: PLAIN_TOKEN } };
  const sent = await runs.answer(session.workflowId, message, value, updateIdOf(session, given));
  if (sent.accepted || sent.why.code !== 'already-answered') return sent;
  // Since it was looked at above; the run says that in the words of the terminal.
  return refused(closed(await runs.status(session.workflowId), step));
}

/** A browser without the script would send it as it is; the run would refuse it, and Temporal have had it. */
const PLAIN_TOKEN = `The token was not sealed, so it went no further than this page. ${REVOKE_ADVICE}`;

/** Why an answer is not sent; null where it is. */
function whyNot(session: Session, { step, since, message }: Given, status: Status, people: People): string | null {
  if (status.outcome !== 'running') return `The run is over: ${status.outcome}. Nothing is asked any more.`;
  if (!stillHas(session, people))
    return `${session.person} is not the ${session.role} of this run any more, so the answer was not taken.`;
  if (message === 'redoStep' && since === '')
    return mayRedo(session) ? null : 'Only the Okta admin, or the person who runs this, may have a step done again.';
  const waiting = openQuestion(status, { workflowId: session.workflowId, step, message, since });
  if (waiting === null) return closed(status, step);
  if (!isFor(session, waiting)) return `This is asked of ${waiting.person ?? waiting.role}, not of you.`;
  const offered = [waiting.message, ...(waiting.also ?? []).map((one) => one.message), ...BESIDE];
  return offered.includes(message) ? null : 'This question is not answered in that way. Reload the page.';
}

/** The configuration may have changed since the link was made. */
export const stillHas = ({ role, person }: Pick<Session, 'role' | 'person'>, people: People): boolean =>
  role === 'operator' ||
  peopleOf(role satisfies Role, people).some((one) =>
    [one.email, one.escalateTo?.email].some((email) => email?.toLowerCase() === person.toLowerCase()),
  );

/** What became of a question that is not asked any more. */
function closed(status: Status, step: string): string {
  const record = status.steps.find((one) => one.id === step);
  if (record === undefined) return 'This question is not asked any more.';
  const who = record.by === null ? '' : ` by ${senderText(record)}`;
  const again = (status.waitingFor ?? []).some((one) => one.step === step && isForPeople(one.role));
  if (again) return 'This is asked anew since you opened it. Look at the newest question, and answer that.';
  // Who answered is known of a step that is done.
  if (record.state !== 'done' && record.state !== 'skipped')
    return `This was answered meanwhile, and "${record.title ?? step}" is ${record.state}. Your answer was not needed.`;
  const quicker = record.by === null ? 'The runbook has seen it by itself' : 'Somebody was quicker';
  return `${quicker}: "${record.title ?? step}" is ${record.state}${who}. Your answer was not needed.`;
}

function updateIdOf({ jti }: Session, { step, since, message, fields }: Given): string {
  const look = meansLookNow(message) ? String(Date.now()) : '';
  const parts = JSON.stringify([jti, step, since, message, fields, look]);
  return `page/${createHash('sha256').update(parts).digest('hex')}`;
}

const refused = (reason: string): Sent => ({ accepted: false, why: { code: 'wrong-step', field: null, reason } });
