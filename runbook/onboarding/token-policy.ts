import { durationText } from '../words/phrases.js';
import type { TokenLifetimes } from './guide.js';

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

/** What follows from how long tokens live, a sentence each, for the plan and the report. */
export function lifetimeWarnings({ accessMinutes, refreshMinutes, refreshWindowMinutes }: TokenLifetimes): string[] {
  const span = (minutes: number): string => durationText(minutes * 60_000);
  const until = new Date(Date.UTC(2000, 0, 1, 13, 32 + accessMinutes)).toISOString().slice(11, 16);
  const day = 13 * 60 + 32 + accessMinutes < 24 * 60 ? '' : ' on the next day';
  const end = refreshMinutes === 0 ? 'without an end of its own' : `for ${span(refreshMinutes)} at the most`;
  return [
    `An access token lives ${span(accessMinutes)}: a person who is removed at 13:32 keeps access until ${until}${day} at the latest.`,
    `A session is renewed ${end}, as long as it is used at least every ${span(refreshWindowMinutes)} and the person stays assigned.`,
  ];
}
