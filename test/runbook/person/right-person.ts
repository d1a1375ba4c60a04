import { INPUT_DEFAULTS } from '../../../runbook/onboarding/input.js';
import type { AccessPolicy, PolicyRule } from '../../../runbook/onboarding/token-policy.js';
import type { Account, AppAccess, KiroFacts, PersonFacts, TokenServer } from '../../../runbook/person/facts.js';

export const account: Account = {
  id: '00u1',
  login: 'ana@example.com',
  email: 'ana@example.com',
  displayName: 'Ana Ribeiro',
  status: 'ACTIVE',
  statusChanged: '2026-01-02T03:04:05.000Z',
  lastLogin: '2026-11-20T10:00:00.000Z',
  url: 'https://example-admin.okta.com/admin/user/profile/view/00u1',
};
export const users = { id: '00g1', name: 'Kiro Users', type: 'OKTA_GROUP', source: null };
export const team = { id: '00g2', name: 'Kiro Team', type: 'OKTA_GROUP', source: null };
export const scopes = ['codewhisperer:completions', 'codewhisperer:conversations', 'offline_access'];
export const rule: PolicyRule = {
  id: '0pr1',
  name: 'Kiro',
  active: true,
  priority: 1,
  grantTypes: ['authorization_code'],
  scopes,
  groups: { include: ['EVERYONE'], exclude: [] },
  users: { include: [], exclude: [] },
  accessTokenLifetimeMinutes: 60,
};
export const policy: AccessPolicy = {
  id: '00p1',
  name: 'Kiro',
  active: true,
  priority: 1,
  clients: ['kiro'],
  rules: [rule],
};
export const access = (id: string, label: string, externalId: string | null): AppAccess => ({
  id,
  label,
  status: 'ACTIVE',
  clientId: 'kiro',
  grantTypes: ['authorization_code', 'refresh_token'],
  isOpenToAll: false,
  assignment: { value: { scope: 'GROUP', syncState: 'SYNCHRONIZED', externalId, userName: account.login } },
  groups: { value: [users] },
  url: 'https://example-admin.okta.com/admin/app',
});
export const server: TokenServer = {
  id: 'aus1',
  name: 'Kiro',
  status: 'ACTIVE',
  issuer: 'https://example.okta.com/oauth2/aus1',
  given: null,
  scopes: { value: ['openid', ...scopes] },
  policies: { value: [policy] },
  url: 'https://example-admin.okta.com/admin/oauth2/as/aus1',
};
export const user = { id: 'k1', userName: account.login, externalId: account.id, active: true };

/** Everything is right. */
export const inKiro: KiroFacts = {
  host: 'scim.example.com',
  byId: user,
  byName: null,
  groups: { value: { in: ['Kiro Team'], asked: 'all' } },
};

export const right: PersonFacts = {
  asked: account.login,
  account: { value: { kind: 'one', account } },
  groups: { value: { groups: [users, team], isWhole: true } },
  signIn: { value: access('0oa1', 'Kiro-OIDC', null) },
  provisioning: { value: access('0oa2', 'AWS IAM Identity Center (Kiro)', 'k1') },
  server: { value: server },
  log: { value: [] },
  pushes: {
    value: [
      {
        groupId: '00g2',
        targetGroupId: '00g8',
        status: 'ACTIVE',
        error: null,
        knownCure: null,
        lastPush: '2026-11-01T00:00:00Z',
      },
    ],
  },
  kiro: { value: inKiro },
  seats: { value: [{ names: [account.login], status: 'active', tier: 'Kiro Pro', source: 'group' }] },
  wanted: {
    scopes: ['codewhisperer:completions', 'codewhisperer:conversations'],
    signIn: { groups: ['Kiro Users'], users: [], test: 'optional' },
    provision: { groups: ['Kiro Users'], users: [] },
    push: { groups: ['Kiro Team'] },
    subscribe: { groups: ['Kiro Team'], users: [], tier: 'Kiro Pro' },
    okta: INPUT_DEFAULTS.okta,
  },
};
