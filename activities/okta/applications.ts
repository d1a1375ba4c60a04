import { longList } from './directory.js';
import { activate } from './ensure.js';
import { hasMarker, type Owner } from './identity.js';
import { differences, type Field, idOf, type JsonObject, textAt, withFields } from './json-fields.js';
import type { Session } from './session.js';

/** Where an application keeps notes for admins; our marker is there. */
export const NOTES = 'settings.notes.admin';

/** All applications of a catalog key. Ours has the marker, whatever its label is by now. */
export function listApps(session: Session, name: string): Promise<JsonObject[]> {
  return session.okta.list(pathOfApps(name));
}

/** As `listApps`, asked once a step only. */
export function listAppsOnce(session: Session, name: string): Promise<JsonObject[]> {
  return session.okta.listOnce(pathOfApps(name));
}

/** All applications of a catalog key, also inactive ones. */
export const pathOfApps = (name: string): string =>
  `/api/v1/apps?${new URLSearchParams({ filter: `name eq "${name}"` }).toString()}`;

/** An application among which the admin may have to choose; ours by the marker. */
export function appCandidate(session: Session, key: string, owner: Owner, actual: JsonObject) {
  return {
    actual,
    id: idOf(actual),
    name: textAt(actual, 'label') ?? '',
    url: session.pages.app(key, idOf(actual)),
    ours: hasMarker(textAt(actual, NOTES), owner),
  };
}

/** The application as it is now. */
export function readApp(session: Session, id: string): Promise<JsonObject | null> {
  return session.okta.find(`/api/v1/apps/${id}`);
}

/**
 * Writes the fields that differ: GET, change, PUT of the whole raw body, so that fields this project does not know
 * stay. The status has calls of its own, and comes first: Okta refuses a PUT on some kinds of INACTIVE application.
 */
export async function updateApp(session: Session, id: string, fields: Field[], actual: JsonObject): Promise<void> {
  if (textAt(actual, 'status') !== 'ACTIVE') await activate(session, `/api/v1/apps/${id}`);
  const written = fields.filter((field) => field.path !== 'status');
  if (differences(written, actual).length > 0) await session.okta.put(`/api/v1/apps/${id}`, withFields(fields, actual));
}

/** One person who has an application, and how far Okta is with provisioning them. */
export interface AppUser {
  id: string;
  login: string;
  /** USER where assigned one by one, GROUP where by a group. */
  scope: string;
  state: SyncState;
  /** Its id at the SCIM endpoint that Okta wrote to; null where it was never written. */
  externalId: string | null;
  /** When Okta has last written it, by Okta's clock; milliseconds since the epoch, 0 where Okta does not say. */
  pushedAt: number;
  /** When the application was assigned to them, in the same form. */
  assignedAt: number;
  /** When Okta last changed anything of the assignment, such as its state, in the same form. */
  updatedAt: number;
}

export type SyncState = 'synchronized' | 'waiting' | 'failed' | 'not-pushed';

/** The first page of who has an application: one call, however many they are. */
export async function someAppUsers(session: Session, appId: string): Promise<AppUser[]> {
  for await (const page of session.okta.pages(`/api/v1/apps/${appId}/users`)) return page.map(readAppUser);
  return [];
}

/** Everybody who has an application, of each only what is needed: there may be very many. */
export function readAppUsers(session: Session, appId: string): Promise<AppUser[]> {
  return longList(session.okta, `/api/v1/apps/${appId}/users`, readAppUser);
}

function readAppUser(body: JsonObject): AppUser {
  const id = textAt(body, 'id') ?? '';
  return {
    id,
    login: textAt(body, 'credentials.userName') ?? id,
    scope: textAt(body, 'scope') ?? '',
    state: stateOf(body),
    externalId: textAt(body, 'externalId'),
    assignedAt: Date.parse(textAt(body, 'created') ?? '') || 0,
    updatedAt: Date.parse(textAt(body, 'lastUpdated') ?? '') || 0,
    pushedAt: Math.max(0, ...['lastSync', 'statusChanged'].map((name) => Date.parse(textAt(body, name) ?? '') || 0)),
  };
}

/** `syncState` DISABLED: Okta does not push this user at all. */
function stateOf(body: JsonObject): SyncState {
  const syncState = textAt(body, 'syncState');
  if (syncState === 'ERROR') return 'failed';
  if (syncState === 'DISABLED') return 'not-pushed';
  return syncState === 'SYNCHRONIZED' && textAt(body, 'externalId') !== null ? 'synchronized' : 'waiting';
}

/** All groups that have an application, with their names; read once a step. */
export function assignedGroups(session: Session, appId: string): Promise<JsonObject[]> {
  return session.okta.listOnce(`/api/v1/apps/${appId}/groups?expand=group`);
}
