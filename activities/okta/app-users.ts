import { textAt, type JsonObject } from './json.js';
import type { Session } from './session.js';
import { longList } from './long-list.js';

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
