import type { Finding } from '../../runbook/model/proof.js';
import { ALL_CLIENTS, type AccessPolicy, ANY_SCOPE, type PolicyRule } from '../../runbook/onboarding/token-policy.js';
import type { Task } from '../../runbook/outside.js';
import { blocking, warning } from '../needs-person.js';
import { isAdoptedServer, oursAmong, ourRule } from './access-policy.js';
import { isMadeByRun, ISSUER_MODE, listServers } from './authorization-server.js';
import { isClientIdOf } from './identity.js';
import { idOf, textAt } from './json-fields.js';
import { ownerOf } from './org-addresses.js';
import type { Session } from './session.js';
import { lookAtToken, readPolicies } from './token-check.js';
import { foundWrong, GIVE_RECORD, type Looked, looked, type Recorded, type VerifiedStep } from './verified.js';

type SignInTask = Task & { serverId: string; issuer: string; appId: string; clientId: string };

/** Whether the issuer is the one that Kiro was given: a run never changes it, so nothing else notices. */
export async function verifyIssuer(
  session: Session,
  seen: VerifiedStep,
  { serverId, issuer }: SignInTask,
  recorded: Recorded,
): Promise<void> {
  const { name } = session.input.okta.authorizationServer;
  const about = looked('issuer', name, `Issuer of "${name}"`);
  const server = (await listServers(session)).find((one) => idOf(one) === serverId);
  const mode = textAt(server, 'issuerMode');
  const fix =
    'Sign-in stops where the issuer is not the one in the Kiro profile. Set it back (Security, API, Authorization Servers, ' +
    'the server, Settings, Issuer), or enter the new one in the Kiro console: Settings, Identity Management.';
  const wrong = (problem: string, expected: string, found: string): void =>
    void seen.findings.push(
      foundWrong(about, blocking(problem, fix, session.pages.authorizationServer(serverId)), { expected, found }),
    );
  const isMadeHere = server !== undefined && isMadeByRun(server, await ownerOf(session));
  const isOtherMode = isMadeHere && mode !== null && mode !== ISSUER_MODE;
  const modeText = isOtherMode ? ` Its issuer mode is ${mode} instead of ${ISSUER_MODE}.` : '';
  if (recorded.issuer !== null && recorded.issuer !== issuer)
    wrong(
      `The issuer of "${name}" is ${issuer}, and Kiro was given ${recorded.issuer}.${modeText}`,
      recorded.issuer,
      issuer,
    );
  else if (isOtherMode)
    wrong(
      `The issuer mode of "${name}" is ${mode} instead of ${ISSUER_MODE}, so its tokens may name another issuer than the one that Kiro was given.`,
      ISSUER_MODE,
      mode,
    );
  else if (recorded.issuer === null)
    seen.notLookedAt.push({ ...about, why: 'no record of what Kiro was given', how: GIVE_RECORD });
  else seen.proven.push({ ...about, value: `${issuer}, as Kiro was given it` });
}

/** Whether the client id is the one that Kiro was given: an application that was made anew has another. */
export async function verifyClientId(
  session: Session,
  seen: VerifiedStep,
  { appId, clientId }: SignInTask,
  recorded: Recorded,
): Promise<void> {
  const { oidcApplication } = session.input.okta;
  const about = looked('client-id', oidcApplication, `Client id of "${oidcApplication}"`);
  // The run sets this client id itself, so an application that it makes anew has the same one.
  const isOwn = isClientIdOf(clientId, await ownerOf(session), oidcApplication);
  const { clientId: given } = recorded;
  if (given === null ? isOwn : clientId === given)
    seen.proven.push({ ...about, value: `${clientId}, as Kiro was given it` });
  else if (given === null)
    seen.notLookedAt.push({ ...about, why: 'no record of what Kiro was given', how: GIVE_RECORD });
  else
    seen.findings.push(
      foundWrong(
        about,
        blocking(
          `"${oidcApplication}" has the client id ${clientId} instead of ${given}, which Kiro was given: it was made anew.`,
          'Enter the new client id in the Kiro console: Settings, Identity Management.',
          session.pages.app('oidc_client', appId),
        ),
        { expected: given, found: clientId },
      ),
    );
}

/** What decides over tokens besides our policy and our rule, and whether it decides before them. */
export interface BesideOurs {
  isBeforePolicy: boolean;
  isBeforeRule: boolean;
}

