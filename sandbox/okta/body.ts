import type { Context } from 'hono';
import { OktaError } from './errors.js';
import { isObject, type JsonObject } from './json.js';

/** The JSON object in a request; an empty body counts as `{}`. 400 E0000003 for anything else. */
export async function readBody(c: Context): Promise<JsonObject> {
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // answered below
  }
  throw new OktaError(400, 'E0000003', 'The request body was not well-formed.');
}

/** The part of a path under `name`. Hono gives it decoded. */
export function param(c: Context, name: string): string {
  return c.req.param(name) ?? '';
}
