import type { ChannelName } from '../../runbook/model/notice-events.js';
import type { NotifyActivities } from '../../runbook/outside.js';
import type { Channel } from './channel.js';
import { email } from './email.js';
import { slack } from './slack.js';
import { webhook } from './webhook.js';

const CHANNELS: Record<ChannelName, Channel> = { slack, webhook, email };

/** Sends notices. `linkTo` gives the address of a run's page in Temporal's Web UI. */
export function createNotifyActivities(options: {
  env: NodeJS.ProcessEnv;
  linkTo: (workflowId: string) => Promise<string | null>;
}): NotifyActivities {
  return {
    async notify(task) {
      const link = await options.linkTo(task.owner);
      return CHANNELS[task.channel]({ ...task, link }, options.env);
    },
  };
}
