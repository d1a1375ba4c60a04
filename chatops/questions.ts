import { checkForm } from '../runbook/model/form.js';
import { openQuestion, type Question } from '../runbook/words/slack-question.js';
import type { Status, Waiting } from '../runbook/words/status.js';
import { namedAs, notNamed } from './allow-list.js';
import type { Once } from './once.js';
import type { Sent } from '../client/send-answer.js';
import type { RunLine } from '../client/run-line.js';

/** Why nothing is sent, for the person who tries; or as whom the run knows them, and what it asks. */
export type Entry = { refusal: string } | { by: string; waiting: Waiting };

/** Whether that Slack user may answer that question now. */
export async function enter(line: RunLine, question: Question, slackUser: string): Promise<Entry> {
  const [people, status] = await Promise.all([line.people(question.workflowId), line.status(question.workflowId)]);
  const by = namedAs(slackUser, people);
  if (by === null) return { refusal: notNamed(slackUser) };
  const waiting = openQuestion(status, question);
  return waiting === null ? { refusal: closed(status, question) } : { by, waiting };
}

export interface Answer {
  question: Question;
  slackUser: string;
  fields: Record<string, unknown>;
  /** The same for the same answer of the same person, however often it comes. */
  id: string;
}

/** Send an answer, once. What its form refuses never leaves this process. */
export function send(line: RunLine, once: Once, { question, slackUser, fields, id }: Answer): Promise<Sent> {
  return once.run(id, async () => {
    const entry = await enter(line, question, slackUser);
    if ('refusal' in entry) return refused(entry.refusal);
    const step = NAMES_ITS_STEP.has(question.message) ? { step: question.step } : {};
    const value = { ...fields, ...step, by: entry.by, via: 'slack' };
    const form = checkForm(question.message, value);
    if (!form.ok) return { accepted: false, why: form.why };
    return line.answer(question.workflowId, question.message, value, id);
  });
}

/** Not taken, for a reason that is about no field. */
export const refused = (reason: string): Sent => ({ accepted: false, why: { code: 'invalid', field: null, reason } });

const NAMES_ITS_STEP = new Set(['stepDone', 'objectChosen', 'decisionMade', 'skipStep', 'redoStep', 'checkNow']);

function closed(status: Status, { step }: Question): string {
  const record = status.steps.find((one) => one.id === step);
  if (status.outcome !== 'running') return `The run is over: ${status.outcome}.`;
  const who = record?.by == null ? '' : ` by ${record.by}`;
  return `This question is closed: ${step} is ${record?.state ?? 'unknown'}${who} since ${record?.since ?? 'a while'}.`;
}
