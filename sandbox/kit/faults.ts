import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Next } from 'hono';
import type { Fault } from './fault-list.js';
import { parseJson, setAt, valueAt, type Json } from './json.js';

/** Answers a request whose fault is `rate-limit`; the reset is in seconds since the epoch. */
export type TooMany = (c: Context, resetAt: number) => Response;

/** Do to a request what its fault says. Gives the answer, or nothing where the route gave it. */
export async function applyFault(fault: Fault, c: Context, next: Next, tooMany: TooMany): Promise<Response | void> {
  switch (fault.kind) {
    case 'status':
      return new Response(null, { status: fault.status });
    case 'rate-limit':
      return tooMany(c, Math.ceil((Date.now() + fault.delayMs) / 1000));
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
      await next();
      return;
    case 'hang':
      return new Promise(() => {});
    case 'drop-before':
      return drop(c);
    case 'drop-after':
      await next();
      // Hono would lay the headers of the route's answer over this one.
      c.res = undefined;
      return drop(c);
    case 'lose-fields':
      return loseFields(fault.fields, c, next);
  }
}

/** Okta's 429, as its rate-limit documents have it. */
export const oktaTooMany: TooMany = (c, resetAt) =>
  c.json(
    {
      errorCode: 'E0000047',
      errorSummary: 'API call exceeded rate limit due to too many requests.',
      errorLink: 'E0000047',
      errorId: 'oaeSandboxRateLimited0',
      errorCauses: [],
    },
    429,
    { 'X-Rate-Limit-Limit': '600', 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Reset': String(resetAt) },
  );

function drop(c: Context): Response {
  const { incoming } = c.env as HttpBindings;
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** The route sees a body without the fields, and the client an answer as if they had been taken. */
async function loseFields(fields: string[], c: Context, next: Next): Promise<void> {
  const raw = c.req.raw;
  const text = await raw.text();
  const body = parseJson(text);
  const sent: [string, Json][] = fields.flatMap((field) => {
    const value = valueAt(body, field);
    return value === undefined ? [] : [[field, structuredClone(value)]];
  });
  for (const field of fields) setAt(body, field, undefined);
  const { method, url, headers } = raw;
  // Read from the raw request, so that Hono has cached nothing and the route reads the new one.
  c.req.raw = new Request(url, { method, headers, body: body === undefined ? text : JSON.stringify(body) });
  await next();
  if (!c.res.ok || !/json/.test(c.res.headers.get('content-type') ?? '')) return;
  const answer = parseJson(await c.res.text());
  for (const [field, value] of sent) setAt(answer, field, value);
  c.res = new Response(JSON.stringify(answer), { status: c.res.status, headers: c.res.headers });
}
