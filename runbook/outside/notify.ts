import type { ChannelName, SlackMessage } from '../notice-events.js';
import type { Notice } from '../notices.js';
import type { Task } from './task.js';

export interface NoticeTask extends Task {
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
}
