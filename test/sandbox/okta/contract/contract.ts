import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

export type Schema = Record<string, unknown>;

export interface Operation {
  method: string;
  /** With `{names}` in it. */
  path: string;
  request: Schema | null;
  /** By status; null where there is no body. */
  answers: Record<string, Schema | null>;
}

/** What `extract.ts` takes out of Okta's OpenAPI document. */
export interface Contract {
  origin: string;
  license: string;
  operations: Operation[];
  $defs: Record<string, Schema>;
}

/** A call as it went over the wire. */
export interface Exchange {
  method: string;
  /** Without the query. */
  path: string;
  request: unknown;
  status: number;
  answer: unknown;
}

/** How each call departs from Okta's document, as "GET /path: where: what"; nothing where it does not. */
export function deviations(exchanges: readonly Exchange[]): string[] {
  return [...new Set(exchanges.flatMap((exchange) => deviationsOf(exchange)))].sort();
}

const contract = JSON.parse(readFileSync(new URL('./okta-openapi.json', import.meta.url), 'utf8')) as Contract;
const ajv = new Ajv2020({ allErrors: true, strict: false, formats: formats() });
ajv.addSchema({ $id: 'okta', $defs: contract.$defs });
const compiled = new Map<Schema, ValidateFunction>();

function deviationsOf({ method, path, request, status, answer }: Exchange): string[] {
  const operation = contract.operations.find((one) => one.method === method && matches(one.path, path));
  if (operation === undefined) return [`${method} ${path}: not in the extract`];
  const name = `${method} ${operation.path}`;
  if (status >= 400) return [];
  const schema = operation.answers[status];
  if (schema === undefined)
    return [`${name}: answered with ${status}, not ${Object.keys(operation.answers).join(', ')}`];
  return [...errors(`${name} request`, operation.request, request), ...errors(`${name} answer`, schema, answer)];
}

function errors(name: string, schema: Schema | null, body: unknown): string[] {
  if (schema === null) return body === null ? [] : [`${name}: has a body`];
  // A misspelt member would be taken for one that Okta does not know, and be ignored. A PUT sends back all it was given.
  const closed = /^(POST|PATCH) \S+ request$/.test(name) ? { unevaluatedProperties: false } : {};
  const known = compiled.get(schema) ?? ajv.compile({ ...absolute(schema), ...closed });
  compiled.set(schema, known);
  if (known(body)) return [];
  return (known.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, message, params }) => {
      const where = instancePath.replace(/\/\d+/g, '/*');
      return `${name}: ${where === '' ? '' : `${where} `}${message} ${JSON.stringify(params)}`;
    });
}

/** References lead into the schema that holds all definitions. */
function absolute(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"okta#/$defs/')) as Schema;
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}

function formats(): Record<string, RegExp | true> {
  const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
  const unchecked = [
    'uri',
    'email',
    'int32',
    'int64',
    'binary',
    'byte',
    'double',
    'float',
    'password',
    'uuid',
    'regex',
  ];
  return { 'date-time': dateTime, ...Object.fromEntries(unchecked.map((name) => [name, true as const])) };
}
