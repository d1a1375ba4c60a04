import { stepOf, type StepId } from './steps.js';

/** What a step that is left out takes along: steps that need what it would have made. */
export const LEFT_OUT_WITH: Partial<Record<StepId, readonly StepId[]>> = {
  'oidc-application': ['sign-in-assignments', 'access-policy', 'token-check', 'kiro-profile'],
  'authorization-server': ['scopes', 'access-policy', 'token-check', 'kiro-profile'],
  domain: ['dns-record', 'dns-propagation', 'domain-verified'],
  'scim-access': ['provisioning-connection', 'provisioning-features'],
  'scim-application': [
    'provisioning-connection',
    'provisioning-features',
    'attribute-mappings',
    'provisioning-assignments',
    'push-groups',
  ],
  'provisioning-connection': ['provisioning-features'],
};

/** Steps without which nothing says that the SCIM application reaches Kiro. */
const CONNECTS: readonly StepId[] = ['scim-access', 'provisioning-connection'];

/** What skipping a step means, in a sentence for whoever thinks of it. */
export function skippingMeans(step: StepId): string {
  const others = LEFT_OUT_WITH[step] ?? [];
  if (others.length === 0) return 'Nothing else is left out with it; the report names it as left out.';
  const titles = others.map((id) => `"${stepOf(id).title}"`).join(', ');
  const rest = CONNECTS.includes(step)
    ? ' People and groups are then provisioned only if Okta itself shows that the application is connected.'
    : '';
  return `Left out with it: ${titles}.${rest}`;
}
