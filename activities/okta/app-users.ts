import { textAt, type JsonObject } from './json.js';
import type { Session } from './session.js';

/** One person who has an application, and how far Okta is with provisioning them. */
export interface AppUser {
  id: string;
  login: string;
  /** USER where assigned one by one, GROUP where by a group. */
  scope: string;
  state: SyncState;
}

export type SyncState = 'synchronized' | 'waiting' | 'failed' | 'not-pushed';

/** Everybody who has an application, of each only what is needed: there may be very many. */
export async function readAppUsers(session: Session, appId: string): Promise<AppUser[]> {
  const users: AppUser[] = [];
  for await (const page of session.okta.pages(`/api/v1/apps/${appId}/users`)) users.push(...page.map(readAppUser));
  return users;
}

function readAppUser(body: JsonObject): AppUser {
  const id = textAt(body, 'id') ?? '';
  return {
    id,
    login: textAt(body, 'credentials.userName') ?? id,
    scope: textAt(body, 'scope') ?? '',
    state: stateOf(body),
  };
}

/** `syncState` DISABLED: Okta does not push this user at all. */
function stateOf(body: JsonObject): SyncState {
  const syncState = textAt(body, 'syncState');
  if (syncState === 'ERROR') return 'failed';
  if (syncState === 'DISABLED') return 'not-pushed';
  return syncState === 'SYNCHRONIZED' && textAt(body, 'externalId') !== null ? 'synchronized' : 'waiting';
}
