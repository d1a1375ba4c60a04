import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../config/durations.js';
import { inputOf, minimal, problemsOf } from './config-support.js';

describe('parseDuration', () => {
  it.each([
    ['24h', 86_400_000],
    ['4h', 14_400_000],
    ['3d', 259_200_000],
    ['30s', 30_000],
    ['90m', 5_400_000],
    ['0s', 0],
  ])('reads %s', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));

  it.each(['24', '', '1.5h', '-1h', '1w', '9999d', 'h'])('refuses "%s"', (text) =>
    expect(parseDuration(text)).toBeNull(),
  );
});

describe('a field', () => {
  it.each([
    ['scopes: []', 'scopes'],
    ['scopes: [codewhisperer:chat]', 'scopes[0]'],
    ['scopes: [codewhisperer:completions, codewhisperer:completions]', 'scopes'],
    ['okta: { rateLimitReserve: 1.1 }', 'okta.rateLimitReserve'],
    ['tokens: { accessMinutes: 4 }', 'tokens.accessMinutes'],
    ['tokens: { accessMinutes: 1441 }', 'tokens.accessMinutes'],
    ['tokens: { accessMinutes: 30.5 }', 'tokens.accessMinutes'],
    ['tokens: { refreshMinutes: 30 }', 'tokens.refreshMinutes'],
    ['tokens: { refreshMinutes: 600 }', 'tokens.refreshWindowMinutes'],
    ['tokens: { refreshWindowMinutes: 9 }', 'tokens.refreshWindowMinutes'],
    ['tokens: { sessionMinutes: 9 }', 'tokens.sessionMinutes'],
    ['okta: { oidcApplication: "  " }', 'okta.oidcApplication'],
    ['provision: { groups: [] }', 'provision'],
    ['provision: { users: [Kiro Users] }', 'provision.users[0]'],
    ['push: { groups: [2026] }', 'push.groups[0]'],
    ['pilot: ana', 'pilot'],
    ['dns: { resolvers: [9.9.9.9] }', 'dns.resolvers[0]'],
    ['dns: { resolvers: ["9.9.9.9:70000"] }', 'dns.resolvers[0]'],
    ['dns: { port: 0 }', 'dns.port'],
    ['dns: { recordName: other.org }', 'dns.recordName'],
    ['dns: { doh: http://dns.example }', 'dns.doh'],
    ['notify: { webhook: "https://user:key@hooks.example.com/kiro" }', 'notify.webhook'],
    ['notify: { webhook: "https://hooks.slack.com/services/T0/B0/x" }', 'notify.webhook'],
    ['notify: { webhook: "https://discord.com/api/webhooks/1/x" }', 'notify.webhook'],
    ['dns: { publish: rfc2136 }', 'dns.rfc2136'],
    ['dns: { rfc2136: { server: "ns1.example.com:53", keyName: k } }', 'dns.rfc2136'],
    ['dns: { publish: rfc2136, rfc2136: { server: ns1.example.com, keyName: k } }', 'dns.rfc2136.server'],
    ['dns: { publish: rfc2136, rfc2136: { server: "a:53", keyName: k, zone: other.org } }', 'dns.rfc2136.zone'],
    [
      'dns: { publish: rfc2136, rfc2136: { server: "a:53", keyName: k, tsigSecret: aGVsbG8= } }',
      'dns.rfc2136.tsigSecret',
    ],
    ['waits: { remindAfter: 0s }', 'waits.remindAfter'],
    ['waits: { timeZone: Mars }', 'waits.timeZone'],
    ['waits: { workingHours: 9-17 }', 'waits.workingHours'],
    ['people: { kiroAdmin: { slack: U1 } }', 'people.kiroAdmin.email'],
    ['people: { kiroAdmin: { email: ana@example.com, slak: U1 } }', 'people.kiroAdmin.slak'],
    ['people: { kiroAdmin: 5 }', 'people.kiroAdmin'],
    ['people: { reviewers: dee@example.com }', 'people.reviewers'],
    ['people: { reviewers: [dee@example.com, { email: Dee@example.com, slack: U1 }] }', 'people.reviewers'],
  ])('%s is a problem at %s', async (line, path) => {
    const problems = await problemsOf(minimal(line));
    expect(problems).toMatchObject([{ path, line: 3 }]);
    expect(problems[0]?.message).toMatch(/\.$/);
    expect(problems[0]?.fix).not.toBe('');
  });

  it('needs somebody who may sign in', async () => {
    expect(await problemsOf('domain: example.com\nsignIn: { groups: [] }')).toMatchObject([
      { path: 'signIn', line: 2 },
    ]);
    expect(await problemsOf('domain: example.com')).toMatchObject([{ path: 'signIn' }]);
  });

  it('takes a person in both forms, and name servers with IPv6 addresses', async () => {
    const input = await inputOf(
      minimal(
        'people: { kiroAdmin: ana@example.com, oktaAdmin: { email: ben@example.com, slack: U123 }, reviewers: [dee@example.com, { email: fay@example.com, escalateTo: gus@example.com }] }',
        'dns: { resolvers: ["[::1]:5353", "localhost:53"], recordName: _Kiro.Example.com. }',
      ),
    );
    expect(input.people['kiro-admin']).toEqual({ email: 'ana@example.com' });
    expect(input.people['okta-admin']).toEqual({ email: 'ben@example.com', slack: 'U123' });
    expect(input.people.reviewers).toEqual([
      { email: 'dee@example.com' },
      { email: 'fay@example.com', escalateTo: { email: 'gus@example.com' } },
    ]);
    expect(input.dns).toMatchObject({
      resolvers: ['[::1]:5353', 'localhost:53'],
      recordName: '_kiro.example.com',
      port: 53,
    });
  });
});
