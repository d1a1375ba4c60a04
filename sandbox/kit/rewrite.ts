import type { Context, Next } from 'hono';
import { type Json, parseJson, setAt, valueAt } from './json-values.js';

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

/** Change a JSON answer that tells of success; any other stays as it is. */
export async function changeAnswer(c: Context, change: (answer: Json | undefined) => void): Promise<void> {
  if (!c.res.ok || !/json/.test(c.res.headers.get('content-type') ?? '')) return;
  const answer = parseJson(await c.res.text());
  change(answer);
  c.res = new Response(JSON.stringify(answer), { status: c.res.status, headers: c.res.headers });
}
