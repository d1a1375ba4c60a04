import { OFFLINE_ACCESS } from '../onboarding/guide.js';
import {
  type AccessPolicy,
  ALL_CLIENTS,
  evaluateToken,
  refusalsOf,
  type TokenRequest,
} from '../onboarding/token-policy.js';
import type { AppAccess, Looked, MemberOf, TokenServer } from './facts.js';
import { fact, type Judged, ok, unknown, wrong } from './verdict.js';

export interface IssuingScene {
  login: string;
  userId: string;
  groups: Looked<MemberOf>;
  app: AppAccess | null;
  /** Scopes of the configuration. */
  scopes: readonly string[];
  serverName: string;
}

const GRANT = 'authorization_code';
const REPAIR =
  'See `npm run verify` for the whole drift; starting the onboarding again puts back what it has made, and nothing else.';

/** Whether the authorization server would issue a token to this person, as Kiro asks for it. */
export function judgeToken(server: TokenServer | null, scene: IssuingScene): Judged {
  const { login, app } = scene;
  const cannot = `${login} gets no token for Kiro`;
  const everybody = `${cannot}, like everybody else:`;
  if (server === null)
    return wrong(`there is no authorization server "${scene.serverName}"`, {
      answer: `${everybody} the org has no authorization server "${scene.serverName}".`,
      cure: REPAIR,
    });
  const evidence = [fact('Authorization server', server.id, server.url), fact('Issuer', server.issuer)];
  if (server.status !== 'ACTIVE')
    return wrong(
      `the authorization server "${server.name}" is ${server.status}`,
      {
        answer: `${everybody} the authorization server "${server.name}" is ${server.status}.`,
        cure: 'Activate it: Admin Console, Security, API, Authorization Servers, the server, Active.',
      },
      evidence,
    );
  if (server.given !== null && server.given !== server.issuer)
    return wrong(
      `the issuer is ${server.issuer}, and Kiro was given ${server.given}`,
      {
        answer: `${login} cannot sign in to Kiro, like everybody else: tokens now name the issuer ${server.issuer}, and Kiro was given ${server.given}.`,
        cure: 'Set the issuer back (Security, API, the server, Issuer), or give Kiro the new one (Settings, Identity Management).',
      },
      evidence,
    );
  const asked = [...scene.scopes, OFFLINE_ACCESS];
  const missing = 'why' in server.scopes ? [] : asked.filter((scope) => !known(server).includes(scope));
  if (missing.length > 0)
    return wrong(
      `the server has no scope ${missing.join(', ')}`,
      { answer: `${everybody} the authorization server has no scope ${missing.join(', ')}.`, cure: REPAIR },
      evidence,
    );
  if (app === null) return unknown('without the sign-in application nobody knows the client');
  if (!app.grantTypes.includes(GRANT))
    return wrong(
      `"${app.label}" may not use the grant ${GRANT}`,
      { answer: `${everybody} "${app.label}" may not use the authorization code grant.`, cure: REPAIR },
      evidence,
    );
  if ('why' in server.policies) return unknown(server.policies.why);
  if ('why' in scene.groups) return unknown(`the groups of the person: ${scene.groups.why}`);
  const groups = scene.groups.value.groups.map(({ id }) => id);
  const request = { clientId: app.clientId, grantType: GRANT, scopes: asked, user: { id: scene.userId, groups } };
  const told = { server, cannot, everybody, evidence, isWhole: scene.groups.value.isWhole };
  return judgePolicies(server.policies.value, request, told);
}

const known = ({ scopes }: TokenServer): string[] => ('why' in scopes ? [] : scopes.value);

interface Told {
  server: TokenServer;
  cannot: string;
  everybody: string;
  evidence: Judged['evidence'];
  /** Whether all groups of the person were read. */
  isWhole: boolean;
}

function judgePolicies(policies: AccessPolicy[], request: TokenRequest, told: Told): Judged {
  const verdict = evaluateToken(policies, request);
  if (verdict.outcome === 'granted') {
    const { policy, rule } = verdict;
    const rest = [
      fact('Access policy', policy.name, told.server.url),
      fact('Rule', rule.name, told.server.url),
      fact('Scopes asked for', request.scopes.join(' ')),
      fact('Access token lifetime', `${rule.accessTokenLifetimeMinutes} minutes`),
    ];
    const text = `the rule "${rule.name}" of the policy "${policy.name}" would issue one`;
    return ok(text, [...told.evidence, ...rest]);
  }
  const { policy } = verdict;
  if (policy === null) return noPolicy(policies, request, told);
  const { text, isPersonal } = reasonOf(policy, request);
  if (verdict.outcome === 'unclear') {
    const how = 'remove one of the two policies, or try it: `npm run test-sign-in`';
    return unknown(
      `${text}, and the policy "${verdict.next.name}" serves the client, too: Okta does not say whether it goes on to it`,
      how,
    );
  }
  if (isPersonal && !told.isWhole) return unknown(`${text}, but not all of their groups were read`);
  const answer = `${isPersonal ? `${told.cannot}:` : told.everybody} ${text}.`;
  return wrong(text, { answer, cure: isPersonal ? personalCure(policy) : REPAIR }, [
    ...told.evidence,
    fact('Access policy', policy.name, told.server.url),
  ]);
}

function noPolicy(policies: AccessPolicy[], { clientId }: TokenRequest, told: Told): Judged {
  const inactive = policies.find(({ clients }) => clients.includes(clientId) || clients.includes(ALL_CLIENTS));
  const text =
    inactive === undefined ? 'no access policy serves the client' : `the access policy "${inactive.name}" is INACTIVE`;
  const cure =
    inactive === undefined
      ? REPAIR
      : 'Activate it: Admin Console, Security, API, the server, Access Policies, the policy, Activate.';
  return wrong(text, { answer: `${told.everybody} ${text}.`, cure }, told.evidence);
}

const personalCure = ({ name }: AccessPolicy): string =>
  `Change the people of a rule of the policy "${name}" (Security, API, the server, Access Policies); the onboarding's own rule is for any user assigned the app.`;

/** Why the first policy has no rule for the request. What keeps only this person out is personal. */
function reasonOf(policy: AccessPolicy, request: TokenRequest): { text: string; isPersonal: boolean } {
  const of = `of the policy "${policy.name}"`;
  const refusals = refusalsOf(policy, request);
  if (refusals.length === 0) return { text: `the policy "${policy.name}" has no rule`, isPersonal: false };
  // The rule that comes nearest says most.
  const [nearest] = [...refusals].sort((one, other) => one.because.length - other.because.length);
  const { rule, because } = nearest!;
  const words = because.map(({ kind, what }) => {
    if (kind === 'inactive') return 'is INACTIVE';
    if (kind === 'grant') return `does not allow the grant ${what}`;
    if (kind === 'scopes') return `does not allow ${what}`;
    return kind === 'excluded' ? 'excludes them' : 'is not for them';
  });
  const isPersonal = because.every(({ kind }) => kind === 'excluded' || kind === 'not-for');
  return { text: `the rule "${rule.name}" ${of} ${words.join(' and ')}`, isPersonal };
}
