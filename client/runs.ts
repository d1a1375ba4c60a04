import type { Client } from '@temporalio/client';
import type { RunInput } from '../runbook/model/run-input.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import type { OnboardingInput } from '../runbook/onboarding/input.js';
import type { Status } from '../runbook/words/status.js';
import { workflowUrl } from '../temporal/connect.js';
import { allRunning, type FoundRun, knownRuns, settingsOfRun, wholeInputOf } from './find-runs.js';
import { statusWithNewestLook } from './newest-look.js';
import { sendAnswer, type Sent, type Sign } from './send-answer.js';

/** The runs of a cluster, as a front end that stays up needs them: the Slack app, say. */
export interface Runs {
  /** All that is going on, the records of connections as well. */
  running(): Promise<Pick<FoundRun, 'runbook' | 'workflowId'>[]>;
  /** Workflow ids of the newest onboardings, also of those that are over, and of the records of other connections. */
  known(): Promise<string[]>;
  /** What a run was started with, whichever version started it; null where this one cannot read it. */
  input(workflowId: string): Promise<OnboardingInput | null>;
  /** The answer to the query `status`, with the newest look at DNS. */
  status(workflowId: string): Promise<Status>;
  /** The people that the run's configuration names. */
  people(workflowId: string): Promise<RunInput['people']>;
  /** The run's page in Temporal's Web UI; null where none is known. */
  link(workflowId: string): string | null;
  /** Sends an Update. Two of one id are one answer. */
  answer(workflowId: string, message: MessageName, value: object, updateId: string): Promise<Sent>;
}

/** The runs that a client of Temporal reaches; `uiUrl` is the Web UI's address. Answers are signed, where somebody can. */
export const runsOf = (client: Client, uiUrl: string | null, sign?: Sign): Runs => ({
  running: () => allRunning(client),
  known: () => knownRuns(client),
  input: (workflowId) => wholeInputOf(client, workflowId),
  status: (workflowId) => statusWithNewestLook(client, workflowId),
  people: async (workflowId) => (await settingsOfRun(client, workflowId)).people,
  link: (workflowId) => (uiUrl === null ? null : workflowUrl(uiUrl, client.options.namespace, workflowId)),
  answer: (workflowId, message, value, updateId) =>
    sendAnswer(client, workflowId, message, value, { updateId, ...(sign === undefined ? {} : { sign }) }),
});
