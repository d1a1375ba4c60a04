import { expect, it } from 'vitest';
import { minimal, problemsOf } from './config-support.js';

it.each([
  ['push: { groups: [Kiro: Users] }', /colon makes "Kiro" a key.*quotes: "Kiro: Users"/],
  ['push: { groups: [Kiro Users: ] }', /quotes: "Kiro Users:"/],
  ['scopes: ["codewhisperer": completions]', /Write codewhisperer:completions without a blank/],
  ['domain: example.org', /The key domain is there twice, first in line \d+\./],
  ['notify: { slack: { channel: "#a", channel: "#b" } }', /The key channel is there twice\./],
  ['push: [Kiro Team]', /push: \{ groups: \[ Kiro Team \] \}/],
  ['notify: { slack: "#kiro" }', /slack: \{ channel: "#kiro-onboarding" \}/],
  ['push: &s { groups: [A, *s] }', /The alias \*s is inside of what it repeats/],
  ['push: { groups: *all }', /\*all for an alias, but no value is marked &all/],
  ['push: { groups: !include groups.yaml }', /!include is not supported/],
  ['pilot: !ENV X', /!ENV is not supported/],
  ['...\nfoo: bar', /second document/],
])('%j is one problem with a sentence that helps', async (lines, said) => {
  const problems = await problemsOf(minimal(lines));
  expect(problems).toHaveLength(1);
  expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
});
