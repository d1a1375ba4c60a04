import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { jsonSchema } from '../../config/json-schema.js';
import { DNS_PUBLISHER_NAMES, DNS_PUBLISHERS, isDnsPublisher } from '../../runbook/onboarding/dns-publishers.js';

it.each(DNS_PUBLISHER_NAMES)('docs/dns.md, the example and the configuration know the publisher %s', async (name) => {
  const { environment, settings } = DNS_PUBLISHERS[name];
  const row = (await readFile('docs/dns.md', 'utf8')).split('\n').find((line) => line.startsWith(`| \`${name}\``));
  expect(row ?? 'no row in docs/dns.md').toContain(environment.replace('*', ''));
  expect(await readFile('onboarding.example.yaml', 'utf8')).toMatch(new RegExp(`publish: person #.*\\b${name}\\b`));
  const { dns } = jsonSchema().properties as { dns: { properties: { publish: { enum: string[] } } } };
  expect(dns.properties.publish.enum).toContain(name);
  expect(name in dns.properties).toBe(settings !== null);
});

it('takes a person, and what another version wrote, for no publisher', () => {
  expect(['person', 'made-up', 'toString', String(undefined)].filter(isDnsPublisher)).toEqual([]);
});
