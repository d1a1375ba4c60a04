import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { pathOfApps } from './applications.js';
import type { Group } from './client-memory.js';
import { quoted } from './directory.js';
import { idOf, type JsonObject, textAt } from './json-fields.js';
import type { OktaApi } from './okta-api.js';

/**
 * Groups of that name, compared without regard to case. A group that an app brought into Okta (APP_GROUP) counts only where
 * no group of the org itself has the name, and the copy of a group that Okta pushed to Kiro never does: in its place comes
 * the group that is pushed to it, which has another name by now. `search` may heed the case, so `q` is asked where it finds
 * none. The one group of a name is believed for some minutes.
 */
export async function findGroups(okta: OktaApi, name: string): Promise<Group[]> {
  const { names } = okta.client;
  const known = names.get(name, Date.now());
  if (known !== null) return known;
  const found = await searchGroups(okta, name);
  if (found.length === 1 && found[0]?.name === name && !found[0].isCopy) names.set(name, found, Date.now());
  return found;
}

async function searchGroups(okta: OktaApi, name: string): Promise<Group[]> {
  const exact = await listGroups(okta, name, { search: `profile.name eq "${quoted(name)}"` });
  const named = exact.length > 0 ? exact : await listGroups(okta, name, { q: name });
  const own = named.filter((group) => group.type !== 'APP_GROUP');
  if (own.length > 0 || named.length === 0) return own;
  const targets = (await okta.listOnce(pathOfApps(CATALOG_APP_NAME))).map(idOf);
  const others = named.filter(({ appId }) => appId === null || !targets.includes(appId));
  if (others.length > 0) return others;
  const copies = named.map((group): Group => ({ ...group, isCopy: true }));
  const copy = copies.find((group) => group.name === name);
  const pushed = copy === undefined ? null : await sourceOf(okta, copy);
  return pushed === null ? copies : [pushed];
}

/** The group that Okta pushes to a copy, under the name of the copy; null where none is. */
async function sourceOf(okta: OktaApi, copy: Group): Promise<Group | null> {
  const mappings = await okta.listOnce(pathOfMappings(copy.appId ?? ''));
  const mapping = mappings.find((one) => textAt(one, 'targetGroupId') === copy.id);
  const sourceId = mapping === undefined ? null : textAt(mapping, 'sourceGroupId');
  const source = sourceId === null ? null : await okta.find(`/api/v1/groups/${sourceId}`);
  if (source === null) return null;
  const group = readGroup(source);
  return { ...group, name: copy.name, nowNamed: group.name };
}

/** All group pushes of an application. */
export const pathOfMappings = (appId: string): string => `/api/v1/apps/${appId}/group-push/mappings`;

/** The group of that id; null where it is gone. */
export async function groupOf(okta: OktaApi, id: string): Promise<Group | null> {
  const body = await okta.find(`/api/v1/groups/${id}`);
  return body === null ? null : readGroup(body);
}

async function listGroups(okta: OktaApi, name: string, query: Record<string, string>): Promise<Group[]> {
  const found = await okta.list(`/api/v1/groups?${new URLSearchParams(query).toString()}`);
  return found.map(readGroup).filter((group) => group.name.toLowerCase() === name.toLowerCase());
}

function readGroup(body: JsonObject): Group {
  const type = textAt(body, 'type') ?? '';
  return {
    id: textAt(body, 'id') ?? '',
    name: textAt(body, 'profile.name') ?? '',
    type,
    appId: type === 'APP_GROUP' ? textAt(body, 'source.id') : null,
  };
}
