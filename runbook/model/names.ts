/** The names under which Temporal knows the runbook. Other people's scripts use them. */

export const TASK_QUEUE = 'kiro-okta';
export const WORKFLOW_TYPE = 'connectOktaToKiro';

/** Search attributes, with Temporal's type of each. */
export const SEARCH_ATTRIBUTES = {
  KiroRunbook: 'Keyword',
  KiroStep: 'KeywordList',
  KiroWaitingFor: 'KeywordList',
  KiroDomain: 'Keyword',
  OktaOrg: 'Keyword',
} as const;

/** Name of one of our search attributes. */
export type AttributeName = keyof typeof SEARCH_ATTRIBUTES;

/** A search attribute with its value, as Temporal's packages take it. */
export type Attribute =
  | { key: { name: AttributeName; type: 'KEYWORD' }; value: string }
  | { key: { name: AttributeName; type: 'KEYWORD_LIST' }; value: string[] };

/** What a run is about, as lists of runs are filtered by it. */
export interface Indexed {
  /** Workflow type. */
  type: string;
  domain: string;
  okta: NamedOrg;
  firstStep: string;
}

/**
 * The search attributes that a run begins with. It keeps the two lists up to date itself (`workflows/engine/show.ts`): an empty
 * list would be no value, and until a worker takes the run up, that is what it waits for.
 */
export const firstAttributes = ({ type, domain, okta, firstStep }: Indexed): Attribute[] => [
  { key: { name: 'KiroRunbook', type: 'KEYWORD' }, value: type },
  { key: { name: 'KiroStep', type: 'KEYWORD_LIST' }, value: [firstStep] },
  { key: { name: 'KiroWaitingFor', type: 'KEYWORD_LIST' }, value: ['worker'] },
  { key: { name: 'KiroDomain', type: 'KEYWORD' }, value: domain },
  { key: { name: 'OktaOrg', type: 'KEYWORD' }, value: knownHost(okta) },
];

/** Host of the org, with its port where that is not the default one. */
export function oktaHost(orgUrl: string): string {
  return new URL(orgUrl).host;
}

/** An org, and the host that stands for it in ids. */
export interface NamedOrg {
  /** The address that a run uses, such as `https://example.okta.com`. */
  orgUrl: string;
  /** Host of the other address of this org, by which it was connected first; absent where that was `orgUrl`. */
  knownAs?: string;
}

/** What the ids of a connection are made of; the input of every run has it. */
export interface OrgAndDomain {
  okta: NamedOrg;
  domain: string;
}

/** The host that stands for the org in ids: an org has an okta.com name and maybe a custom domain, and is one org. */
export const knownHost = ({ orgUrl, knownAs }: NamedOrg): string => knownAs ?? oktaHost(orgUrl);

/** One run an org and a domain: `kiro-okta/<okta host>/<domain>`. */
export const workflowIdFor = ({ okta, domain }: OrgAndDomain): string => `kiro-okta/${knownHost(okta)}/${domain}`;

/** The Kiro page "Connect your Okta IdP", which the onboarding follows. */
export const GUIDE_URL = 'https://kiro.dev/docs/enterprise/identity-provider/okta/';

/** Workflow type of the record of a connection. */
export const CONNECTION_TYPE = 'kiroConnection';

/** Workflow types of day two. */
export const OFFBOARD_TYPE = 'offboardUser';
export const ROTATE_TYPE = 'rotateScimToken';
export const REPROVISION_TYPE = 'reprovisionKiro';
export const AUDIT_TYPE = 'auditConnection';
export const REVIEW_TYPE = 'reviewAccess';

/** Every workflow type of ours. */
export const RUNBOOK_TYPES = [
  WORKFLOW_TYPE,
  CONNECTION_TYPE,
  OFFBOARD_TYPE,
  ROTATE_TYPE,
  REPROVISION_TYPE,
  AUDIT_TYPE,
  REVIEW_TYPE,
] as const;

/** One record a connection: `kiro-okta/<okta host>/<domain>/connection`. */
export const connectionIdFor = (connection: OrgAndDomain): string => `${workflowIdFor(connection)}/connection`;

/** The ids of day two, below that of the connection's record (`connectionId`). */
export const dayTwoIds = {
  /** Logins that differ in capital letters alone are one person. */
  offboard: (connectionId: string, login: string): string =>
    `${connectionId}/offboard/${encodeURIComponent(login.toLowerCase())}`,
  rotate: (connectionId: string): string => `${connectionId}/rotate`,
  reprovision: (connectionId: string): string => `${connectionId}/reprovision`,
  /** The id of the Schedule, and that of an audit that somebody started by hand. */
  audit: (connectionId: string): string => `${connectionId}/audit`,
  review: (connectionId: string, name: string): string => `${connectionId}/review/${encodeURIComponent(name)}`,
};
