import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccessPolicy,
  evaluateToken,
  lifetimeWarnings,
  type PolicyRule,
  type TokenRequest,
} from '../../runbook/onboarding/token-policy.js';
import { howOften } from '../support/how-often.js';

/**
 * The same question answered the slow way: every pair of policy and rule is judged on its own, then all pairs that
 * could decide are crossed out by any that comes before them.
 */
function slowly(policies: readonly AccessPolicy[], request: TokenRequest): string {
  const serving: AccessPolicy[] = [];
  for (let priority = 0; priority <= 5; priority++)
    for (const policy of policies)
      if (policy.priority === priority && policy.active)
        if (policy.clients.some((client) => client === request.clientId || client === 'ALL_CLIENTS'))
          serving.push(policy);
  const first = serving[0];
  if (first === undefined) return 'denied';
  for (let priority = 0; priority <= 5; priority++)
    for (const rule of first.rules) if (rule.priority === priority && fits(rule, request)) return `granted ${rule.id}`;
  return serving.length > 1 ? 'unclear' : 'denied';
}

function fits(rule: PolicyRule, { grantType, scopes, user }: TokenRequest): boolean {
  if (!rule.active) return false;
  if (rule.grantTypes.indexOf(grantType) === -1) return false;
  for (const scope of scopes) if (rule.scopes.indexOf('*') === -1 && rule.scopes.indexOf(scope) === -1) return false;
  if (rule.users.exclude.indexOf(user.id) !== -1) return false;
  for (const group of user.groups) if (rule.groups.exclude.indexOf(group) !== -1) return false;
  let meant = rule.users.include.indexOf(user.id) !== -1;
  for (const group of [...user.groups, 'EVERYONE']) if (rule.groups.include.indexOf(group) !== -1) meant = true;
  return meant;
}

const some = (...items: string[]) => fc.subarray(items);
const sides = (...items: string[]) => fc.record({ include: some(...items), exclude: some(...items.slice(0, 2)) });
const rules = fc
  .uniqueArray(
    fc.record({
      name: fc.constant('rule'),
      active: fc.boolean(),
      priority: fc.integer({ min: 0, max: 5 }),
      grantTypes: some('authorization_code', 'password'),
      scopes: some('completions', 'conversations', 'offline_access', '*'),
      groups: sides('g1', 'g2', 'EVERYONE'),
      users: sides('u1', 'u2'),
      accessTokenLifetimeMinutes: fc.constant(60),
    }),
    { selector: (rule) => rule.priority, maxLength: 4 },
  )
  .map((list) => list.map((rule) => ({ ...rule, id: `rule-${rule.priority}` })));
const policies = fc
  .uniqueArray(
    fc.record({
      name: fc.constant('policy'),
      active: fc.boolean(),
      priority: fc.integer({ min: 0, max: 5 }),
      clients: some('kiro', 'other', 'ALL_CLIENTS'),
      rules,
    }),
    { selector: (policy) => policy.priority, maxLength: 4 },
  )
  .map((list) =>
    list.map((policy) => ({
      ...policy,
      id: `policy-${policy.priority}`,
      rules: policy.rules.map((rule) => ({ ...rule, id: `${policy.priority}/${rule.id}` })),
    })),
  );
const requests = fc.record({
  clientId: fc.constantFrom('kiro', 'other', 'third'),
  grantType: fc.constantFrom('authorization_code', 'password'),
  scopes: some('completions', 'conversations', 'offline_access'),
  user: fc.record({ id: fc.constantFrom('u1', 'u2', 'u3'), groups: some('g1', 'g2', 'g3') }),
});

describe('evaluateToken', () => {
  it('agrees with the slow way for any policies and any request', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(policies, requests, (given, request) => {
        const verdict = evaluateToken(given, request);
        const outcome = verdict.outcome === 'granted' ? `granted ${verdict.rule.id}` : verdict.outcome;
        seen.add(verdict.outcome);
        expect(outcome).toBe(slowly(given, request));
      }),
      howOften(500, 5_000),
    );
    expect([...seen].sort()).toEqual(['denied', 'granted', 'unclear']);
  });

  it('does not let the order of the lists matter', () => {
    fc.assert(
      fc.property(policies, requests, (given, request) => {
        const turned = [...given].reverse().map((policy) => ({ ...policy, rules: [...policy.rules].reverse() }));
        expect(evaluateToken(turned, request).outcome).toBe(evaluateToken(given, request).outcome);
      }),
    );
  });
});

describe('what follows from how long tokens live', () => {
  it('says until when somebody who is removed keeps access, also past midnight', () => {
    const [console] = lifetimeWarnings({ accessMinutes: 60, refreshMinutes: 0, refreshWindowMinutes: 10_080 });
    expect(console).toBe(
      'An access token lives 1 h: a person who is removed at 13:32 keeps access until 14:32 at the latest.',
    );
    const [day, session] = lifetimeWarnings({ accessMinutes: 1_440, refreshMinutes: 2_880, refreshWindowMinutes: 600 });
    expect(day).toContain('until 13:32 on the next day');
    expect(session).toContain('renewed for 2 d at the most, as long as it is used at least every 10 h');
  });
});
