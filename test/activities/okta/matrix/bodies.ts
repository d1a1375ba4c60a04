import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import type { Org } from '../support.js';
import { IDS, startSmallOrg } from './record.js';

/** One field that a run writes, and the calls that write it: at the birth of its object, and on later repairs. */
export interface WrittenField {
  name: string;
  calls: { method: string; path: string }[];
  field: string;
}

/** Every single field of every body that a clean run sends. */
export async function writtenFields(): Promise<WrittenField[]> {
  const org = await startSmallOrg();
  const bodies = recordBodies(org);
  await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
  const fields = bodies
    .filter(({ body }) => body !== null)
    .flatMap(({ method, path, body }) => {
      const pattern = path.replace(IDS, '/*');
      const repairs = ['PUT', 'PATCH'].map((verb) => ({ method: verb, path: `${pattern}/*` }));
      const calls = [{ method, path: pattern }, ...(method === 'POST' ? repairs : [])];
      return leaves(body).map((field) => ({ name: `${field} in ${method} ${pattern}`, calls, field }));
    });
  // Two scopes, two assigned groups: the second is written as the first.
  return fields.filter(({ name }, index) => fields.findIndex((other) => other.name === name) === index);
}

/** One request with a body, or without one (null). */
export interface Sent {
  method: string;
  path: string;
  body: unknown;
}

/** Notes what goes over the wire from now on, as the SDK's transport is given it. */
export function recordBodies(org: Org): Sent[] {
  const sent: Sent[] = [];
  const { http } = org.client.sdk;
  const send = http.http.bind(http);
  http.http = (url, request, ...more) => {
    const { method = '', body } = request as { method?: string; body?: string };
    sent.push({ method, path: new URL(url).pathname, body: body === undefined ? null : (JSON.parse(body) as unknown) });
    return send(url, request, ...more);
  };
  return sent;
}

/** Dotted names of all values; a list is one value. */
function leaves(body: unknown, before = ''): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [before];
  return Object.entries(body).flatMap(([name, value]) => leaves(value, before === '' ? name : `${before}.${name}`));
}
