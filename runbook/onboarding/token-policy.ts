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
export const ANY_SCOPE = '*';

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

/** What keeps a rule from a request. `what` names it: the grant, the missing scopes; empty where nothing is to be named. */
export interface Refusal {
  kind: 'inactive' | 'grant' | 'scopes' | 'excluded' | 'not-for';
  what: string;
}

/** For a policy that has no rule for a request: what is in the way at each of its rules, in the order of their turn. */
export function refusalsOf(policy: AccessPolicy, request: TokenRequest): { rule: PolicyRule; because: Refusal[] }[] {
  return [...policy.rules]
    .sort((a, b) => a.priority - b.priority)
    .map((rule) => ({ rule, because: inTheWay(rule, request) }));
}

function inTheWay(rule: PolicyRule, { grantType, scopes, user }: TokenRequest): Refusal[] {
  const missing = rule.scopes.includes(ANY_SCOPE) ? [] : scopes.filter((scope) => !rule.scopes.includes(scope));
  return [
    ...(rule.active ? [] : [{ kind: 'inactive' as const, what: '' }]),
    ...(rule.grantTypes.includes(grantType) ? [] : [{ kind: 'grant' as const, what: grantType }]),
    ...(missing.length === 0 ? [] : [{ kind: 'scopes' as const, what: missing.join(', ') }]),
    ...(isExcluded(rule, user) ? [{ kind: 'excluded' as const, what: '' }] : []),
    ...(isExcluded(rule, user) || isFor(rule, user) ? [] : [{ kind: 'not-for' as const, what: '' }]),
  ];
}

function inOrder<Item extends { active: boolean; priority: number }>(items: readonly Item[]): Item[] {
  return items.filter((item) => item.active).sort((a, b) => a.priority - b.priority);
}

function serves(policy: AccessPolicy, clientId: string): boolean {
  return policy.clients.includes(clientId) || policy.clients.includes(ALL_CLIENTS);
}

const allows = (rule: PolicyRule, request: TokenRequest): boolean => inTheWay(rule, request).length === 0;

const inSome = ({ groups }: TokenRequest['user'], list: readonly string[]): boolean =>
  groups.some((group) => list.includes(group));

const isExcluded = ({ groups, users }: PolicyRule, user: TokenRequest['user']): boolean =>
  users.exclude.includes(user.id) || inSome(user, groups.exclude);

function isFor(rule: PolicyRule, user: TokenRequest['user']): boolean {
  const { groups, users } = rule;
  if (isExcluded(rule, user)) return false;
  return users.include.includes(user.id) || groups.include.includes(EVERYONE) || inSome(user, groups.include);
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
