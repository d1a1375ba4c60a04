import { MESSAGE_INFO } from '../../runbook/messages/fields.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { PeopleLine } from '../../sandbox/people.js';

/** A question as a run asks it. */
export function question(message: MessageName, step: string, more: Partial<Waiting> = {}): Waiting {
  return {
    step,
    message,
    role: 'kiro-admin',
    person: 'ana@example.com',
    title: `${step}, please`,
    where: { place: 'a console', url: null },
    why: '',
    instructions: [],
    copy: [],
    verified: '',
    next: '',
    skipping: '',
    guide: null,
    since: '2026-11-26T10:00:00.000Z',
    fields: MESSAGE_INFO[message].fields,
    candidates: [],
    remindAt: null,
    reminders: 0,
    dueAt: null,
    overdue: false,
    reason: null,
    looking: false,
    ...more,
  };
}

export const copy = (values: Record<string, string>) =>
  Object.entries(values).map(([label, value]) => ({ label, value }));

/** A run that asks one question after the other, takes each answer, and is over after the last. */
export class AskingRun implements PeopleLine {
  readonly answers: { message: string; value: Record<string, unknown> }[] = [];
  /** What it says of the next answer. */
  refusals: string[] = [];

  constructor(
    private readonly runbook: string,
    private readonly questions: Waiting[],
    private readonly workflowId = `kiro-okta/okta/example.com/${runbook}`,
  ) {}

  get isOver(): boolean {
    return this.answers.length === this.questions.length;
  }

  status = (): Promise<Status> =>
    Promise.resolve({
      workflowId: this.workflowId,
      runbook: this.runbook,
      domain: 'example.com',
      oktaOrg: 'okta',
      outcome: this.isOver ? 'done' : 'running',
      startedAt: '2026-11-26T09:00:00.000Z',
      steps: [],
      waitingFor: this.isOver ? [] : [this.questions[this.answers.length]!],
      refusals: [],
      refusedCount: 0,
      warnings: [],
    });

  answer = (message: string, value: Record<string, unknown>): Promise<string | null> => {
    const refusal = this.refusals.shift() ?? null;
    if (refusal === null) this.answers.push({ message, value });
    return Promise.resolve(refusal);
  };

  seal = (token: string): Promise<string> => Promise.resolve(`sealed ${token}`);
}
