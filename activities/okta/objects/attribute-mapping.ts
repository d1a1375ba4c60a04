import { REMOVED_ATTRIBUTES } from '../../../runbook/guide.js';
import type { ObjectKind } from '../ensure.js';
import { notReady } from '../errors.js';
import { differences } from '../fields.js';
import { at, isObject, textAt, type JsonObject } from '../json.js';
import { PLANNED_ID } from '../session.js';
import { idOf } from './app-parts.js';

export interface WantedMapping {
  appId: string;
  appName: string;
  userType: { id: string; name: string };
}

/**
 * Step 4, Pre-requisite: the mapping from a user type to the application, without department and employeeNumber.
 * Okta makes the mapping itself; it is only ever changed. The opposite direction stays as it is.
 */
export const attributeMapping: ObjectKind<WantedMapping, JsonObject> = {
  label: ({ userType }) => `attribute mapping of user type "${userType.name}"`,
  url: ({ appId, appName }, _actual, session) => session.pages.app(appName, appId, 'provisioning'),
  parent: ({ appId }) => appId,
  async find({ appId, userType }, session) {
    const query = new URLSearchParams({ sourceId: userType.id, targetId: appId });
    const found = (await session.okta.list(`/api/v1/mappings?${query.toString()}`)).filter(isObject);
    const mapping = found.find(
      (candidate) => textAt(candidate, 'source.id') === userType.id && textAt(candidate, 'target.id') === appId,
    );
    // Items of the list have no properties.
    return mapping === undefined ? null : readMapping(session, idOf(mapping));
  },
  read: (_wanted, actual, session) => readMapping(session, idOf(actual)),
  compare: (_wanted, actual) =>
    differences(
      REMOVED_ATTRIBUTES.map((name) => ({ path: `properties.${name}`, value: null })),
      actual,
    ),
  create: async ({ userType }) => {
    throw notReady(
      `Okta shows no attribute mapping of user type "${userType.name}" to the application yet; ` +
        'it may come only when provisioning is switched on.',
    );
  },
  async update(_wanted, actual, session) {
    const mapped = REMOVED_ATTRIBUTES.filter((name) => (at(actual, `properties.${name}`) ?? null) !== null);
    const properties = Object.fromEntries(mapped.map((name) => [name, null]));
    await session.okta.post(`/api/v1/mappings/${idOf(actual)}`, { properties });
  },
  planned: () => ({ id: PLANNED_ID }),
};

async function readMapping(
  session: { okta: { find(path: string): Promise<unknown> } },
  id: string,
): Promise<JsonObject | null> {
  const body = await session.okta.find(`/api/v1/mappings/${id}`);
  return isObject(body) ? body : null;
}
