import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../../runbook/onboarding/token-policy.js';
import type { LogEntry, OktaGroup, PersonFacts, TokenServer } from '../../../runbook/person/facts.js';
import type { PersonCheckId, WhyAnswer } from '../../../runbook/person/verdict.js';
import { whyChecksInSlack, whyInSlack, whyLines } from '../../../runbook/person/why-text.js';
import { whyOf } from '../../../runbook/person/why.js';
import { access, account, inKiro, policy, right, rule, scopes, server, team, user, users } from './right-person.js';

const why = (changes: Partial<PersonFacts>): WhyAnswer => whyOf({ ...right, ...changes });
const check = (found: WhyAnswer, id: PersonCheckId) => found.checks.find((one) => one.id === id)!;
const withServer = (changes: Partial<TokenServer>) => why({ server: { value: { ...server, ...changes } } });
const withRule = (changes: Partial<PolicyRule>) =>
  withServer({ policies: { value: [{ ...policy, rules: [{ ...rule, ...changes }] }] } });
const event = (changes: Partial<LogEntry>): LogEntry => ({
  at: '2026-11-25T10:00:00.000Z',
  type: 'user.authentication.auth_via_mfa',
  result: 'FAILURE',
  reason: 'INVALID_CREDENTIALS',
  knownCure: null,
  by: 'Ana Ribeiro (ana@example.com)',
  targets: [{ id: account.id, type: 'User', name: 'Ana Ribeiro' }],
  apps: [],
  ...changes,
});

it('is right where everything is', () => {
  expect(why({})).toMatchObject({ ok: true, cure: null, userId: '00u1' });
  expect(why({}).checks.map(({ state }) => state)).toEqual(Array(8).fill('ok'));
});

describe('the token, evaluated for one person', () => {
  it('names all that keeps the nearest rule from them', () => {
    const both = withRule({ scopes: ['openid'], grantTypes: [] });
    expect(both.answer).toBe(
      `ana@example.com gets no token for Kiro, like everybody else: the rule "Kiro" of the policy "Kiro" does not allow the grant authorization_code and does not allow ${scopes.join(', ')}.`,
    );
    const far = { ...rule, id: '0pr0', name: 'Others', grantTypes: [], scopes: [], active: false };
    const near = { ...rule, users: { include: [], exclude: [account.id] } };
    const found = withServer({ policies: { value: [{ ...policy, rules: [far, near] }] } });
    expect(found.answer).toBe(
      'ana@example.com gets no token for Kiro: the rule "Kiro" of the policy "Kiro" excludes them.',
    );
  });

  it('goes by the groups of the person, and by all of them', () => {
    expect(withRule({ groups: { include: ['00g2'], exclude: [] } }).ok).toBe(true);
    expect(withRule({ groups: { include: ['EVERYONE'], exclude: ['00g1'] } }).ok).toBe(false);
    const some = { value: { groups: [users, team], isWhole: false } };
    const rules = [{ ...rule, groups: { include: ['00g9'], exclude: [] } }];
    const unsure = why({ groups: some, server: { value: { ...server, policies: { value: [{ ...policy, rules }] } } } });
    expect(check(unsure, 'token')).toMatchObject({
      state: 'unknown',
      text: expect.stringContaining('not all of their groups') as string,
    });
  });

  it('leaves open what Okta leaves open: a policy without a fitting rule before another one', () => {
    const first = { ...policy, id: '00p0', name: 'First', priority: 0, rules: [] };
    const found = withServer({ policies: { value: [policy, first] } });
    expect([found.ok, check(found, 'token').state]).toEqual([null, 'unknown']);
    expect(check(found, 'token').text).toContain('Okta does not say whether it goes on to it');
  });

  it('takes another policy that decides first, where it issues a token all the same', () => {
    const first = { ...policy, id: '00p0', name: 'All', priority: 0, clients: ['ALL_CLIENTS'] };
    const found = withServer({ policies: { value: [policy, first] } });
    expect(check(found, 'token').text).toBe('the rule "Kiro" of the policy "All" would issue one');
  });

  it('compares the issuer with the one that Kiro was given', () => {
    const found = withServer({ given: 'https://login.example.com/oauth2/aus1' });
    expect(found.answer).toBe(
      'ana@example.com cannot sign in to Kiro, like everybody else: tokens now name the issuer https://example.okta.com/oauth2/aus1, and Kiro was given https://login.example.com/oauth2/aus1.',
    );
  });

  it('needs the server and the application', () => {
    expect(why({ server: { value: null } }).answer).toContain('the org has no authorization server "Kiro"');
    const without = why({ signIn: { value: null } });
    expect(without.answer).toContain('like everybody else: the org has no application "Kiro-OIDC"');
    expect(check(without, 'token').state).toBe('unknown');
  });
});

