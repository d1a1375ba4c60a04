/** The Slack app, `npm run chatops`: shows each run's questions in Slack and takes the answers. */
import { slackSettings } from './chatops/settings.js';
import { type HelpEnd, newCommand } from './cli/lib/new-command.js';
import { runCommand } from './cli/lib/run-command.js';
import { note, usageError } from './cli/lib/output-and-exit.js';
import { port } from './cli/lib/flag-values.js';
import { terminalText } from './runbook/escape/plain-text.js';

const HELP: HelpEnd = {
  examples: ['npm run chatops', 'npm run chatops -- --http 3000'],
  also: [
    'From the environment: SLACK_BOT_TOKEN, and SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (--http); ' +
      "SLACK_API_URL for another address of Slack's Web API. docs/slack.md is the set-up, step by step.",
    'For /kiro-onboarding why: OKTA_CLIENT_ORGURL and the Okta credentials; reads are enough.',
  ],
  exits: '0 ended by Ctrl-C, 1 failed, 2 wrong usage or settings',
};

async function main(): Promise<void> {
  const options = newCommand('chatops', 'Show the questions of every run in Slack, and take the answers.', HELP)
    .option('--http <port>', 'take signed HTTP requests on this port instead of opening a socket to Slack', port)
    .option('--host <address>', 'address to listen on, with --http', '127.0.0.1')
    .parse()
    .opts<{ http?: number; host: string }>();
  const settings = slackSettings(
    process.env,
    options.http === undefined ? null : { host: options.host, port: options.http },
  );
  if ('problem' in settings) throw usageError(settings.problem);
  // Loaded only now, so that --help is quick.
  const [{ startChatApp }, { reachTemporal }, { runsOf }, { slackAsker }, { signerFor }] = await Promise.all([
    import('./chatops/app.js'),
    import('./client/find-runs.js'),
    import('./client/runs.js'),
    import('./cli/why/slack-asker.js'),
    import('./client/signer.js'),
  ]);
  const sign = await signerFor('slack', process.env);
  const { client, uiUrl } = await reachTemporal(process.env);
  const asker = slackAsker(process.env, client);
  const app = await startChatApp(settings, runsOf(client, uiUrl, sign), 'why' in asker ? null : asker);
  if ('why' in asker) note(`/kiro-onboarding why looks at nobody: ${terminalText(asker.why)}`);
  process.stderr.write(`Slack is connected: ${terminalText(app.about)}. Ctrl-C ends it; the runs go on.\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  await app.stop();
  await client.connection.close();
}

await runCommand(main);
