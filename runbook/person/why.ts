import { judgeAccount } from './account-check.js';
import { type AssignmentScene, judgeProvisioning, judgeSignIn } from './assignment-check.js';
import type { Account, AppAccess, Looked, PersonFacts } from './facts.js';
import { judgeToken } from './issuing-check.js';
import { judgeGroup, judgeKiro, judgeWithoutOkta } from './kiro-checks.js';
import { judgeLog } from './log-check.js';
import { isActive } from '../roster/facts.js';
import { isHeld } from '../roster/subscription-list.js';
import { judgeSeat } from './seat-check.js';
import {
  type Cause,
  CHECK_TITLES,
  type Judged,
  ok,
  PERSON_CHECKS,
  type PersonCheckId,
  unknown,
  type WhyAnswer,
} from './verdict.js';

/** Why one person can or cannot work with Kiro: the first thing in the way, its cure, and every check. Pure. */
export function whyOf(facts: PersonFacts): WhyAnswer {
  const judged = new Map<PersonCheckId, Judged>();
  const account = accountOf(facts, judged);
  if (account !== null) judgeRest(facts, account, judged);
  else if ('why' in facts.account) judgeKiroAlone(facts, judged);
  const checks = PERSON_CHECKS.map((id) => {
    const { state, text, evidence } = judged.get(id) ?? unknown('nobody of that login');
    return { id, state, text, evidence };
  });
  const login = account?.login ?? facts.asked;
  return { login, userId: account?.id ?? null, ...answerOf(login, judged), checks };
}

function accountOf({ account, asked }: PersonFacts, judged: Map<PersonCheckId, Judged>): Account | null {
  if ('why' in account) {
    judged.set('account', unknown(account.why));
    // The reason is said once.
    for (const id of ['sign-in', 'provisioning', 'token', 'system-log'] as const) judged.set(id, unknown(BLIND));
    return null;
  }
  judged.set('account', judgeAccount(asked, account.value));
  return account.value.kind === 'one' ? account.value.account : null;
}

/** What Kiro's side tells by the login alone. */
function judgeKiroAlone({ kiro, seats }: PersonFacts, judged: Map<PersonCheckId, Judged>): void {
  judged.set('kiro', judgeWithoutOkta(kiro));
  const groups = 'value' in kiro && 'value' in kiro.value.groups ? kiro.value.groups.value.in : [];
  const there = groups.length === 0 ? '' : `; in Kiro they are in ${groups.map((name) => `"${name}"`).join(', ')}`;
  judged.set('group', unknown(`without Okta nobody knows their groups there${there}`));
  const held = 'value' in seats ? seats.value.filter(isHeld) : [];
  const why = 'why' in seats ? seats.why : 'the list has no line with that login';
  judged.set('seat', held.length > 0 ? ok(held.map(({ status }) => status).join(', ')) : unknown(why));
}

