import type { ChannelName } from '../../runbook/model/notice-events.js';
import { webUrlOf } from '../../runbook/model/web-url.js';
import type { NotifyActivities } from '../../runbook/outside.js';
import type { SigningKey } from '../../sealing/signing.js';
import { type Channel, channelSettings } from './channel.js';
import { email } from './email.js';
import { pagePlaceFor } from './page-links.js';
import { slack } from './slack.js';
import { webhook } from './webhook.js';

const CHANNELS: Record<ChannelName, Channel> = { slack, webhook, email };

/**
 * Sends notices. `linkTo` gives the address of a run's page in Temporal's Web UI; `signingKey` the key that links to our own page
 * are signed with. @throws WebUrlError where `KIRO_WEB_URL` is no address of a page
 */
export function createNotifyActivities(options: {
  env: NodeJS.ProcessEnv;
  linkTo: (workflowId: string) => Promise<string | null>;
  signingKey: () => Promise<SigningKey>;
}): NotifyActivities {
  const settings = channelSettings(options.env);
  const webUrl = webUrlOf(options.env);
  return {
    async notify(task) {
      const link = await options.linkTo(task.owner);
      const page = await pagePlaceFor(task, webUrl, options.signingKey);
      return CHANNELS[task.channel]({ ...task, link, page }, settings);
    },
  };
}
