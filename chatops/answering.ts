import type { Runs } from '../client/runs.js';
import type { Sent } from '../client/send-answer.js';
import { namesItsStep } from '../runbook/messages/fields.js';
import { checkForm } from '../runbook/messages/form.js';
import { type OnboardingInput } from '../runbook/onboarding/input.js';
import { contactsOf } from '../runbook/model/run-input.js';
import { openQuestion, type Question } from '../runbook/words/slack-question.js';
import type { Status, Waiting } from '../runbook/words/status.js';

/** The e-mail address under which the run's configuration names a Slack user; null for anybody else. */
export function namedAs(slackUser: string, people: OnboardingInput['people']): string | null {
  return contactsOf(people).find(({ slack }) => slack === slackUser)?.email ?? null;
}

/** The answer to a person who is not on the list: who can add them. */
export const notNamed = (slackUser: string): string =>
  `You are not named in this run's configuration, so your answer is not taken. Your Slack member id is ${slackUser}: ` +
  'the person who runs the onboarding can add it under "people" of onboarding.yaml.';

/** Why nothing is sent, for the person who tries; or as whom the run knows them, and what it asks. */
type Permission = { refusal: string } | { by: string; waiting: Waiting };

/** Whether that Slack user may answer that question now. */
export async function mayAnswer(runs: Runs, question: Question, slackUser: string): Promise<Permission> {
  const [people, status] = await Promise.all([runs.people(question.workflowId), runs.status(question.workflowId)]);
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
export function send(runs: Runs, once: Once, { question, slackUser, fields, id }: Answer): Promise<Sent> {
  return once.run(id, async () => {
    const permission = await mayAnswer(runs, question, slackUser);
    if ('refusal' in permission) return refused(permission.refusal);
    const step = namesItsStep(question.message) ? { step: question.step } : {};
    const value = { ...fields, ...step, by: permission.by, via: 'slack' };
    const form = checkForm(question.message, value);
    if (!form.ok) return { accepted: false, why: form.why };
    return runs.answer(question.workflowId, question.message, value, id);
  });
}

/** Not taken, for a reason that is about no field. */
export const refused = (reason: string): Sent => ({ accepted: false, why: { code: 'invalid', field: null, reason } });

function closed(status: Status, { step }: Question): string {
  const record = status.steps.find((one) => one.id === step);
  if (status.outcome !== 'running') return `The run is over: ${status.outcome}.`;
  const who = record?.by == null ? '' : ` by ${record.by}`;
  return `This question is closed: ${step} is ${record?.state ?? 'unknown'}${who} since ${record?.since ?? 'a while'}.`;
}

/** Answers that are remembered; far more than a run has questions. */
const MOST = 1_000;

/**
 * People press twice, and Slack delivers again what it is unsure of: an answer that is on its way or was taken is not
 * sent again. Temporal knows the id, too, but by then the question is closed, and the person would be told so.
 */
export class Once {
  private readonly answers = new Map<string, Promise<Sent>>();

  /** What `work` gave the first time; a refusal, or a failure, may be tried again. */
  run(id: string, work: () => Promise<Sent>): Promise<Sent> {
    const before = this.answers.get(id);
    if (before !== undefined) return before;
    const now = work();
    this.answers.set(id, now);
    const forget = (): boolean => this.answers.delete(id);
    now.then((sent) => sent.accepted || forget(), forget);
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST && oldest !== undefined) this.answers.delete(oldest);
    return now;
  }
}
