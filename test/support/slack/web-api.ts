import type { IncomingMessage, ServerResponse } from 'node:http';
import { granted } from './manifest.js';
import { METHODS, newMessage, SCOPES } from './methods.js';
import { CHANNEL, SlackFault, type World } from './world.js';

export interface Tokens {
  bot: string;
  app: string;
}

/** Slack's Web API (`/api/<method>`) and its response URLs (`/response/<id>`). */
export async function answerCall(
  world: World,
  tokens: Tokens,
  openSocket: () => object,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  const [, kind, name = ''] = (request.url ?? '').split('/');
  if (kind === 'api') world.calls.push({ method: name, args: body });
  if (world.isDown) {
    world.changed();
    return void response.writeHead(503).end('upstream connect error');
  }
  if (kind === 'response') return reply(response, () => respond(world, name, body));
  const at = world.limited.findIndex(({ method }) => method === name);
  const [limit] = at < 0 ? [] : world.limited.splice(at, 1);
  if (limit !== undefined) {
    return void response
      .writeHead(429, { 'retry-after': String(limit.retryAfter) })
      .end('{"ok":false,"error":"ratelimited"}');
  }
  reply(response, () => {
    const wanted = name === 'apps.connections.open' ? tokens.app : tokens.bot;
    if (request.headers.authorization !== `Bearer ${wanted}`) throw new SlackFault('invalid_auth');
    if (name === 'apps.connections.open') return openSocket();
    const method = METHODS[name];
    if (method === undefined) throw new SlackFault('unknown_method');
    const missing = (SCOPES[name] ?? []).find((scope) => !granted.includes(scope));
    if (missing !== undefined) throw new SlackFault('missing_scope');
    return method(world, body);
  });
  world.changed();
}

function respond(world: World, id: string, body: Record<string, unknown>): object {
  const { user, message } = world.useResponse(id);
  const answer = newMessage(world, body, CHANNEL.id, user);
  if (body['replace_original'] === true && message !== null)
    Object.assign(message, { text: answer.text, blocks: answer.blocks, edits: message.edits + 1 });
  else world.messages.push(answer);
  world.changed();
  return {};
}

function reply(response: ServerResponse, call: () => object): void {
  let answer: object;
  try {
    answer = { ok: true, ...call() };
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    answer = { ok: false, error: error.code, response_metadata: { messages: error.messages } };
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

/** Form-encoded, with JSON in fields that are no texts; or JSON. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  if (request.headers['content-type']?.startsWith('application/json'))
    return JSON.parse(text) as Record<string, unknown>;
  const isJson = (name: string): boolean => name === 'blocks' || name === 'view' || name === 'metadata';
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [
      name,
      isJson(name) ? (JSON.parse(value) as unknown) : value,
    ]),
  );
}
