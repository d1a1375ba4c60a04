/** The names under which Temporal knows the runbook. Other people's scripts use them. */

export const TASK_QUEUE = 'kiro-okta';
export const WORKFLOW_TYPE = 'connectOktaToKiro';

/** Search attributes, with Temporal's type of each. */
export const SEARCH_ATTRIBUTES = {
  KiroStep: 'KeywordList',
  KiroWaitingFor: 'KeywordList',
  KiroDomain: 'Keyword',
  OktaOrg: 'Keyword',
} as const;

/** Host of the org, with its port where that is not the default one. */
export function oktaHost(orgUrl: string): string {
  return new URL(orgUrl).host;
}

/** One run an org and a domain: `kiro-okta/<okta host>/<domain>`. */
export function workflowIdFor(orgUrl: string, domain: string): string {
  return `kiro-okta/${oktaHost(orgUrl)}/${domain}`;
}

/** The Kiro page "Connect your Okta IdP", which the onboarding follows. */
export const GUIDE_URL = 'https://kiro.dev/docs/enterprise/identity-provider/okta/';

/** Workflow type of the record of a connection. */
export const CONNECTION_TYPE = 'kiroConnection';

/** Every workflow type of ours. */
export const RUNBOOK_TYPES = [WORKFLOW_TYPE, CONNECTION_TYPE] as const;

/** One record a connection: `kiro-okta/<okta host>/<domain>/connection`. */
export const connectionIdFor = (orgUrl: string, domain: string): string =>
  `${workflowIdFor(orgUrl, domain)}/connection`;
