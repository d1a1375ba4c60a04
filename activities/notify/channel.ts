import { ApplicationFailure } from '@temporalio/common';
import type { NoticeTask, Sent } from '../../runbook/outside.js';
import { Secret } from '../../runbook/secrets/secret.js';
import type { PagePlace } from './page-links.js';

/** What a channel sends: the notice, and where a person sees the run. */
export interface OutgoingNotice extends NoticeTask {
  /** The run's page in Temporal's Web UI; null where none is known. */
  link: string | null;
  page: PagePlace;
}

/** What the worker's environment gives the channels; null where it names nothing. */
export interface ChannelSettings {
  slackToken: Secret | null;
  /** Of another address than Slack's own, which may hold credentials. */
  slackApiUrl: Secret | null;
  webhookKey: Secret | null;
  /** Address of the mail server with the user and password. */
  mailServer: Secret | null;
}

/** The settings of the channels, read once. A variable that is empty counts as absent. */
export function channelSettings(env: NodeJS.ProcessEnv): ChannelSettings {
  const read = (name: string): Secret | null => {
    const text = env[name]?.trim() ?? '';
    return text === '' ? null : new Secret(text);
  };
  return {
    slackToken: read('SLACK_BOT_TOKEN'),
    slackApiUrl: read('SLACK_API_URL'),
    webhookKey: read('KIRO_WEBHOOK_SECRET'),
    mailServer: read('KIRO_SMTP_URL'),
  };
}

/** One way to reach people. Secrets come from the worker's environment alone. */
export type Channel = (outgoing: OutgoingNotice, settings: ChannelSettings) => Promise<Sent>;

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
