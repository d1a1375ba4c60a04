/** The engine room: the process that executes workflows and activities, `npm run worker`. */
import { newCommand } from './cli/lib/new-command.js';
import { runCommand } from './cli/lib/run-command.js';
import { DNS_PUBLISHERS } from './runbook/onboarding/dns-publishers.js';

const DNS_SECRETS = Object.values(DNS_PUBLISHERS)
  .map(({ environment }) => environment)
  .join(' or ');

async function main(): Promise<void> {
  newCommand('worker', 'Execute workflows and activities for the Okta org of this environment.', {
    examples: ['npm run worker'],
    also: [
      'From the environment: OKTA_CLIENT_ORGURL and the Okta credentials (docs/okta-permissions.md); TEMPORAL_ADDRESS ' +
        `for a cluster (docs/cluster.md); ${DNS_SECRETS} (docs/dns.md), SLACK_BOT_TOKEN (docs/slack.md), ` +
        'KIRO_WEBHOOK_SECRET and KIRO_SMTP_URL (docs/notifications.md) where the configuration uses them.',
    ],
    exits: '0 ended by Ctrl-C, 1 failed, 2 wrong usage or settings',
  }).parse();
  // The SDK's own handlers forget a signal that comes before the worker runs.
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => leaving.abort());
  // Loaded only now, so that --help is quick.
  const { runWorker } = await import('./start/run-worker.js');
  await runWorker(process.env, leaving.signal);
}

await runCommand(main);
// A connection that was still being made when the person left must not keep the command alive.
process.exit();
