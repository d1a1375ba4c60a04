import { isObject, type JsonObject, textAt } from '../../kit/json-values.js';
import { isMember } from '../apps/assignments.js';
import { now } from '../ids.js';
import { findAppUser, findUser } from '../lookups.js';
import type { OktaState, World } from '../okta-state.js';
import type { App, AppUser, Connection, User } from '../org-objects.js';
import { record, target } from '../system-log.js';
import { mappedProfile } from './profile-mappings.js';
import { explain, firstId, scim, ScimFailure } from './scim-client.js';

/** Creates or updates one assigned user in the target, and remembers how it went. Transient failures are thrown. */
export async function pushUser(world: World, app: App, userId: string, lastTry: boolean): Promise<void> {
  const { state } = world;
  const item = findAppUser(state, app.id, userId);
  const user = findUser(state, userId);
  if (item === undefined || user === undefined || app.connection?.status !== 'ENABLED') return;
  const body = userBody(state, app.id, userId, item.userName);
  const text = JSON.stringify(body);
  if (item.externalId !== null && item.pushed === text && item.syncState === 'SYNCHRONIZED') return;
  const created = item.externalId === null;
  try {
    item.externalId = await write(app.connection, app, item, body);
  } catch (error) {
    if (error instanceof ScimFailure && error.transient && !lastTry) throw error;
    failed(world, app, item, user, explain(app, `user ${user.profile.login}`, error));
    return;
  }
  const at = now();
  Object.assign(item, { status: 'PROVISIONED', syncState: 'SYNCHRONIZED', pushed: text, failure: null });
  Object.assign(item, { lastSync: at, lastUpdated: at, statusChanged: created ? at : item.statusChanged });
  const event = created ? 'application.provision.user.push' : 'application.provision.user.push_profile';
  record(state, event, created ? 'Push new user to external application' : "Push user's profile", targetsOf(app, user));
  // A member of a pushed group that arrives later is added to it now.
  for (const mapping of state.pushMappings) {
    if (created && mapping.appId === app.id && isMember(state, mapping.sourceGroupId, userId)) {
      world.push({ kind: 'group', mappingId: mapping.id });
    }
  }
}

/** Looks the user up first, so that one that exists, or whose create lost its answer, is not made twice. */
async function write(
  connection: Connection,
  app: App,
  item: AppUser,
  body: ReturnType<typeof userBody>,
): Promise<string> {
  const id = item.externalId ?? (await firstId(connection, 'Users', 'userName', item.userName));
  if (id !== null) {
    if (app.toApp.updateUserAttributes) await scim(connection, 'PUT', `Users/${id}`, { ...body, id });
    return id;
  }
  if (!app.toApp.createUsers) throw new ScimFailure(404, 'Matching user not found');
  const made = textAt(await scim(connection, 'POST', 'Users', body), 'id');
  if (made === null) throw new ScimFailure(502, `No user returned for user ${item.userName}`);
  return made;
}

function failed({ state }: World, app: App, item: AppUser, user: User, reason: string): void {
  Object.assign(item, { syncState: 'ERROR', failure: reason, lastUpdated: now() });
  const event =
    item.externalId === null ? 'application.provision.user.push' : 'application.provision.user.push_profile';
  record(state, event, 'Push user to external application', targetsOf(app, user), 'FAILURE', reason);
}

/** Tells the target that a user is no longer assigned. */
export async function deactivateUser(
  world: World,
  app: App,
  externalId: string,
  login: string,
  lastTry: boolean,
): Promise<void> {
  if (app.connection?.status !== 'ENABLED') return;
  const targets = [target(externalId, 'AppUser', login, login), target(app.id, 'AppInstance', app.label)];
  const event = 'application.provision.user.deactivate';
  try {
    await scim(app.connection, 'PATCH', `Users/${externalId}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', value: { active: false } }],
    });
    record(world.state, event, 'Deactivate user in external application', targets);
  } catch (error) {
    if (error instanceof ScimFailure && error.transient && !lastTry) throw error;
    const reason = explain(app, `the deactivation of ${login}`, error);
    record(world.state, event, 'Deactivate user in external application', targets, 'FAILURE', reason);
  }
}

function targetsOf(app: App, user: User): ReturnType<typeof target>[] {
  const { login } = user.profile;
  return [
    target(user.id, 'AppUser', login, login),
    target(app.id, 'AppInstance', app.label),
    target(user.id, 'User', login, login),
  ];
}

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ENTERPRISE_ATTRIBUTES = ['department', 'employeeNumber', 'costCenter', 'organization', 'division'];
const CORE_ATTRIBUTES = ['title', 'nickName', 'preferredLanguage', 'locale', 'timezone', 'userType'];

/** The SCIM user that Okta sends: only mapped attributes that have a value, never an empty one. */
export function userBody(state: OktaState, appId: string, userId: string, userName: string): JsonObject {
  const profile = mappedProfile(state, appId, userId);
  const picked = (names: string[]): JsonObject =>
    Object.fromEntries(names.flatMap((name) => (textAt(profile, name) === null ? [] : [[name, profile[name]]])));
  const enterprise = picked(ENTERPRISE_ATTRIBUTES);
  const extended = Object.keys(enterprise).length > 0;
  const email = textAt(profile, 'email');
  const body: JsonObject = {
    schemas: extended ? [CORE, ENTERPRISE] : [CORE],
    userName,
    externalId: userId,
    name: { givenName: profile['firstName'], familyName: profile['lastName'] },
    displayName: textAt(profile, 'displayName') ?? undefined,
    emails: email === null ? [] : [{ value: email, type: 'work', primary: true }],
    ...picked(CORE_ATTRIBUTES),
    active: true,
    ...(extended ? { [ENTERPRISE]: enterprise } : {}),
  };
  return withoutNulls(body);
}

function withoutNulls(body: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(body)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => [key, isObject(value) ? withoutNulls(value) : value]),
  );
}
