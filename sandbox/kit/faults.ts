import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Next } from 'hono';
import type { Fault } from './fault-list.js';
import type { ErrorForm } from './error-form.js';
import { parseJson, setAt, valueAt, type Json } from './json.js';

/** Do to a request what its fault says. Gives the answer, or nothing where the route gave it. */
export async function applyFault(fault: Fault, c: Context, next: Next, form: ErrorForm): Promise<Response | void> {
  switch (fault.kind) {
    case 'status':
      // Below 400 there is no error to tell of.
      return fault.status < 400 ? new Response(null, { status: fault.status }) : form.failure(fault.status);
    case 'rate-limit':
      return form.tooMany(Math.ceil((Date.now() + fault.delayMs) / 1000));
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

function drop(c: Context): Response {
  const { incoming } = c.env as HttpBindings;
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** The route sees a body without the fields, and the client an answer as if they had been taken. */
async function loseFields(fields: string[], c: Context, next: Next): Promise<void> {
  const raw = c.req.raw;
  const text = await raw.text();
  // A GET has no body to lose anything of, and may not be made with an empty one either.
  if (text === '') {
    await next();
    return;
  }
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
