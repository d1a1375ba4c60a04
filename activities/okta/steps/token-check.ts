import { OFFLINE_ACCESS } from '../../../runbook/onboarding/guide.js';
import type { Task } from '../../../runbook/outside.js';
import type { Finding } from '../../../runbook/model/proof.js';
import { type AccessPolicy, evaluateToken, type TokenRequest } from '../../../runbook/onboarding/token-policy.js';
import { requireAudience } from '../audience.js';
import { blocking, needsPersonFor } from '../errors.js';
import { idOf } from '../objects/app-parts.js';
import { oursAmong } from '../objects/access-policy.js';
import { textAt } from '../json.js';
import { checkMetadata } from '../metadata.js';
import { readPolicies } from '../policies.js';
import type { Session } from '../session.js';

type TokenTask = Task & { serverId: string; issuer: string; appId: string; clientId: string };

/** Guide, Step 2: Token Preview. Okta has no API for it: the metadata, and the rules that would decide, are checked. */
export async function checkToken(session: Session, { serverId, issuer, clientId }: TokenTask) {
  const scopes = [...session.input.scopes, OFFLINE_ACCESS];
  const path = `/api/v1/authorizationServers/${serverId}`;
  const known = (await session.okta.list(`${path}/scopes`)).map((scope) => textAt(scope, 'name'));
  const { bodies, policies } = await readPolicies(session.okta, serverId, clientId);
  const ourPolicy = idOf(oursAmong(bodies, { owner: session.owner, clientId }));
  const { groups, users } = await requireAudience(session.okta, session.input.signIn);
  const url = session.pages.authorizationServer(serverId);
  const findings = [
    ...(await checkMetadata(issuer, session.pace.reads)),
    ...scopes
      .filter((scope) => !known.includes(scope))
      .map((scope) => blocking(`The server has no scope ${scope}.`, 'Redo the step scopes.', url)),
    ...[
      ...groups.map(({ id, name }) => ({ who: `group "${name}"`, user: { id: '', groups: [id] } })),
      ...users.map(({ id, login }) => ({ who: `user ${login}`, user: { id, groups: [] } })),
    ].flatMap(({ who, user }) => {
      const request = { clientId, grantType: 'authorization_code', scopes, user };
      return verdictFinding(who, policies, request, ourPolicy, url);
    }),
  ];
  if (findings.length > 0) throw needsPersonFor(findings);

  const rule = policies.find((policy) => policy.id === ourPolicy)?.rules[0];
  session.evidence.push(
    { label: 'iss', value: issuer, url: `${issuer}/.well-known/oauth-authorization-server` },
    { label: 'scp', value: scopes.join(' '), url },
    { label: 'cid', value: clientId, url },
    { label: 'Access token lifetime', value: `${rule?.accessTokenLifetimeMinutes ?? 0} minutes`, url },
  );
  return {};
}

function verdictFinding(
  who: string,
  policies: AccessPolicy[],
  request: TokenRequest,
  ourPolicy: string,
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
