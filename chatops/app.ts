import type { IncomingMessage } from 'node:http';
import { App, HTTPReceiver, type Logger, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Runs } from '../client/runs.js';
import { boundedFetch } from '../runbook/secrets/bounded-reads.js';
import { listenForForms } from './answer-form.js';
import { Once } from './answering.js';
import { listenForButtons } from './buttons.js';
import type { SlackSettings } from './settings.js';
import { chatLog, taken } from './slack-errors.js';
import { listenForCommand } from './slash-command.js';
import { ofWorkspaceAlone, type Workspace } from './workspace.js';
import type { WhyAsker } from './why-command.js';

export interface ChatApp {
  /** As whom it speaks, and where. */
  about: string;
  stop(): Promise<void>;
}

/**
 * The Slack app, up and listening. `asker` looks at one person; null where this process has no Okta credentials.
 * @throws SlackRefusal with one sentence when Slack does not take a token.
 */
export async function startChatApp(
  settings: SlackSettings,
  runs: Runs,
  asker: WhyAsker | null = null,
): Promise<ChatApp> {
  const { apiUrl, botToken, way } = settings;
  const logger = chatLog();
  const receiver = receiverFor(settings, logger);
  const app = new App({
    token: botToken.open(),
    receiver,
    logger,
    logLevel: LogLevel.WARN,
    convoStore: false,
    deferInitialization: true,
    clientOptions: {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.open() }),
      // Within the three seconds in which a person can be shown a form. Nobody waits unseen for a limit of Slack's to pass.
      retryConfig: { retries: 2, minTimeout: 500, factor: 2 },
      rejectRateLimitedCalls: true,
      fetch: boundedFetch,
    },
  });
  app.error(async (error) => logger.error(error.message));
  let workspace: Workspace | null = null;
  app.use(ofWorkspaceAlone(() => workspace));
  const once = new Once();
  listenForButtons(app, runs, once);
  listenForForms(app, runs, once);
  listenForCommand(app, runs, asker);
  const { team, team_id, enterprise_id, user } = await taken('SLACK_BOT_TOKEN', () => app.client.auth.test());
  workspace = { team: team_id ?? '', enterprise: enterprise_id ?? null };
  await app.init();
  if (way.kind === 'socket') await taken('SLACK_APP_TOKEN', () => app.start());
  else await app.start({ host: way.host, port: way.port });
  const where = way.kind === 'socket' ? 'over Socket Mode' : `on http://${way.host}:${way.port}/slack/events`;
  return {
    about: `${user ?? 'the app'} in ${team ?? 'the workspace'}, ${where}`,
    // Bolt itself does not wait until the socket is closed.
    stop: async () => void (await (receiver instanceof SocketModeReceiver ? receiver.client.disconnect() : app.stop())),
  };
}

/** Slack's own bound for the age of a request. Seconds. */
const MAX_SKEW_S = 5 * 60;

/** Where Slack's requests come in. */
function receiverFor({ way, apiUrl }: SlackSettings, logger: Logger): SocketModeReceiver | HTTPReceiver {
  if (way.kind === 'socket') {
    const clientOptions = {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl.open() }),
      // A Slack that is down is waited for as long as it takes, and found within seconds when it is back.
      retryConfig: { forever: true, factor: 1.3 },
    };
    return new SocketModeReceiver({ appToken: way.appToken.open(), logger, installerOptions: { clientOptions } });
  }
  const receiver = new HTTPReceiver({ signingSecret: way.signingSecret.open(), endpoints: '/slack/events', logger });
  const { requestListener } = receiver;
  receiver.requestListener = (request, response) => {
    if (!isFromTheFuture(request)) return requestListener(request, response);
    logger.warn('A request is dated in the future: refused. Is the clock of this machine right?');
    response.writeHead(401).end();
  };
  return receiver;
}

/** Bolt refuses what is older than five minutes, and takes what is newer: a recorded request must not be kept for later. */
function isFromTheFuture({ headers }: IncomingMessage): boolean {
  return Number(headers['x-slack-request-timestamp']) > Date.now() / 1000 + MAX_SKEW_S;
}
