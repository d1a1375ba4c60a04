/**
 * What an authorization server would issue, computed from its policies and rules: what the console's Token Preview
 * shows, for which Okta has no public API. (Guide, Step 2; Okta's "Configure an access policy".)
 */

/** The condition of a policy that serves every client. */
export const ALL_CLIENTS = 'ALL_CLIENTS';
/** The group of a rule that means anybody assigned to the application. */
const EVERYONE = 'EVERYONE';
/** The scope of a rule that means any scope. */
const ANY_SCOPE = '*';

export interface PolicyRule {
  id: string;
  name: string;
  active: boolean;
  /** Lower is tried first. */
  priority: number;
  grantTypes: readonly string[];
  scopes: readonly string[];
  groups: { include: readonly string[]; exclude: readonly string[] };
  users: { include: readonly string[]; exclude: readonly string[] };
  accessTokenLifetimeMinutes: number;
}

export interface AccessPolicy {
  id: string;
  name: string;
  active: boolean;
  /** Lower is tried first. */
  priority: number;
  clients: readonly string[];
  rules: readonly PolicyRule[];
}

/** What a client asks for, and for whom. */
export interface TokenRequest {
  clientId: string;
  grantType: string;
  scopes: readonly string[];
  user: { id: string; groups: readonly string[] };
}

export type TokenVerdict =
  | { outcome: 'granted'; policy: AccessPolicy; rule: PolicyRule }
  /** No active policy serves the client, or the only one that does has no rule for the request. */
  | { outcome: 'denied'; policy: AccessPolicy | null }
  /** The first policy has no rule for it and another serves the client too: Okta does not say whether it goes on. */
  | { outcome: 'unclear'; policy: AccessPolicy; next: AccessPolicy };

/** The verdict on a request: the first policy for the client, and in it the first rule for the request. */
export function evaluateToken(policies: readonly AccessPolicy[], request: TokenRequest): TokenVerdict {
  const serving = inOrder(policies).filter((policy) => serves(policy, request.clientId));
  const [policy, next] = serving;
  if (policy === undefined) return { outcome: 'denied', policy: null };
  const rule = inOrder(policy.rules).find((candidate) => allows(candidate, request));
  if (rule !== undefined) return { outcome: 'granted', policy, rule };
  return next === undefined ? { outcome: 'denied', policy } : { outcome: 'unclear', policy, next };
}

function inOrder<Item extends { active: boolean; priority: number }>(items: readonly Item[]): Item[] {
  return items.filter((item) => item.active).sort((a, b) => a.priority - b.priority);
}

function serves(policy: AccessPolicy, clientId: string): boolean {
  return policy.clients.includes(clientId) || policy.clients.includes(ALL_CLIENTS);
}

function allows(rule: PolicyRule, { grantType, scopes, user }: TokenRequest): boolean {
  const scopesFit = rule.scopes.includes(ANY_SCOPE) || scopes.every((scope) => rule.scopes.includes(scope));
  return rule.grantTypes.includes(grantType) && scopesFit && isFor(rule, user);
}

function isFor({ groups, users }: PolicyRule, user: TokenRequest['user']): boolean {
  const inSome = (list: readonly string[]) => user.groups.some((group) => list.includes(group));
  if (users.exclude.includes(user.id) || inSome(groups.exclude)) return false;
  return users.include.includes(user.id) || groups.include.includes(EVERYONE) || inSome(groups.include);
}
