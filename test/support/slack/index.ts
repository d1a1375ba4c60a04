import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hands, type Delivery } from './hands.js';
import { SocketSide } from './socket.js';
import { answerCall } from './web-api.js';
import { World } from './world.js';

export { CHANNEL } from './world.js';
export const SIGNING_SECRET = 'local-signing-secret';

export interface LocalSlack {
  /** For `slackApiUrl`, `SLACK_API_URL`. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  world: World;
  socket: SocketSide;
  /** A person whose client reaches the app over Socket Mode, or at this address by signed HTTP. */
  hands(requestUrl?: string): Hands;
  close(): Promise<void>;
}

/**
 * A Slack on this machine: one workspace with one channel, that speaks the Web API, Socket Mode and signed requests as
 * Slack's reference describes them, and refuses what Slack refuses.
 */
export async function startLocalSlack(): Promise<LocalSlack> {
  const world = new World();
  const tokens = { bot: 'xoxb-local', app: 'xapp-local' };
  const server = createServer((request, response) => {
    void answerCall(world, tokens, () => socket.open(), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const socket = new SocketSide(world, () => `ws://${address}`);
  server.on('upgrade', (request, duplex, head) => socket.upgrade(request, duplex, head));
  return {
    apiUrl: `http://${address}/api/`,
    botToken: tokens.bot,
    appToken: tokens.app,
    world,
    socket,
    hands: (requestUrl) =>
      new Hands(
        world,
        () => `http://${address}`,
        requestUrl === undefined ? (type, payload) => socket.deliver(type, payload) : overHttp(requestUrl),
      ),
    async close() {
      socket.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The body and headers of a request as Slack signs it. */
export function signed(
  type: 'interactive' | 'slash_commands',
  payload: object,
  at = Date.now(),
  secret = SIGNING_SECRET,
): { body: string; headers: Record<string, string> } {
  const fields = type === 'interactive' ? { payload: JSON.stringify(payload) } : (payload as Record<string, string>);
  const body = new URLSearchParams(fields).toString();
  const timestamp = String(Math.floor(at / 1000));
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${hash}`,
    },
  };
}

const overHttp =
  (url: string): Delivery =>
  async (type, payload) => {
    const answer = await fetch(url, { method: 'POST', ...signed(type, payload), signal: AbortSignal.timeout(3_000) });
    if (answer.status !== 200) throw new Error(`The app answered ${answer.status}.`);
    const text = await answer.text();
    return text === '' ? {} : (JSON.parse(text) as unknown);
  };
