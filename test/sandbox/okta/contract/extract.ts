import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Contract, Operation, Schema } from './contract.js';

/**
 * Takes out of Okta's OpenAPI document what the runbook's calls need, as JSON Schema. To be run by hand, with the
 * document as Okta's Go SDK carries it (github.com/okta/okta-sdk-golang/v6, okta/api/openapi.yaml):
 *
 *     npx tsx test/sandbox/okta/contract/extract.ts path/to/openapi.yaml
 */
const OPERATIONS = `
  GET,POST             /api/v1/apps
  GET,PUT              /api/v1/apps/{appId}
  GET                  /api/v1/apps/{appId}/connections/default
  GET                  /api/v1/apps/{appId}/features
  GET                  /api/v1/apps/{appId}/groups
  GET,PUT              /api/v1/apps/{appId}/groups/{groupId}
  GET,POST             /api/v1/apps/{appId}/group-push/mappings
  GET,PATCH            /api/v1/apps/{appId}/group-push/mappings/{mappingId}
  GET,POST             /api/v1/apps/{appId}/users
  GET                  /api/v1/apps/{appId}/users/{userId}
  GET,POST             /api/v1/authorizationServers
  GET,PUT              /api/v1/authorizationServers/{authServerId}
  GET,POST             /api/v1/authorizationServers/{authServerId}/policies
  GET,PUT              /api/v1/authorizationServers/{authServerId}/policies/{policyId}
  GET,POST             /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules
  GET,PUT              /api/v1/authorizationServers/{authServerId}/policies/{policyId}/rules/{ruleId}
  GET,POST             /api/v1/authorizationServers/{authServerId}/scopes
  GET,PUT              /api/v1/authorizationServers/{authServerId}/scopes/{scopeId}
  GET                  /api/v1/groups
  GET                  /api/v1/groups/{groupId}
  GET                  /api/v1/groups/{groupId}/users
  GET                  /api/v1/logs
  GET                  /api/v1/mappings
  GET,POST             /api/v1/mappings/{mappingId}
  GET                  /api/v1/meta/schemas/apps/{appId}/default
  GET                  /api/v1/meta/types/user
  GET                  /api/v1/users
  GET                  /api/v1/users/{id}`;

/** A request leaves out what is read only, an answer what is write only: each has schemas of its own. */
type Side = 'request' | 'answer';

interface OpenApiSchema extends Record<string, unknown> {
  $ref?: string;
  required?: string[];
  properties?: Record<string, OpenApiSchema>;
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  nullable?: boolean;
  enum?: unknown[];
}
interface Media {
  content?: { 'application/json'?: { schema: OpenApiSchema } };
}
interface Document {
  info: { title: string; version: string; license: { name: string; url: string } };
  paths: Record<
    string,
    Record<string, { requestBody?: Media; responses: Record<string, Media>; parameters?: unknown }>
  >;
  components: { schemas: Record<string, OpenApiSchema> };
}

const DROPPED =
  /^(description|title|example|examples|default|externalDocs|discriminator|nullable|readOnly|writeOnly|deprecated|xml|x-.*)$/;

function extract(document: Document): Contract {
  const defs: Record<string, Schema> = {};

  function reference(ref: string, side: Side): Schema {
    const name = ref.replace('#/components/schemas/', '');
    const key = `${name}.${side}`;
    if (!(key in defs)) {
      defs[key] = {};
      Object.assign(defs[key] as object, convert(document.components.schemas[name] ?? {}, side));
    }
    return { $ref: `#/$defs/${key}` };
  }

  /** OpenAPI 3.0 to JSON Schema: `nullable` is a type, a discriminator is a row of conditions. */
  function convert(schema: OpenApiSchema, side: Side): Schema {
    if (schema.$ref !== undefined) return reference(schema.$ref, side);
    const { discriminator, nullable, required = [], properties = {} } = schema;
    const hidden = side === 'request' ? 'readOnly' : 'writeOnly';
    const rest = Object.entries(schema).filter(([name]) => !DROPPED.test(name) && name !== 'required');
    const converted: Schema = Object.fromEntries(rest.map(([name, value]) => [name, inside(name, value, side)]));
    const needed = required.filter((name) => properties[name]?.[hidden] !== true);
    if (needed.length > 0) converted['required'] = needed;
    if (discriminator !== undefined && 'oneOf' in schema) {
      delete converted['oneOf'];
      converted['allOf'] = Object.entries(discriminator.mapping ?? {}).map(([value, ref]) => ({
        if: { properties: { [discriminator.propertyName]: { const: value } }, required: [discriminator.propertyName] },
        then: reference(ref, side),
      }));
    }
    return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
  }

  function inside(name: string, value: unknown, side: Side): unknown {
    if (name === 'properties') {
      const entries = Object.entries(value as Record<string, OpenApiSchema>);
      return Object.fromEntries(entries.map(([key, schema]) => [key, convert(schema, side)]));
    }
    if (['allOf', 'oneOf', 'anyOf'].includes(name)) return (value as OpenApiSchema[]).map((one) => convert(one, side));
    const isSchema =
      name === 'items' || name === 'not' || (name === 'additionalProperties' && typeof value === 'object');
    return isSchema ? convert(value as OpenApiSchema, side) : value;
  }

  const schemaOf = (media: Media | undefined, side: Side): Schema | null => {
    const schema = media?.content?.['application/json']?.schema;
    return schema === undefined ? null : convert(schema, side);
  };

  const operations = OPERATIONS.trim()
    .split('\n')
    .flatMap((line) => {
      const [methods = '', path = ''] = line.trim().split(/\s+/);
      return methods.split(',').map((method): Operation => {
        const found = document.paths[path]?.[method.toLowerCase()];
        if (found === undefined) throw new Error(`${method} ${path} is not in the document.`);
        const succeeded = Object.entries(found.responses).filter(([status]) => /^2/.test(status));
        const answers = Object.fromEntries(succeeded.map(([status, media]) => [status, schemaOf(media, 'answer')]));
        return { method, path, request: schemaOf(found.requestBody, 'request'), answers };
      });
    });
  const { title, version, license } = document.info;
  const origin = `${title} ${version}, from github.com/okta/okta-sdk-golang/v6 v6.1.6, okta/api/openapi.yaml`;
  return { origin, license: `${license.name} (${license.url}), Copyright Okta, Inc.`, operations, $defs: defs };
}

const document = parse(readFileSync(process.argv[2] ?? '', 'utf8'), { maxAliasCount: -1 }) as Document;
writeFileSync(new URL('./okta-openapi.json', import.meta.url), JSON.stringify(extract(document)));
