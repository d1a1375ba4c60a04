import type { Evidence, Finding } from '../../runbook/model/proof.js';
import { OFFLINE_ACCESS } from '../../runbook/onboarding/guide.js';
import {
  type AccessPolicy,
  ALL_CLIENTS,
  evaluateToken,
  type PolicyRule,
  type TokenRequest,
} from '../../runbook/onboarding/token-policy.js';
import type { Task } from '../../runbook/outside.js';
import { boundedJson } from '../../runbook/secrets/bounded-reads.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { type ReadPatience, tryRead } from '../try-read.js';
import { isAdoptedServer, oursAmong } from './access-policy.js';
import { requireAudience } from './audience.js';
import { idOf, isObject, type JsonObject, numberAt, textAt, textsAt } from './json-fields.js';
import type { OktaApi } from './okta-api.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';
import { notReady } from './waiting.js';

type TokenTask = Task & { serverId: string; issuer: string; appId: string; clientId: string };

/** Guide, Step 2: Token Preview. Okta has no API for it: the metadata, and the rules that would decide, are checked. */
export async function checkToken(session: Session, task: TokenTask) {
  const { metadata, scopes, refusals, evidence } = await lookAtToken(session, task);
  const findings = [...metadata, ...scopes, ...refusals.map(({ finding }) => finding)];
  if (findings.length > 0) throw needsPersonFor(findings);
  session.evidence.push(...evidence);
  return {};
}

/** What a look at the token tells. */
interface TokenLook {
  /** What is wrong with the public metadata. */
  metadata: Finding[];
  /** Scopes that are not there. */
  scopes: Finding[];
  /** Groups and users who would get no token, or one by another policy. */
  refusals: { who: string; finding: Finding }[];
  evidence: Evidence[];
}

/** As `checkToken`, but gives what it finds. Fails where the metadata cannot be read. */
export async function lookAtToken(session: Session, { serverId, issuer, clientId }: TokenTask): Promise<TokenLook> {
  const scopes = [...session.input.scopes, OFFLINE_ACCESS];
  const path = `/api/v1/authorizationServers/${serverId}`;
  const known = (await session.okta.list(`${path}/scopes`)).map((scope) => textAt(scope, 'name'));
  const { bodies, policies } = await readPolicies(session.okta, serverId, clientId);
  const ours = oursAmong(bodies, {
    owner: await ownerOf(session),
    clientId,
    isAdopted: isAdoptedServer(session, serverId),
  });
  const ourPolicy = ours === undefined ? null : idOf(ours);
  const { groups, users } = await requireAudience(session.okta, session.input.signIn);
  const url = session.pages.authorizationServer(serverId);
  const rule = policies.find((policy) => policy.id === ourPolicy)?.rules[0];
  return {
    metadata: await checkMetadata(issuer, session.patience.reads),
    scopes: scopes
      .filter((scope) => !known.includes(scope))
      .map((scope) => blocking(`The server has no scope ${scope}.`, 'Redo the step scopes.', url)),
    refusals: [
      ...groups.map(({ id, name }) => ({ who: `group "${name}"`, user: { id: '', groups: [id] } })),
      ...users.map(({ id, login }) => ({ who: `user ${login}`, user: { id, groups: [] } })),
    ].flatMap(({ who, user }) => {
      const request = { clientId, grantType: 'authorization_code', scopes, user };
      return verdictFinding(who, policies, request, ourPolicy, url).map((finding) => ({ who, finding }));
    }),
    evidence: [
      { label: 'iss', value: issuer, url: `${issuer}/.well-known/oauth-authorization-server` },
      { label: 'scp', value: scopes.join(' '), url },
      { label: 'cid', value: clientId, url },
      { label: 'Access token lifetime', value: `${rule?.accessTokenLifetimeMinutes ?? 0} minutes`, url },
    ],
  };
}

