import { z } from 'zod';
import type { Path } from './problem.js';
import { fileSchema } from './schema.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema of `onboarding.yaml` for editors, as `onboarding.schema.json` holds it. */
export function jsonSchema(): JsonSchema {
  return z.toJSONSchema(fileSchema, {
    io: 'input',
    // zod leaves examples out where a value is turned into its normal form.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  });
}

/** The keys that are known at a place of the file. */
export function knownKeys(path: Path): string[] {
  return Object.keys(withKeys(schemaAt(path))?.properties ?? {});
}

/** An example of the value at a place: its own, its default or one of the values it can have. */
export function exampleAt(path: Path): unknown {
  const found = schemaAt(path);
  const own = found?.examples?.[0];
  if (own !== undefined) return own;
  // An empty group of keys shows nothing: its first key with an example does.
  const keys = withKeys(found)?.properties ?? {};
  const key = Object.keys(keys).find((name) => exampleAt([...path, name]) !== undefined);
  return key === undefined ? (found?.default ?? found?.enum?.[0]) : { [key]: exampleAt([...path, key]) };
}

/** Where else a key is known, such as `okta` for `orgUrl`; null where it is not. */
export function homeOf(key: string): string | null {
  return knownKeys([]).find((parent) => knownKeys([parent]).includes(key)) ?? null;
}

function schemaAt(path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((at, part) => {
    if (typeof part === 'number') return at?.items as JsonSchema | undefined;
    return withKeys(at)?.properties?.[part] as JsonSchema | undefined;
  }, wholeSchema());
}

let whole: JsonSchema | undefined;

/** Made once: the keys of every section of a file are looked up in it. */
function wholeSchema(): JsonSchema {
  whole ??= jsonSchema();
  return whole;
}

/** The branch of a union that holds keys, such as the long form of a person; else the schema itself. */
function withKeys(schema: JsonSchema | undefined): JsonSchema | undefined {
  const branches = schema?.anyOf ?? [];
  const fitting = branches.map((branch) => withKeys(branch)).find((branch) => branch?.properties !== undefined);
  return fitting ?? schema;
}
