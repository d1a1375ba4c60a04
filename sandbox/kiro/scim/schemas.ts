import type { JsonObject } from '../../kit/json-values.js';
import { ENTERPRISE, ENTERPRISE_TEXTS, GROUP, LISTS, NAME_PARTS, TEXTS, USER } from './attributes.js';

const REQUIRED = ['userName', 'displayName', 'name', 'familyName', 'givenName'];

/** The schemas that `/Schemas` tells; attributes that Kiro refuses are left out. */
export function schemas(refused: readonly string[], base: string): JsonObject[] {
  const enterprise = ENTERPRISE_TEXTS.filter((name) => !refused.includes(name));
  return [
    schema(base, USER, 'User', 'User Account', [
      ...TEXTS.map((name) => text(name)),
      complex('name', NAME_PARTS),
      attribute('active', 'boolean'),
      ...Object.entries(LISTS).map(([name, parts]) => ({ ...complex(name, parts), multiValued: true })),
    ]),
    schema(base, GROUP, 'Group', 'Group', [
      { ...text('displayName'), required: true, uniqueness: 'server' },
      text('externalId'),
      // AWS never returns them.
      { ...members(), multiValued: true, returned: 'never' },
    ]),
    schema(base, ENTERPRISE, 'EnterpriseUser', 'Enterprise User', [
      ...enterprise.map((name) => text(name)),
      complex('manager', ['value']),
    ]),
  ];
}

function schema(base: string, id: string, name: string, description: string, attributes: JsonObject[]): JsonObject {
  const meta = { resourceType: 'Schema', location: `${base}/Schemas/${id}` };
  return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'], id, name, description, attributes, meta };
}

function attribute(name: string, type: 'string' | 'boolean' | 'complex'): JsonObject {
  return {
    name,
    type,
    multiValued: false,
    description: name,
    required: REQUIRED.includes(name),
    caseExact: name === 'externalId',
    mutability: name === 'externalId' ? 'immutable' : 'readWrite',
    returned: 'default',
    uniqueness: name === 'userName' ? 'server' : 'none',
  };
}

/** Only users are members; there are no nested groups. */
function members(): JsonObject {
  const reference = { ...text('$ref'), type: 'reference', referenceTypes: ['User'] };
  return { ...attribute('members', 'complex'), subAttributes: [text('value'), reference, text('display')] };
}

const text = (name: string): JsonObject => attribute(name, name === 'primary' ? 'boolean' : 'string');

const complex = (name: string, parts: readonly string[]): JsonObject => ({
  ...attribute(name, 'complex'),
  subAttributes: parts.map(text),
});
