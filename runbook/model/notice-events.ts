import type { RunInput } from './run-input.js';
import type { SenderMark } from '../trust/sender-keys.js';

/** How people are reached besides the terminal, the Web UI and the commands; `activities/notify/` has a file for each. */
export const CHANNELS = ['slack', 'webhook', 'email'] as const;
export type ChannelName = (typeof CHANNELS)[number];

export type NoticeKind =
  | 'asked'
  | 'reminder'
  /** Nobody has answered by the due date; `escalation` where somebody else is asked then, too. */
  | 'due'
  | 'escalation'
  | 'answered'
  | 'refused'
  /** An answer that was taken has not stood its check, and is asked for again. */
  | 'check-failed'
  | 'warning'
  | 'finished';

/** One thing that happened. Never holds a secret. */
export interface NoticeEvent {
  kind: NoticeKind;
  /** ISO 8601 in UTC. */
  at: string;
  step: string | null;
  /** The message that was asked for, answered or refused; null where it is about none. */
  message: string | null;
  /** E-mail addresses of those whom it concerns; empty where it concerns everybody who follows the run. */
  to: string[];
  /** Who did it, through what; null where it was the runbook or is not known. */
  by: string | null;
  via: string | null;
  sender?: SenderMark;
  /** One sentence that says it all. */
  text: string;
}

/** Where Slack keeps the one message of a run, which is edited as the run goes on. */
export interface SlackMessage {
  channel: string;
  ts: string;
}

/** The channels that the configuration names. */
export function channelsOf(input: RunInput): ChannelName[] {
  return CHANNELS.filter((name) => (input.notify[name] ?? null) !== null);
}
