import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebAPIPlatformError } from '@slack/web-api';
import { listenForButtons } from './buttons.js';
import { listenForCommand } from './command.js';
import { listenForForms } from './forms.js';
import { chatLog } from './log.js';
import { Once } from './once.js';
import { receiverFor } from './receiver.js';
import type { RunLine } from '../client/run-line.js';
import type { SlackSettings } from './settings.js';
import { cleaned } from './trouble.js';

export interface ChatApp {
  /** As whom it speaks, and where. */
  about: string;
  stop(): Promise<void>;
}

/** Slack's answers that no waiting mends. */
class SlackRefusal extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * The Slack app, up and listening.
 * @throws SlackRefusal with one sentence when Slack does not take a token.
 */
export async function startChatApp(settings: SlackSettings, line: RunLine): Promise<ChatApp> {
  const { apiUrl, botToken, way } = settings;
  const logger = chatLog();
  const receiver = receiverFor(settings, logger);
  const app = new App({
    token: botToken,
    receiver,
    logger,
    logLevel: LogLevel.WARN,
    convoStore: false,
    deferInitialization: true,
    clientOptions: {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
      // Within the three seconds in which a person can be shown a form. Nobody waits unseen for a limit of Slack's to pass.
      retryConfig: { retries: 2, minTimeout: 500, factor: 2 },
      rejectRateLimitedCalls: true,
    },
  });
  app.error(async (error) => logger.error(error.message));
  const once = new Once();
  listenForButtons(app, line, once);
  listenForForms(app, line, once);
  listenForCommand(app, line);
  const { team, user } = await taken('SLACK_BOT_TOKEN', () => app.client.auth.test());
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

async function taken<T>(token: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof WebAPIPlatformError)
      throw new SlackRefusal(
        `Slack does not take ${token}: ${cleaned(error.data.error)}. docs/slack.md says how to make one.`,
      );
    throw new Error(`Slack cannot be reached: ${cleaned(error instanceof Error ? error.message : error)}.`);
  }
}