describe('the System Log of one person', () => {
  it('counts a refusal as long as nothing came through after it', () => {
    const refused = why({ log: { value: [event({})] } });
    expect(refused.answer).toBe(
      'ana@example.com was refused by Okta on 2026-11-25 10:00 UTC (a sign-in): INVALID_CREDENTIALS.',
    );
    expect(refused.cure).toMatch(/wrong password or factor/);
    expect(why({ log: { value: [event({ at: '2026-11-19T10:00:00.000Z' })] } }).ok).toBe(true);
  });

  it('does not take a sign-in to Okta for one to Kiro', () => {
    const old = event({
      at: '2026-11-19T10:00:00.000Z',
      type: 'app.oauth2.as.authorize.code',
      reason: 'illegal_redirect_uri',
    });
    expect(why({ log: { value: [old] } }).cure).toContain('compares all eleven');
    const success = event({ type: 'app.oauth2.as.authorize.code', result: 'SUCCESS', reason: null, apps: ['0oa1'] });
    expect(why({ log: { value: [success, old] } }).ok).toBe(true);
  });

  it('takes a push of somebody else for nothing of theirs', () => {
    const others = event({
      type: 'application.provision.user.push',
      targets: [{ id: '00u2', type: 'User', name: 'Ben' }],
    });
    expect(why({ log: { value: [others] } }).ok).toBe(true);
  });

  it('names the newest loss of a group that is not theirs again', () => {
    const lost = (name: string, id: string, at: string) =>
      event({
        type: 'group.user_membership.remove',
        result: 'SUCCESS',
        reason: null,
        at,
        by: 'Dee Larsen (dee@example.com)',
        targets: [
          { id: account.id, type: 'User', name: 'Ana Ribeiro' },
          { id, type: 'UserGroup', name },
        ],
      });
    const out = { ...access('0oa1', 'Kiro-OIDC', null), assignment: { value: null } };
    const log = [
      lost('Other', '00g7', '2026-11-24T00:00:00.000Z'),
      lost('Kiro Users', '00g1', '2026-11-23T08:30:00.000Z'),
    ];
    const found = why({
      signIn: { value: out },
      groups: { value: { groups: [team], isWhole: true } },
      log: { value: log },
    });
    expect(found.answer).toBe(
      'ana@example.com cannot sign in to Kiro: they were taken out of the group "Kiro Users" on 2026-11-23 08:30 UTC, by Dee Larsen (dee@example.com).',
    );
  });
});

