import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Next } from 'hono';
import type { ErrorForm } from './error-form.js';
import type { Fault } from './fault-list.js';
import { type Json, parseJson, setAt, valueAt } from './json-values.js';
import { changeAnswer, type LagKind, type Lags } from './lags.js';

/** What a fault is applied with. */
export interface FaultTools {
  form: ErrorForm;
  lags: Lags;
}

const SECOND = 1000;

/** Writes under way that hold the lock of a `locked` fault. */
const holders = new WeakSet<Fault>();

/** Do to a request what its fault says. Gives the answer, or nothing where the route gave it. */
export async function applyFault(fault: Fault, c: Context, next: Next, tools: FaultTools): Promise<Response | void> {
  switch (fault.kind) {
    case 'status':
      return statusAnswer(fault, tools.form);
    case 'status-after':
      await runUnseen(c, next);
      return statusAnswer(fault, tools.form);
    case 'rate-limit':
      return tools.form.tooMany(resetAt(fault), 'rate');
    case 'concurrency-limit':
      return tools.form.tooMany(resetAt(fault), 'concurrency');
    case 'delay':
      await wait(fault.delayMs ?? SECOND);
      return next();
    case 'hang':
      return new Promise(() => {});
    case 'drop-before':
      return drop(c);
    case 'drop-after':
      await runUnseen(c, next);
      return drop(c);
    case 'locked':
      return locked(fault, c, next, tools.form);
    case 'lose-fields':
      return loseFields(fault.fields, c, next);
    case 'lie':
      return lie(fault.values, c, next);
    case 'read-lag':
    case 'search-lag':
      return lag({ ...fault, kind: fault.kind }, c, next, tools.lags);
  }
}

/** Below 400 there is no error to tell of. */
function statusAnswer({ status, code }: Fault, form: ErrorForm): Response {
  return status < 400 ? new Response(null, { status }) : form.failure(status, code);
}

/** Seconds since the epoch. */
function resetAt({ delayMs = SECOND }: Fault): number {
  return Math.ceil((Date.now() + delayMs) / SECOND);
}

async function runUnseen(c: Context, next: Next): Promise<void> {
  await next();
  // Hono would lay the headers of the route's answer over the one that takes its place.
  c.res = undefined;
}

function drop(c: Context): Response {
  const { incoming } = c.env as HttpBindings;
  incoming.socket.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** A write holds the lock from its beginning until it is answered; another one meanwhile is refused with 423. */
async function locked(fault: Fault, c: Context, next: Next, form: ErrorForm): Promise<Response | void> {
  if (c.req.method === 'GET') return next();
  if (holders.has(fault)) return form.failure(423);
  holders.add(fault);
  try {
    await next();
    await wait(fault.delayMs ?? SECOND);
  } finally {
    holders.delete(fault);
  }
}

/** The write takes effect and is answered, and its object is not seen for a while. */
async function lag(fault: Fault & { kind: LagKind }, c: Context, next: Next, lags: Lags): Promise<void> {
  await next();
  const { method, path } = c.req;
  if (method === 'GET' || !c.res.ok) return;
  const answer = parseJson(await c.res.clone().text());
  const { kind, reads, delayMs } = fault;
  lags.add({ kind, method, path, answer, reads, delayMs });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The route sees a body without the fields, and the client an answer as if they had been taken. */
export async function loseFields(fields: string[], c: Context, next: Next): Promise<void> {
  const raw = c.req.raw;
  const text = await raw.text();
  // A GET has no body to lose anything of, and may not be made with an empty one either.
  if (text === '') return next();
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
  await changeAnswer(c, (answer) => {
    for (const [field, value] of sent) setAt(answer, field, value);
  });
}

/** The answer says the values instead of what is true; what the route did stays. */
export async function lie(values: Record<string, Json>, c: Context, next: Next): Promise<void> {
  await next();
  await changeAnswer(c, (answer) => {
    for (const [field, value] of Object.entries(values)) setAt(answer, field, value);
  });
}
