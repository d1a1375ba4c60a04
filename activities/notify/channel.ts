import { ApplicationFailure } from '@temporalio/common';
import type { NoticeTask, Sent } from '../../runbook/outside.js';

/** What a channel sends: the notice, and where a person sees the run. */
export interface OutgoingNotice extends NoticeTask {
  /** The run's page in Temporal's Web UI; null where none is known. */
  link: string | null;
}

/** One way to reach people. Secrets come from the worker's environment alone. */
export type Channel = (outgoing: OutgoingNotice, env: NodeJS.ProcessEnv) => Promise<Sent>;

/** The other side is down or busy: Temporal tries again, for as long as the workflow allows. */
export const tryLater = (reason: string, nextRetryDelay?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'NoticeNotSent',
    message: reason,
    ...(nextRetryDelay === undefined ? {} : { nextRetryDelay }),
  });

/** Trying again would not help: a setting is wrong. */
export const refused = (reason: string): ApplicationFailure =>
  ApplicationFailure.create({ type: 'NoticeRefused', message: reason, nonRetryable: true });
