import { isObject, type JsonObject, textAt } from '../../kit/json-values.js';
import { mappedProfile } from '../mapped-profile.js';
import type { OktaState } from '../okta-state.js';

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
