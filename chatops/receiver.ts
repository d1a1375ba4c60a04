import type { IncomingMessage } from 'node:http';
import { HTTPReceiver, SocketModeReceiver, type Logger } from '@slack/bolt';
import type { SlackSettings } from './settings.js';

/** Slack's own bound for the age of a request. Seconds. */
const MAX_SKEW_S = 5 * 60;

/** Where Slack's requests come in. */
export function receiverFor({ way, apiUrl }: SlackSettings, logger: Logger): SocketModeReceiver | HTTPReceiver {
  if (way.kind === 'socket') {
    const clientOptions = {
      ...(apiUrl === null ? {} : { slackApiUrl: apiUrl }),
      // A Slack that is down is waited for as long as it takes, and found within seconds when it is back.
      retryConfig: { forever: true, factor: 1.3 },
    };
    return new SocketModeReceiver({ appToken: way.appToken, logger, installerOptions: { clientOptions } });
  }
  const receiver = new HTTPReceiver({ signingSecret: way.signingSecret, endpoints: '/slack/events', logger });
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
