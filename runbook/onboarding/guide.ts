/**
 * The constants of the Kiro page "Connect your Okta IdP" (page of April 14, 2026).
 * For any value that the guide fixes, this is the one place.
 */

/** Step 1: the ports that Kiro clients try, in the guide's order. */
export const REDIRECT_PORTS = [3128, 4649, 6588, 8008, 9091, 49153, 50153, 51153, 52153, 53153] as const;

/** Step 1: the URI that the Kiro IDE itself listens to. */
export const KIRO_REDIRECT_URI = 'kiro://kiro.oauth/callback';

/** Step 1: all eleven sign-in redirect URIs. Okta compares them as exact strings. */
export const REDIRECT_URIS: readonly string[] = [
  KIRO_REDIRECT_URI,
  ...REDIRECT_PORTS.map((port) => `http://localhost:${port}/oauth/callback`),
];

/** Step 2: the scopes that authorise a user for a Kiro feature. */
export const KIRO_SCOPES = ['codewhisperer:completions', 'codewhisperer:conversations'] as const;
export type KiroScope = (typeof KIRO_SCOPES)[number];

/** Step 2: what each scope lets a user do. */
export const SCOPE_MEANING: Record<KiroScope, string> = {
  'codewhisperer:completions': 'inline code completion in Kiro',
  'codewhisperer:conversations': 'chat and conversation in Kiro',
};

/** Step 2: the system scope behind refresh tokens. Okta has it on every server; it is never created. */
export const OFFLINE_ACCESS = 'offline_access';

/** How long the tokens of an access policy rule live, in minutes. */
export interface TokenLifetimes {
  /** From 5 to 1,440: a person who is removed keeps access for that long at most. */
  accessMinutes: number;
  /** 0 is no end of its own; else at least `accessMinutes`. */
  refreshMinutes: number;
  /** From 10 to 2,628,000 (five years): a refresh token that is not used for that long ends. */
  refreshWindowMinutes: number;
}

/** Step 2, "Leave the default values": what Okta's console fills into a new rule. */
export const TOKEN_LIFETIMES: Readonly<TokenLifetimes> = {
  accessMinutes: 60,
  refreshMinutes: 0,
  refreshWindowMinutes: 10_080,
};

/** Step 1: what the Admin Console's addresses call an OIDC application. */
export const OIDC_APP_NAME = 'oidc_client';

/** Step 4: the catalog key of "AWS IAM Identity Center" (not in Okta's documents; see docs/unverified.md). */
export const CATALOG_APP_NAME = 'amazon_aws_sso';

/** Step 4, Synchronizing Groups, Pre-requisite: attributes that must not be mapped to the app. */
export const REMOVED_ATTRIBUTES = ['department', 'employeeNumber'] as const;

/**
 * Plans of the Kiro console in 2026 (kiro.dev/docs/enterprise, "Subscribe"; not checked against a live console, and Kiro may
 * have more by now: a plan that the configuration names counts as one, too).
 */
export const KIRO_TIERS = ['Kiro Pro', 'Kiro Pro+', 'Kiro Power'] as const;

/** Step 3: the form of the TXT value as seen in public DNS; the guide itself shows only a picture. */
export const VERIFICATION_TOKEN_FORM = /^kiro-site-verification=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