/** Who else gets tokens of our authorization server, and by which rules. An inactive policy or rule gives none. */
export async function verifyPolicies(
  session: Session,
  seen: VerifiedStep,
  { serverId, clientId }: SignInTask,
): Promise<BesideOurs> {
  const url = session.pages.authorizationServer(serverId);
  const { bodies, policies } = await readPolicies(session.okta, serverId, clientId);
  const isAdopted = isAdoptedServer(session, serverId);
  const body = oursAmong(bodies, { owner: await ownerOf(session), clientId, isAdopted });
  const ours = policies.find(({ id }) => body !== undefined && id === idOf(body));
  const others = policies.filter((policy) => policy.active && policy !== ours);
  const isBefore = ({ priority }: { priority: number }): boolean => ours !== undefined && priority < ours.priority;
  seen.findings.push(
    ...others.map((policy) =>
      foundWrong(
        looked('extra-policy', policy.name, `Policy "${policy.name}"`),
        policyFinding(policy, isBefore(policy), clientId, url),
      ),
    ),
  );
  const rule = ourRule(ours?.rules ?? [], isAdopted);
  const rules = (ours?.rules ?? []).filter((one) => one.active && one !== rule);
  const isFirst = ({ priority }: { priority: number }): boolean => rule !== undefined && priority < rule.priority;
  seen.findings.push(
    ...rules.map((one) =>
      foundWrong(
        looked('extra-rule', one.name, `Rule "${one.name}"`),
        ruleFinding(one, isFirst(one), ours?.name ?? '', url),
      ),
    ),
  );
  const about = looked('policies', session.input.okta.authorizationServer.name, 'Who else gets tokens of the server');
  if (others.length + rules.length === 0)
    seen.proven.push({ ...about, value: 'nobody: our policy and our rule alone' });
  return { isBeforePolicy: others.some(isBefore), isBeforeRule: rules.some(isFirst) };
}

function policyFinding({ name, clients }: AccessPolicy, isFirst: boolean, clientId: string, url: string): Finding {
  const isForAll = clients.includes(ALL_CLIENTS);
  const serves = isForAll
    ? 'all clients of the org'
    : `other clients: ${clients.filter((id) => id !== clientId).join(', ')}`;
  const decides = isFirst && (isForAll || clients.includes(clientId)) ? ', and decides before the one of the run' : '';
  return warning(
    `The policy "${name}" of the authorization server serves ${serves}${decides}.`,
    'Limit it to the Kiro application (Access Policies, Assign to), or deactivate it.',
    url,
  );
}

function ruleFinding({ name, scopes, grantTypes }: PolicyRule, isFirst: boolean, policy: string, url: string): Finding {
  const granted = scopes.includes(ANY_SCOPE) ? 'any scope' : scopes.join(', ');
  const decides = isFirst ? ', and decides before the one of the run' : '';
  return blocking(
    `The rule "${name}" of the policy "${policy}" grants ${granted} by ${grantTypes.join(', ')}${decides}.`,
    'Deactivate or delete it (Access Policies, the policy): Kiro needs no other rule than the one of the run.',
    url,
  );
}

/** What a token would hold, as far as nothing above decides that already. */
export async function verifyToken(
  session: Session,
  seen: VerifiedStep,
  task: SignInTask,
  { isExplained, isServerActive }: { isExplained: boolean; isServerActive: boolean },
): Promise<void> {
  const { name } = session.input.okta.authorizationServer;
  const about = looked('token', name, 'What a token will hold');
  if (isExplained || !isServerActive) {
    seen.notLookedAt.push({
      ...about,
      why: 'the server or its policies are not as they were',
      how: 'put that right first',
    });
    return;
  }
  const { metadata, scopes, refusals, evidence } = await lookAtToken(session, task);
  const ofServer: Looked = looked('metadata', name, 'Public metadata of the server');
  seen.findings.push(
    ...[...metadata, ...scopes].map((finding) => foundWrong(ofServer, finding)),
    ...refusals.map(({ who, finding }) => foundWrong(looked('token', who, `Token for ${who}`), finding)),
  );
  if (seen.findings.length > 0) return;
  session.evidence.push(...evidence);
  seen.proven.push({ ...about, value: `issuer ${task.issuer}, ${session.input.scopes.length + 1} scopes` });
}