function verdictFinding(
  who: string,
  policies: AccessPolicy[],
  request: TokenRequest,
  ourPolicy: string | null,
  url: string,
): Finding[] {
  const verdict = evaluateToken(policies, request);
  const fix = 'Redo the step access-policy; it puts the policy and the rule of this run first.';
  if (verdict.outcome === 'granted')
    return verdict.policy.id === ourPolicy
      ? []
      : [blocking(`For ${who} the policy "${verdict.policy.name}" decides before the one of this run.`, fix, url)];
  const named = verdict.policy === null ? 'no policy serves the client' : `policy "${verdict.policy.name}" has no rule`;
  return [blocking(`For ${who} no token would be issued: ${named}.`, fix, url)];
}

/**
 * The policies of an authorization server with the rules of those that serve the client, read raw: the SDK drops the
 * `exclude` lists. `most` is how many policies have their rules read, in the order in which they decide.
 */
export async function readPolicies(okta: OktaApi, serverId: string, clientId: string, most = Infinity) {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const bodies = await okta.list(path);
  const bare = bodies.map((body) => ({ ...common(body), clients: textsAt(body, 'conditions.clients.include') }));
  const deciding = bare
    .filter(({ clients }) => clients.includes(clientId) || clients.includes(ALL_CLIENTS))
    .sort((one, other) => Number(other.active) - Number(one.active) || one.priority - other.priority)
    .slice(0, most);
  const policies: AccessPolicy[] = [];
  for (const policy of bare) {
    const rules = deciding.includes(policy) ? (await okta.list(`${path}/${policy.id}/rules`)).map(readRule) : [];
    policies.push({ ...policy, rules });
  }
  return { bodies, policies };
}

function readRule(body: JsonObject): PolicyRule {
  const people = (who: string) => ({
    include: textsAt(body, `conditions.people.${who}.include`),
    exclude: textsAt(body, `conditions.people.${who}.exclude`),
  });
  return {
    ...common(body),
    grantTypes: textsAt(body, 'conditions.grantTypes.include'),
    scopes: textsAt(body, 'conditions.scopes.include'),
    groups: people('groups'),
    users: people('users'),
    accessTokenLifetimeMinutes: numberAt(body, 'actions.token.accessTokenLifetimeMinutes') ?? 0,
  };
}

function common(body: JsonObject) {
  return {
    id: idOf(body),
    name: textAt(body, 'name') ?? '',
    active: textAt(body, 'status') === 'ACTIVE',
    priority: numberAt(body, 'priority') ?? Number.MAX_SAFE_INTEGER,
  };
}

/** Milliseconds for the answer. */
const TIMEOUT_MS = 15_000;

/**
 * The server's public metadata, as Kiro's clients read it: without credentials. A server just made may need a moment
 * to be served. Custom scopes are not in it by default, so their absence means nothing.
 */
export async function checkMetadata(issuer: string, patience: ReadPatience): Promise<Finding[]> {
  const url = `${issuer}/.well-known/oauth-authorization-server`;
  let body: unknown;
  try {
    body = await tryRead({ turn: async () => {}, call: () => readMetadata(url), waitAfter: () => 0 }, patience);
  } catch (error) {
    throw notReady(`${url} does not answer yet (${error instanceof Error ? error.message : 'unknown error'}).`);
  }
  const says = isObject(body) ? textAt(body, 'issuer') : null;
  const findings: Finding[] = [];
  if (says !== issuer)
    findings.push(
      blocking(
        `The metadata of the authorization server names the issuer ${says ?? '(none)'} instead of ${issuer}.`,
        "Redo the step authorization-server, so that Kiro is given the server's own issuer.",
        url,
      ),
    );
  if (!textsAt(body, 'code_challenge_methods_supported').includes('S256'))
    findings.push(blocking('The authorization server does not offer PKCE with S256.', 'Ask Okta support.', url));
  return findings;
}

async function readMetadata(url: string): Promise<unknown> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  return boundedJson(response);
}
