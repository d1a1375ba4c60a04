import { type AddressInfo, createServer } from 'node:net';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createNotifyActivities } from '../../activities/notify/notify-activities.js';
import { startChatApp } from '../../chatops/app.js';
import type { WhyAsker } from '../../chatops/why-command.js';
import { type Runs, runsOf } from '../../client/runs.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Hands } from '../support/slack/hands.js';
import { CHANNEL, type LocalSlack, SIGNING_SECRET, startLocalSlack } from '../support/slack/index.js';
import type { Message, OpenView } from '../support/slack/world.js';
import { calmWorld, input, type World } from '../workflows/fake-world.js';
import { type bundled, type Handle, withRun } from '../workflows/harness.js';
import { Secret } from '../../runbook/secrets/secret.js';
import { noKey } from '../activities/notify/outgoing-notices.js';

/** People as Slack knows them: two of the configuration, one who is asked when the first is late, and somebody else. */
export const ANA = 'U0ANA';
export const BEN = 'U0BEN';
export const DEE = 'U0DEE';
export const EVE = 'U0EVE';

const CHANGES: Partial<OnboardingInput> = {
  notify: { ...input.notify, slack: { channel: `#${CHANNEL.name}` } },
  people: {
    'kiro-admin': { email: 'ana@example.com', slack: ANA, escalateTo: { email: 'dee@example.com', slack: DEE } },
    'okta-admin': { email: 'ben@example.com', slack: BEN },
    'dns-admin': null,
    reviewers: [],
  },
};

/** A run whose notices go to a local Slack, and the app that listens there. */
export interface SlackRun {
  slack: LocalSlack;
  hands: Hands;
  handle: Handle;
  /** Where the app takes signed requests; null over Socket Mode. */
  requestUrl: string | null;
  /** Another process takes the place of the app: all that it knew is gone. */
  restart: () => Promise<void>;
  /** The run's message, as soon as it says so. */
  board: (says: string) => Promise<Message>;
  /** Press, and wait for the form. */
  form: (user: string, label: string, question: string) => Promise<OpenView>;
  /** What only that person sees, as soon as it says so. */
  whisper: (user: string, says: string) => Promise<Message>;
}

export interface Options {
  over?: 'socket' | 'http';
  world?: Partial<World>;
  /** Changes how the app reaches the runs. */
  wrap?: (actual: Runs) => Runs;
  /** Looks at one person; without it the app has no Okta credentials. */
  asker?: WhyAsker | null;
}

export async function withSlackRun(
  env: TestWorkflowEnvironment,
  bundle: Awaited<ReturnType<typeof bundled>>,
  body: (run: SlackRun) => Promise<void>,
  { over = 'socket', world = {}, wrap = (same) => same, asker = null }: Options = {},
): Promise<void> {
  const slack = await startLocalSlack();
  const channels = createNotifyActivities({
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl },
    linkTo: async () => null,
    signingKey: noKey,
  });
  const port = over === 'http' ? await freePort() : 0;
  const temporal = runsOf(env.client, null);
  // The other tests' runs have no worker any more.
  let only = '';
  const start = () =>
    startChatApp(
      {
        botToken: new Secret(slack.botToken),
        apiUrl: new Secret(slack.apiUrl),
        way:
          over === 'socket'
            ? { kind: 'socket', appToken: new Secret(slack.appToken) }
            : { kind: 'http', signingSecret: new Secret(SIGNING_SECRET), host: '127.0.0.1', port },
      },
      wrap({
        ...temporal,
        running: async () => (await temporal.running()).filter(({ workflowId }) => workflowId === only),
        // What has just been started is not listed yet, now and then.
        known: async () => [only],
      }),
      asker,
    );
  let app = await start();
  const requestUrl = over === 'http' ? `http://127.0.0.1:${port}/slack/events` : null;
  const hands = slack.hands(requestUrl ?? undefined);
  const { world: seen } = slack;
  const board = (says: string): Promise<Message> =>
    seen.until(() => seen.messages.find((one) => one.threadTs === null && one.seenBy === null && saysSo(one, says)));
  const tools: Omit<SlackRun, 'handle'> = {
    slack,
    hands,
    requestUrl,
    restart: async () => {
      await app.stop();
      app = await start();
    },
    board,
    form: async (user, label, question) => {
      const before = seen.views.length;
      await hands.press(user, await board(`*${question}*`), label, question);
      return seen.until(() => seen.views[before]);
    },
    whisper: (user, says) => seen.until(() => seen.messages.find((one) => one.seenBy === user && saysSo(one, says))),
  };
  try {
    await withRun(
      env,
      bundle,
      await calmWorld({ notify: (task) => channels.notify(task), ...world }),
      (handle) => {
        only = handle.workflowId;
        return body({ ...tools, handle });
      },
      CHANGES,
    );
  } finally {
    await app.stop();
    await slack.close();
  }
}

const saysSo = ({ text, blocks }: Message, says: string): boolean =>
  text.includes(says) || JSON.stringify(blocks).includes(says);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
