import type { Reason } from '../runbook/answers/verdict.js';
import type { OnboardingInput } from '../runbook/input.js';
import type { MessageName } from '../runbook/messages/schemas.js';
import type { Status } from '../runbook/status.js';

/** What became of an answer. */
export type Sent = { accepted: true; notes: string[] } | { accepted: false; why: Reason };

/** How the Slack app reaches the runs: as any front end does. The process (`chatops.ts`) ties it to Temporal. */
export interface RunLine {
  /** Workflow ids of the runs that are going on. */
  running(): Promise<string[]>;
  /** The answer to the query `status`. */
  status(workflowId: string): Promise<Status>;
  /** Whom the run's configuration names. */
  people(workflowId: string): Promise<OnboardingInput['people']>;
  /** The run's page in Temporal's Web UI; null where none is known. */
  link(workflowId: string): string | null;
  /** Sends an Update. Two of one id are one answer. */
  answer(workflowId: string, message: MessageName, value: object, updateId: string): Promise<Sent>;
}
