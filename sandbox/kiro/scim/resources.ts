import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { baseUrl } from '../../kit/paths.js';
import { byId, indexBy } from '../../kit/index-by.js';
import type { JsonObject } from '../../kit/json-values.js';
import type { KiroState, ScimGroup, ScimResource, ScimUser } from '../state.js';
import { readObject } from '../world.js';
import { invalid, notFound } from './errors.js';

/** What a new user or group begins with. */
export function newResource(state: KiroState): ScimResource {
  state.sequence += 1;
  const now = new Date().toISOString();
  return { id: randomUUID(), sequence: state.sequence, created: now, lastModified: now };
}

/** Notes that a resource was changed now. */
export function touch(resource: ScimResource): void {
  resource.lastModified = new Date().toISOString();
}

/** The user of the path; 404 where there is none. */
export function userOf(state: KiroState, id: string | undefined): ScimUser {
  const user = indexBy(state.users, byId).get(id ?? '');
  if (user === undefined) throw notFound('User');
  return user;
}

/** The group of the path; 404 where there is none. */
export function groupOf(state: KiroState, id: string | undefined): ScimGroup {
  const group = indexBy(state.groups, byId).get(id ?? '');
  if (group === undefined) throw notFound('Group');
  return group;
}

/** The SCIM endpoint as the client reached it. */
export function scimBase(c: Context): string {
  return `${baseUrl(c)}/${c.req.param('tenant') ?? ''}/scim/v2`;
}

/** The body's JSON object; 400 for anything else. */
export async function readBody(c: Context): Promise<JsonObject> {
  const body = await readObject(c);
  if (body === null) throw invalid();
  return body;
}
