import type { JsonObject } from '../../kit/json-values.js';
import type { ScimGroup, ScimResource, ScimUser } from '../state.js';
import { ENTERPRISE, GROUP, USER } from './attributes.js';

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
