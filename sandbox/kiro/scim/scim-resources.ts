import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { byId, indexBy, type KeyOf } from '../../kit/index-by.js';
import type { JsonObject } from '../../kit/json-values.js';
import { baseUrl } from '../../kit/serve-http.js';
import {
  type KiroState,
  readObject,
  type ScimGroup,
  type ScimResource,
  type ScimUser,
  type World,
} from '../kiro-state.js';
import { invalid, notFound } from './scim-answers.js';
import { ENTERPRISE, GROUP, USER } from './user-attributes.js';

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

/** A user as it is answered. `base` is the SCIM endpoint. */
export function userView({ attributes, ...user }: ScimUser, base: string): JsonObject {
  const schemas = attributes[ENTERPRISE] === undefined ? [USER] : [USER, ENTERPRISE];
  return { id: user.id, meta: meta(user, 'User', base), schemas, ...attributes };
}

/** A group as it is answered: never with its members. */
export function groupView(group: ScimGroup, base: string): JsonObject {
  const { id, displayName, externalId } = group;
  const external = externalId === null ? {} : { externalId };
  return { id, meta: meta(group, 'Group', base), schemas: [GROUP], displayName, ...external };
}

function meta({ id, created, lastModified }: ScimResource, resourceType: 'User' | 'Group', base: string): JsonObject {
  return { resourceType, created, lastModified, location: `${base}/${resourceType}s/${id}` };
}

type Member = ScimGroup['members'][number];

const byUser: KeyOf<Member> = ({ userId }) => userId;

const memberOf = ({ members }: ScimGroup, userId: string): Member | undefined => indexBy(members, byUser).get(userId);

/** Whether filters tell of a member already. */
export function showsMember({ settings }: World, group: ScimGroup, userId: string): boolean {
  const since = memberOf(group, userId)?.since;
  return since !== undefined && since + settings.memberVisibleAfterMs <= Date.now();
}

/** Adds somebody who is no member yet, unless the settings lose whose turn it is. */
export function addMember(world: World, group: ScimGroup, userId: string): void {
  if (memberOf(group, userId) !== undefined) return;
  world.membersAdded += 1;
  const { loseEveryMember } = world.settings;
  const isLost = loseEveryMember !== null && world.membersAdded % loseEveryMember === 0;
  if (!isLost) group.members.push({ userId, since: Date.now() });
}

/** Takes somebody out of a group; nothing happens where they are no member. */
export function removeMember(group: ScimGroup, userId: string): void {
  group.members = group.members.filter((member) => member.userId !== userId);
}
