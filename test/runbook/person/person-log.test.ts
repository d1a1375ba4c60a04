import { describe, expect, it } from 'vitest';
import type { LogEntry, PersonFacts } from '../../../runbook/person/facts.js';
import { whyOf } from '../../../runbook/person/why.js';
import { access, account, right, team } from './right-person.js';

const ANA = { id: account.id, type: 'User', name: 'Ana Ribeiro' };
const BOB = { id: '00u2', type: 'User', name: 'Bob' };
const refusal = (changes: Partial<LogEntry>): LogEntry => ({
  at: '2026-11-25T10:00:00.000Z',
  type: 'app.oauth2.as.authorize.code',
  result: 'FAILURE',
  reason: 'access_denied',
  knownCure: null,
  by: 'Ana Ribeiro (ana@example.com)',
  targets: [ANA],
  apps: ['0oa1', 'kiro'],
  ...changes,
});
const judged = (log: LogEntry[], changes: Partial<PersonFacts> = {}) => {
  const found = whyOf({ ...right, ...changes, log: { value: log } });
  return { ...found, log: found.checks.find(({ id }) => id === 'system-log')! };
};

describe('refusals by a sign-on policy', () => {
  const denied = (apps: string[]) =>
    refusal({
      type: 'policy.evaluate_sign_on',
      result: 'DENY',
      reason: 'Sign-on policy evaluation resulted in DENY',
      apps,
    });

  it.each([[['0oa1']], [[]]])('stand, whatever the access policies say (application named: %j)', (apps) => {
    const found = judged([denied(apps)]);
    expect([found.ok, found.log.state]).toEqual([false, 'wrong']);
    expect(found.cure).toContain('the sign-in application, Sign On, its authentication policy');
  });

  it('are not over because of a later sign-in to Okta, where they are about the application', () => {
    const at = '2026-11-19T10:00:00.000Z';
    expect(judged([{ ...denied(['0oa1']), at }]).ok).toBe(false);
    expect(judged([{ ...denied([]), at }]).ok).toBe(true);
  });
});

describe('events about others', () => {
  const out = { ...access('0oa1', 'Kiro-OIDC', null), assignment: { value: null } };
  const changes = { signIn: { value: out }, groups: { value: { groups: [team], isWhole: true } } };
  const done = { result: 'SUCCESS', reason: null, apps: [] };

  it('are no loss of a group or an assignment of the admin who did it', () => {
    const group = { id: '00g1', type: 'UserGroup', name: 'Kiro Users' };
    const app = { id: '0oa1', type: 'AppInstance', name: 'Kiro-OIDC' };
    const removals = (who: typeof ANA) => [
      refusal({ ...done, type: 'group.user_membership.remove', targets: [who, group] }),
      refusal({ ...done, type: 'application.user_membership.remove', targets: [who, app] }),
    ];
    const never = '"Kiro-OIDC" is not assigned to them, and they are in none of the groups';
    expect(judged(removals(BOB), changes).answer).toContain(never);
    const [fromGroup, fromApp] = removals(ANA);
    expect(judged([fromGroup!], changes).answer).toContain('taken out of the group "Kiro Users"');
    expect(judged([fromApp!], changes).answer).toContain('their assignment to "Kiro-OIDC" was removed');
  });

  it('are no refused sign-in: failed work of an admin, a refusal of somebody else or by another client', () => {
    const others = [
      refusal({ type: 'user.account.reset_password', targets: [BOB], apps: [] }),
      refusal({ targets: [BOB] }),
      refusal({ type: 'system.email.send', apps: [] }),
      refusal({ apps: ['0oa9', 'payroll'] }),
    ];
    expect(judged(others).log).toMatchObject({ state: 'ok', text: 'no refusal of the last 90 days' });
  });
});

it('takes a sign-in to another client for none to Kiro', () => {
  const later = { at: '2026-11-26T10:00:00.000Z', result: 'SUCCESS', reason: null };
  expect(judged([refusal({ ...later, apps: ['0oa9'] }), refusal({})]).ok).toBe(false);
  expect(judged([refusal({ ...later, apps: ['kiro'] }), refusal({})]).ok).toBe(true);
});

it('leaves open whose refusal it is where the application could not be read', () => {
  const found = judged([refusal({})], { signIn: { why: 'Okta does not let this client read it (403)' } });
  expect(found.log).toMatchObject({
    state: 'unknown',
    text: expect.stringContaining('was for Kiro: the application could not be read') as string,
  });
});