function judgeRest(facts: PersonFacts, account: Account, judged: Map<PersonCheckId, Judged>): void {
  const { groups, log, wanted, kiro } = facts;
  const isWrong = (id: PersonCheckId): boolean => judged.get(id)?.state === 'wrong';
  const scene = { login: account.login, userId: account.id, groups, log };
  const signInScene: AssignmentScene = { ...scene, meant: wanted.signIn, use: 'sign in to Kiro' };
  const app = valueOf(facts.signIn);
  const [signIn, loss] =
    'why' in facts.signIn
      ? [unknown(facts.signIn.why), null]
      : judgeSignIn(facts.signIn.value, wanted.okta.oidcApplication, signInScene);
  // Okta takes all applications from a deactivated account, and brings nobody to Kiro who is not active.
  const hasLeft = account.status === 'DEPROVISIONED';
  const isOut = !isActive(account);
  judged.set('sign-in', hasLeft && loss !== null ? followed(signIn, 'account') : signIn);

  const provisioningScene: AssignmentScene = { ...scene, meant: wanted.provision, use: 'get into Kiro' };
  const earlier = { from: isOut ? ('account' as const) : null, loss };
  judged.set(
    'provisioning',
    'why' in facts.provisioning
      ? unknown(facts.provisioning.why)
      : judgeProvisioning(facts.provisioning.value, wanted.okta.provisioningApplication, provisioningScene, earlier),
  );
  const { scopes, okta } = wanted;
  const issuing = { ...scene, app, scopes, serverName: okta.authorizationServer.name };
  judged.set('token', 'why' in facts.server ? unknown(facts.server.why) : judgeToken(facts.server.value, issuing));
  const wrongSoFar = new Set([...judged].flatMap(([id, { state }]) => (state === 'wrong' ? [id] : [])));
  const { lastLogin } = account;
  const ours = { signIn: idsOf(facts.signIn), scim: idsOf(facts.provisioning) };
  judged.set('system-log', judgeLog(log, { ...scene, lastLogin, ours, wrongSoFar }));

  // Somebody who is not brought to Kiro is in no group there and has no seat.
  const notBrought = isOut ? 'account' : isWrong('provisioning') ? 'provisioning' : null;
  const assignment = assignmentOf(facts.provisioning);
  judged.set('kiro', judgeKiro(kiro, { account, assignment, explained: notBrought }));
  const explained = notBrought ?? (isWrong('kiro') ? 'kiro' : null);
  const scimAppId = valueOf(facts.provisioning)?.id ?? null;
  const { pushes } = facts;
  judged.set('group', judgeGroup({ account, explained, groups, pushes, log, wanted, kiro, scimAppId }));
  const seatExplained = explained ?? (isWrong('group') ? 'group' : null);
  judged.set(
    'seat',
    judgeSeat(facts.seats, { account, groups, subscribe: wanted.subscribe, explained: seatExplained }),
  );
}

const followed = ({ text, evidence }: Judged, from: PersonCheckId): Judged => ({
  state: 'wrong',
  text: `${text}; this follows from "${CHECK_TITLES[from]}"`,
  evidence,
});

/** An event may name an application by its id or by its client id. */
function idsOf(app: Looked<AppAccess | null>): string[] | null {
  if ('why' in app) return null;
  return app.value === null ? [] : [app.value.id, app.value.clientId].filter((id) => id !== '');
}

const valueOf = <T>(looked: Looked<T | null>): T | null => ('why' in looked ? null : looked.value);

const assignmentOf = (app: Looked<AppAccess | null>) => {
  const known = valueOf(app);
  return known === null ? null : valueOf(known.assignment);
};

/** The first cause in the order of the checks; later ones follow from it, or are named once it is out of the way. */
function answerOf(login: string, judged: Map<PersonCheckId, Judged>): Pick<WhyAnswer, 'answer' | 'cure' | 'ok'> {
  const inOrder = PERSON_CHECKS.flatMap((id) => {
    const one = judged.get(id);
    return one === undefined ? [] : [{ id, ...one }];
  });
  const causes = inOrder.flatMap(({ cause }): Cause[] => (cause === undefined ? [] : [cause]));
  const [first] = causes;
  if (first !== undefined) return { ...first, ok: false };
  if (inOrder.some(({ state }) => state === 'wrong'))
    return { answer: `Something is wrong with ${login}; see the checks.`, cure: null, ok: false };
  const unseen = inOrder.filter(({ state }) => state === 'unknown');
  if (unseen.length === 0)
    return { answer: `Nothing stands in the way of ${login}: every check is right.`, cure: null, ok: true };
  if (unseen.length === inOrder.length || inOrder[0]?.state === 'unknown')
    return {
      answer: `${login} could not be looked at in Okta: ${strip(unseen[0]!.text)}.`,
      cure: AFTER_BLINDNESS,
      ok: null,
    };
  const names = unseen.map(({ id }) => CHECK_TITLES[id]).join(', ');
  return { answer: `Nothing wrong was seen for ${login}; not looked at: ${names}.`, cure: howOf(unseen), ok: null };
}

/** Of what needs Okta, where it could not be asked. */
const BLIND = 'Okta could not be asked';
const AFTER_BLINDNESS =
  'Put that right, and ask again; docs/okta-permissions.md says which credentials and rights are needed.';

const strip = (text: string): string => text.replace(/^not looked at: /, '').replace(/\.+$/, '');

function howOf(unseen: { how?: string }[]): string | null {
  const ways = [...new Set(unseen.flatMap(({ how }) => (how === undefined ? [] : [how])))];
  return ways.length === 0 ? null : `If they still cannot work, have the rest looked at: ${ways.join('; ')}.`;
}
