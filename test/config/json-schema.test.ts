import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../config/json-schema.js';

const written = async (): Promise<object> => JSON.parse(await readFile('onboarding.schema.json', 'utf8')) as object;

it('is current (npx tsx config/write-json-schema.ts)', async () => {
  expect(await written()).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});

it('accepts the example and refuses an unknown key', async () => {
  const validate = new Ajv2020({ strict: false }).compile(await written());
  const example = await readFile('onboarding.example.yaml', 'utf8');
  expect(example.startsWith('# yaml-language-server: $schema=./onboarding.schema.json\n')).toBe(true);
  expect(validate(parse(example))).toBe(true);
  expect(validate({ ...(parse(example) as object), domian: 'example.com' })).toBe(false);
});
