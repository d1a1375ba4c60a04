/**
 * The order in which release 0.1 started steps that became ready together. Frozen, because recorded histories depend on
 * it: never sort it, never add to it. A step that came later is not in it and needs no entry; one that is gone may stay.
 */
export const START_ORDER: readonly string[] = [
  'preflight',
  'oidc-application',
  'sign-in-assignments',
  'authorization-server',
  'scopes',
  'access-policy',
  'token-check',
  'kiro-profile',
  'domain',
  'dns-record',
  'dns-propagation',
  'domain-verified',
  'scim-access',
  'scim-application',
  'provisioning-connection',
  'provisioning-features',
  'attribute-mappings',
  'provisioning-assignments',
  'push-groups',
  'subscribe-team',
  'sync-window',
  'subscription-review',
  'pilot-sign-in',
  'report',
];
