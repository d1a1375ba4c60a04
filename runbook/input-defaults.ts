import { KIRO_SCOPES } from './guide.js';
import type { OnboardingInput } from './input.js';

/**
 * What counts where a configuration, or an older or hand-made input, says nothing. `domain` and `okta.orgUrl` have no
 * default and stand empty.
 */
export const INPUT_DEFAULTS: OnboardingInput = {
  domain: '',
  scopes: [...KIRO_SCOPES],
  okta: {
    orgUrl: '',
    oidcApplication: 'Kiro-OIDC',
    authorizationServer: { name: 'Kiro', audience: 'api://kiro' },
    provisioningApplication: 'AWS IAM Identity Center (Kiro)',
    rateLimitReserve: 0.2,
    tryConnectionApi: false,
  },
  signIn: { groups: [], users: [], test: 'optional' },
  provision: { groups: [], users: [] },
  push: { groups: [] },
  subscribe: { groups: [], users: [], tier: 'Kiro Pro' },
  pilot: null,
  dns: { publish: 'person', rfc2136: null, recordName: null, resolvers: [], port: 53, doh: null },
  waits: {
    syncWindowMs: 24 * 3_600_000,
    remindAfterMs: 4 * 3_600_000,
    dueAfterMs: 3 * 24 * 3_600_000,
    timeZone: 'UTC',
    fromMinute: 9 * 60,
    toMinute: 17 * 60,
    weekends: false,
  },
  people: { 'kiro-admin': null, 'okta-admin': null, 'dns-admin': null },
  notify: { slack: null, webhook: null, email: null },
};
