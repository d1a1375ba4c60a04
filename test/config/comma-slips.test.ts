import { describe, expect, it } from 'vitest';
import { inputOf, minimal, problemsOf } from './config-support.js';

/** What people write, where it is refused, and the cure. */
const CUT: [string, RegExp][] = [
  ['okta: { rateLimitReserve: 0,2 }', /"2" is not a known key under okta: .*rateLimitReserve: 0\.2$/],
  ['okta: { rateLimitReserve: 0,25, tryConnectionApi: true }', /rateLimitReserve: 0\.25$/],
  ['tokens: { refreshWindowMinutes: 10,080 }', /refreshWindowMinutes: 10080$/],
  ['tokens: { refreshWindowMinutes: 43,200 }', /refreshWindowMinutes: 43200$/],
  ['okta: { oidcApplication: Kiro, Production }', /oidcApplication: "Kiro, Production"$/],
  ['okta: { oidcApplication: Kiro, Production, EU, tryConnectionApi: true }', /"Kiro, Production, EU"$/],
  ['subscribe: { groups: [Kiro Team], tier: Kiro Pro, Yearly }', /tier: "Kiro Pro, Yearly"$/],
  ['provision: { groups: [Kiro Users], users: [ana], Contractors }', /"Contractors" is not a known key.*into the list/],
  ['okta: {orgUrl:https://example.okta.com}', /blank after the colon: orgUrl: https:\/\/example\.okta\.com$/],
  ['okta: { Kiro }', /"Kiro" is not a known key under okta\. Known under okta/],
  ['nofity:', /"nofity" is not a known key at the top level\. Did you mean "notify"/],
  ['foo: ~', /"foo" is not a known key/],
  ['people: { kiroadmin: }', /Did you mean "kiroAdmin"/],
  ['people: { kiroAdmin: { email: ana@example.com, slak: } }', /Did you mean "slack"/],
];

describe('an unknown key without a value', () => {
  it.each(CUT)('is one problem, with the cure: %s', async (line, said) => {
    const problems = await problemsOf(minimal(line));
    expect(problems.map((problem) => problem.line)).toEqual([3]);
    expect(`${problems[0]?.message} ${problems[0]?.fix}`).toMatch(said);
  });

  it.each([
    'okta: { oidcApplication: , tryConnectionApi }',
    'provision:',
    'notify: ~',
    'people: { kiroAdmin: , reviewers: [{ email: ana@example.com, escalateTo: , slack }] }',
    'notify: { email: { from: ana@example.com, copyTo } }',
    'dns: { publish: rfc2136, rfc2136: { server: "a:53", keyName: k, zone: } }',
  ])('is not one that is known: %s', async (line) => {
    expect((await inputOf(minimal(line))).domain).toBe('example.com');
  });
});