describe('Kiro’s side of one person', () => {
  const at = (changes: object) => why({ kiro: { value: { ...inKiro, ...changes } } });

  it('compares the externalId with the Okta id, and the name with what Okta sends', () => {
    expect(at({ byId: { ...user, externalId: '00u9' } }).answer).toContain(
      'with the externalId 00u9, which is not their Okta id 00u1',
    );
    expect(at({ byId: { ...user, userName: 'ANA@example.com' } }).ok).toBe(true);
  });

  it('names somebody inactive, and is not sure of others, where the assignment could not be read', () => {
    const app = access('0oa2', 'SCIM', null);
    const provisioning = { value: { ...app, assignment: { why: 'Okta does not let this client read it' } } };
    const found = (active: boolean) => {
      const kiro = { host: 'h', byId: null, byName: { ...user, active }, groups: { why: 'nobody asked' } };
      return why({ provisioning, kiro: { value: kiro } });
    };
    expect(found(false).answer).toBe('ana@example.com is inactive in Kiro.');
    expect(check(found(true), 'kiro').state).toBe('unknown');
  });

  it('goes by the name that a renamed group has in Kiro, where it is known', () => {
    const crew = { ...team, name: 'Kiro Crew' };
    const target = (name: string) => ({ ...team, id: '00g8', name, type: 'APP_GROUP', source: '0oa2' });
    const state = (groups: OktaGroup[]) =>
      check(why({ groups: { value: { groups: [users, ...groups], isWhole: true } } }), 'group').state;
    expect(state([crew, target('Kiro Team')])).toBe('ok');
    expect(state([crew, target('Another')])).toBe('wrong');
    expect(state([crew])).toBe('unknown');
  });

  it('says which group of several was not asked for', () => {
    const wanted = { ...right.wanted, push: { groups: ['Kiro Team', 'Kiro Users'] } };
    const pushes = {
      value: ['00g1', '00g2'].map((groupId) => ({
        groupId,
        targetGroupId: null,
        status: 'ACTIVE',
        error: null,
        knownCure: null,
        lastPush: null,
      })),
    };
    const groups = { value: { in: ['Kiro Team'], asked: ['Kiro Team'] } };
    const found = whyOf({ ...right, wanted, pushes, kiro: { value: { host: 'h', byId: user, byName: null, groups } } });
    expect(check(found, 'group')).toMatchObject({
      state: 'unknown',
      text: expect.stringContaining('only "Kiro Team" was asked for') as string,
    });
  });

  it('takes the application’s own copy of a pushed group for no group of the org', () => {
    const copy = { ...team, id: '00g3', type: 'APP_GROUP', source: '0oa2' };
    expect(why({ groups: { value: { groups: [users, team, copy], isWhole: true } } }).ok).toBe(true);
  });
});

describe('the seat of one person', () => {
  it.each([
    [
      'cancelled',
      [{ names: ['ana@example.com'], status: 'canceled' as const, tier: null, source: 'group' as const }],
      /^The seat of ana@example\.com in Kiro is cancelled\.$/,
    ],
    ['absent', [], /^ana@example\.com has no seat in Kiro\.$/],
  ])('%s', (_what, seats, answer) => expect(why({ seats: { value: seats } }).answer).toMatch(answer));

  it('is not meant for somebody whom the configuration does not subscribe', () => {
    const wanted = { ...right.wanted, subscribe: { groups: ['Others'], users: [], tier: 'Kiro Pro' } };
    expect(why({ wanted, seats: { value: [] } }).answer).toBe(
      'ana@example.com has no seat in Kiro, and the configuration means none for them.',
    );
  });
});

it('leaves open a status that it does not know', () => {
  const strange = why({ account: { value: { kind: 'one', account: { ...account, status: 'DREAMING' } } } });
  expect(check(strange, 'account')).toMatchObject({
    state: 'unknown',
    text: 'not looked at: Okta calls the status "DREAMING", which is not known here',
  });
  expect(strange.ok).toBe(null);
});

it('begins with the answer and the cure, in the terminal and in Slack', () => {
  const found = why({ account: { value: { kind: 'one', account: { ...account, status: 'LOCKED_OUT' } } } });
  const lines = whyLines(found);
  expect(lines[0]).toBe('ana@example.com is locked out of Okta after too many failed sign-ins.');
  expect(lines[1]).toMatch(/^What to do: Unlock the account/);
  expect(lines.filter((line) => /^[✓✗–] /.test(line))).toHaveLength(8);
  expect(whyInSlack(found).split('\n')[0]).toBe(`*${lines[0]}*`);
  const tricky = why({
    groups: { value: { groups: [{ ...users, name: '<!channel> *x*' }], isWhole: true } },
    signIn: { value: { ...access('0oa1', '<@U1>', null), groups: { value: [{ ...users, name: '<!channel>' }] } } },
  });
  expect(whyInSlack(tricky) + whyChecksInSlack(tricky)).not.toMatch(/<[!@]/);
});
