import type { Context } from 'hono';
import type { JsonObject } from '../../kit/json-values.js';
import { scimJson } from '../frame.js';
import type { Routes } from '../world.js';
import { ENTERPRISE, GROUP, USER } from './attributes.js';
import { notFound, notOffered } from './errors.js';
import { scimBase } from './resources.js';
import { schemas } from './schemas.js';

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
