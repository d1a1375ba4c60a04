import type { ChannelName, SlackMessage } from '../model/notice-events.js';
import type { Proof } from '../model/proof.js';
import type { RunInput } from '../model/run-input.js';
import type { Notice } from '../words/notices.js';
import type { Report } from '../words/report.js';
import type { TrustedKey } from '../trust/sender-keys.js';
import type { Task } from './task.js';

export interface NoticeTask extends Task<RunInput> {
  channel: ChannelName;
  notice: Notice;
  /** The run's message in Slack; null before the first one. */
  slack: SlackMessage | null;
}

export interface NotifyActivities {
  /** Sends one notice by one channel, once; what cannot succeed by trying again fails as non-retryable. */
  notify(task: NoticeTask): Promise<Sent>;
}

/** What the run keeps of a notice that was sent. */
export interface Sent {
  slack?: SlackMessage;
  /** A part that could not be sent, although the rest was, and why: a sentence, which the report tells. */
  missed?: string;
}

export interface ReportActivities {
  /** Writes it as Markdown, JSON and HTML under the worker's reports folder; gives their paths and SHA-256, and that of the JSON apart, where the worker is new enough. */
  writeReport(task: { workflowId: string; report: Report }): Promise<Proof & { sha256?: string }>;
}

export interface SecretActivities {
  /** Public JWK of the worker's sealing key, with `kid`. */
  sealingKey(): Promise<Record<string, string>>;
  /** The keys of the senders whom the worker trusts, as its file has them now. */
  senderKeys(): Promise<TrustedKey[]>;
}
