import type { Context } from 'hono';
import type { JsonObject } from '../../kit/json-values.js';
import type { Routes } from '../kiro-state.js';
import { notFound, notOffered, scimJson } from './scim-answers.js';
import { scimBase } from './scim-resources.js';
import { ENTERPRISE, ENTERPRISE_TEXTS, GROUP, LISTS, NAME_PARTS, TEXTS, USER } from './user-attributes.js';

/** ServiceProviderConfig, ResourceTypes and Schemas; and what AWS says it does not offer. */
export const metaRoutes: Routes = (app, { settings }) => {
  app.get('/:tenant/scim/v2/ServiceProviderConfig', (c) => scimJson(c, providerConfig(scimBase(c))));

  app.get('/:tenant/scim/v2/ResourceTypes', (c) => scimJson(c, list(resourceTypes(scimBase(c)))));
  app.get('/:tenant/scim/v2/ResourceTypes/:id', (c) => one(c, resourceTypes(scimBase(c))));

  app.get('/:tenant/scim/v2/Schemas', (c) => scimJson(c, list(schemas(settings.refuseAttributes, scimBase(c)))));
  app.get('/:tenant/scim/v2/Schemas/:id', (c) => one(c, schemas(settings.refuseAttributes, scimBase(c))));

  for (const path of ['Me', 'Bulk', '.search', 'Users/.search', 'Groups/.search']) {
    app.all(`/:tenant/scim/v2/${path}`, () => {
      throw notOffered();
    });
  }
};

function providerConfig(base: string): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    documentationUri: 'https://docs.aws.amazon.com/singlesignon/latest/developerguide/what-is-scim.html',
    patch: { supported: true },
    bulk: { supported: false, maxOperations: 1, maxPayloadSize: 1_048_576 },
    // 50 in each copy of AWS's page, also beside 100 a page.
    filter: { supported: true, maxResults: 50 },
    changePassword: { supported: false },
    sort: { supported: false },
    etag: { supported: false },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'OAuth Bearer Token',
        description: 'Authentication scheme using the OAuth Bearer Token Standard',
        specUri: 'https://www.rfc-editor.org/info/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

function resourceTypes(base: string): JsonObject[] {
  const type = (id: string, endpoint: string, schema: string, schemaExtensions: JsonObject[]): JsonObject => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id,
    name: id,
    endpoint,
    schema,
    schemaExtensions,
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${id}` },
  });
  return [type('User', '/Users', USER, [{ schema: ENTERPRISE, required: false }]), type('Group', '/Groups', GROUP, [])];
}

function one(c: Context, items: JsonObject[]): Response {
  const item = items.find(({ id }) => id === c.req.param('id'));
  if (item === undefined) throw notFound('Schema');
  return scimJson(c, item);
}

function list(Resources: JsonObject[]): JsonObject {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  return { schemas, totalResults: Resources.length, itemsPerPage: Resources.length, startIndex: 1, Resources };
}

const REQUIRED = ['userName', 'displayName', 'name', 'familyName', 'givenName'];

/** The schemas that `/Schemas` tells; attributes that Kiro refuses are missing. */
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
