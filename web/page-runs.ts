import type { Client } from '@temporalio/client';
import { queryRun, RunGoneError, statusOfRun } from '../client/ask-run.js';
import { reviewedPeople } from '../client/reviewed-people.js';
import { settingsOfRun } from '../client/find-runs.js';
import { type CheckKey, serverOf } from '../client/known-keys.js';
import { lookAt, withNewestLook } from '../client/newest-look.js';
import { type OtherRun, otherRuns } from '../client/other-runs.js';
import { type Sent, type Sign, submit } from '../client/send-answer.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import type { Settings } from '../runbook/model/settings.js';
import type { ReviewedPerson } from '../runbook/review-access/decision-files.js';
import type { Report } from '../runbook/words/report.js';
import type { Status } from '../runbook/words/status.js';

/** What the page needs of a run's settings. A run that an earlier version began has no `web`. */
export type PageSettings = Pick<Settings, 'people' | 'notify'> & Partial<Pick<Settings, 'web'>>;

/** What the page asks of Temporal about one run. Each may throw a RunGoneError, with one sentence. */
export interface PageRuns {
  /** As it is now. A run that was ended from outside is shown as an error. */
  status(workflowId: string): Promise<Status>;
  report(workflowId: string): Promise<Report>;
  /** Who is asked, where people get news, and how long their links count, as of now. */
  settings(workflowId: string): Promise<PageSettings>;
  /** The public key that a token is sealed to; null while the run has none yet. Checked to be a worker's. */
  sealingKey(workflowId: string): Promise<Record<string, string> | null>;
  /** Everybody of a review of access; empty for another run, or while its list is not read yet. */
  reviewed(workflowId: string): Promise<ReviewedPerson[]>;
  /** What else is going on for the connection of that run. */
  others(workflowId: string): Promise<OtherRun[]>;
  /** Sends an answer, which is signed for `by`. Two of one id are one answer. */
  answer(workflowId: string, message: MessageName, value: Record<string, unknown>, updateId: string): Promise<Sent>;
}

/** What the runs are reached with. */
export interface Reaching {
  client: Client;
  sign: Sign;
  checkKey: CheckKey;
  /** The address of a place that a question names, where it is known here alone: the sandbox's consoles. */
  addressOf: (place: string) => string | null;
}

/** The runs that a client of Temporal reaches. */
export const pageRunsOf = ({ client, sign, checkKey, addressOf }: Reaching): PageRuns => ({
  async status(workflowId) {
    const [status, { verdicts, cutOff }] = await Promise.all([
      statusOfRun(client, workflowId),
      lookAt(client, workflowId),
    ]);
    if (cutOff !== null) throw new RunGoneError(`The run was ended from outside (${cutOff}).`);
    const shown = withNewestLook(status, verdicts).status;
    const waitingFor = (shown.waitingFor ?? []).map((one) => ({
      ...one,
      where: { ...one.where, url: one.where.url ?? addressOf(one.where.place) },
    }));
    return { ...shown, waitingFor };
  },
  report: (workflowId) => queryRun<Report>(client, workflowId, 'report'),
  settings: (workflowId) => settingsOfRun(client, workflowId),
  async sealingKey(workflowId) {
    const jwk = await queryRun<Record<string, string> | null>(client, workflowId, 'sealingKey');
    if (jwk !== null) await checkKey({ jwk, server: serverOf(client), workflowId });
    return jwk;
  },
  reviewed: (workflowId) => reviewedPeople(client, workflowId),
  others: (workflowId) => otherRuns(client, workflowId),
  answer: (workflowId, message, value, updateId) =>
    submit(message, { value, secret: null }, { client, workflowId, updateId, sign, checkKey }),
});
