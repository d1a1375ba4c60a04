import { isUserId, type Seat } from '../../runbook/roster/subscription-list.js';
import type { ScimClient } from '../scim/client.js';
import { ScimRefused } from '../scim/failures.js';
import { user } from '../scim/shapes.js';

/**
 * The logins behind seats that only an id names, by id in lower case. Unknown ids are left out. One read an id, at the
 * client's pace: some 36 a second, so ten thousand take five minutes.
 */
export async function lookUpIds(client: ScimClient, seats: Seat[]): Promise<Map<string, string>> {
  const ids = new Set(seats.filter(({ names }) => names.every(isUserId)).flatMap(({ names }) => names));
  const logins = new Map<string, string>();
  for (const id of ids) {
    const login = await loginOf(client, id);
    if (login !== null) logins.set(id.toLowerCase(), login);
  }
  return logins;
}

async function loginOf(client: ScimClient, id: string): Promise<string | null> {
  try {
    return (await client.get(`/Users/${encodeURIComponent(id)}`, {}, user)).body.userName;
  } catch (error) {
    if (error instanceof ScimRefused && (error.status === 404 || error.status === 400)) return null;
    throw error;
  }
}
