import type { LogEntry, Looked } from './facts.js';
import { fact, follows, type Judged, ok, type PersonCheckId, timeText, unknown, wrong } from './verdict.js';

/** What the System Log would have shown. */
export const LOG_LOST =
  'the reason of a refused sign-in or push, and when and by whom a group or an application was taken away';

/** How many refusals are shown. */
const SHOWN = 3;
const REFUSED = ['FAILURE', 'DENY'];
const SIGN_IN = 'app.oauth2.as.authorize';

/** Attempts to sign in to Okta, and to get a code or a token for a client (Okta's event types). */
const SIGN_INS =
  /^(user\.session\.start|user\.authentication\.|policy\.evaluate_sign_on$|app\.oauth2\.(as\.)?(authorize|token\.(grant|detect_reuse)))/;

interface Reason {
  /** Event types that it counts for; absent where for all. */
  types?: RegExp;
  form: RegExp;
  /** The check that looks at the same thing as it is now. */
  seenBy: PersonCheckId | null;
  cure: string;
}

/** Reasons that Okta is known to give (its OAuth error codes and event types), and what to do then. */
const REASONS: Reason[] = [
  {
    types: /^policy\.evaluate_sign_on$/,
    form: /^/,
    // No check reads sign-on policies.
    seenBy: null,
    cure: 'A rule about their device, network or factors refused them: Admin Console, Applications, the sign-in application, Sign On, its authentication policy. The event in Reports, System Log names the rule.',
  },
  {
    types: /^app\.oauth2\./,
    form: /no_matching_policy|policy evaluation|scope_denied|no_scope_allowed|invalid_scope/i,
    seenBy: 'token',
    cure: 'Look at the access policies of the authorization server.',
  },
  {
    form: /not[ _]assigned/i,
    seenBy: 'sign-in',
    cure: 'Assign the sign-in application to them, through a group.',
  },
  {
    form: /suspended|locked|deactivated|inactive|password[ _]expired|cannot sign in/i,
    seenBy: 'account',
    cure: 'Look at the account in Directory, People.',
  },
  {
    form: /redirect[ _]uri/i,
    seenBy: null,
    cure: 'Their Kiro client uses a redirect URI that the application does not have: update Kiro, and run `npm run verify`, which compares all eleven.',
  },
  {
    form: /invalid_credentials|verification_error/i,
    seenBy: null,
    cure: 'They typed a wrong password or factor: reset it in Directory, People, if they do not know it any more.',
  },
  {
    form: /invalid_grant|refresh token|detect_reuse/i,
    seenBy: null,
    cure: 'Their session has ended: they sign in to Kiro again.',
  },
];
const OTHER_CURE =
  'Open the event in Admin Console, Reports, System Log: it names the rule or the factor that refused it.';

export interface LogScene {
  login: string;
  userId: string;
  /** ISO 8601; null where Okta knows none. */
  lastLogin: string | null;
  /** Ids of the sign-in application, with its client id, and of the SCIM application; null where they could not be read. */
  ours: { signIn: string[] | null; scim: string[] | null };
  /** Checks before this one that have found something wrong. */
  wrongSoFar: ReadonlySet<PersonCheckId>;
}

/** Whether Okta refused the person's last sign-in or push, for a reason that still stands. */
export function judgeLog(log: Looked<LogEntry[]>, scene: LogScene): Judged {
  if ('why' in log) return unknown(`${log.why}. Lost with it: ${LOG_LOST}`, 'grant okta.logs.read');
  const refusals = log.value.filter((entry) => REFUSED.includes(entry.result) && isOfPerson(entry, scene.userId));
  const ours = refusals.filter((entry) => isOurs(entry, scene) === true);
  const judged = judgeRefusals(ours, log.value, scene);
  const unclear = refusals.find((entry) => isOurs(entry, scene) === null);
  if (unclear === undefined || judged.state !== 'ok') return judged;
  const what = `${whatRefused(unclear)} refused on ${timeText(unclear.at)}`;
  return { ...unknown(`whether ${what} was for Kiro: the application could not be read`), evidence: judged.evidence };
}

/** `refusals` are those by Kiro's applications, or on the way to them, newest first. */
function judgeRefusals(refusals: LogEntry[], log: LogEntry[], scene: LogScene): Judged {
  const evidence = refusals
    .slice(0, SHOWN)
    .map((entry) => fact(`${entry.type}, ${timeText(entry.at)}`, whyRefused(entry)));
  const [newest] = refusals;
  if (newest === undefined) return ok('no refusal of the last 90 days');
  const told = `${whatRefused(newest)} refused on ${timeText(newest.at)}: ${whyRefused(newest)}`;
  const after = laterSuccess(newest, log, scene);
  if (after !== null) return ok(`${told}; but ${after}`, evidence);
  const reason = REASONS.find(
    ({ types, form }) => (types?.test(newest.type) ?? true) && form.test(newest.reason ?? ''),
  );
  const seenBy = isPush(newest) ? 'provisioning' : (reason?.seenBy ?? null);
  if (seenBy !== null && !scene.wrongSoFar.has(seenBy))
    return ok(`${told}; what that was about is right now`, evidence);
  const [firstWrong] = scene.wrongSoFar;
  if (firstWrong !== undefined) return follows(told, seenBy ?? firstWrong, evidence);
  const answer = `${scene.login} was refused by Okta on ${timeText(newest.at)} (${whatRefused(newest)}): ${whyRefused(newest)}.`;
  return wrong(told, { answer, cure: newest.knownCure ?? reason?.cure ?? OTHER_CURE }, evidence);
}

/** A push of the person, or a sign-in by them. What an admin failed to do to others is neither. */
function isOfPerson({ targets, type }: LogEntry, userId: string): boolean {
  const isTarget = targets.some(({ id }) => id === userId);
  if (isPush({ type })) return isTarget;
  return SIGN_INS.test(type) && (isTarget || !targets.some((target) => target.type === 'User'));
}

/** Whether an event is about Kiro's applications, or about none; null where nobody can tell. */
function isOurs({ type, apps }: LogEntry, { ours }: LogScene): boolean | null {
  if (apps.length === 0) return true;
  const ids = isPush({ type }) ? ours.scim : ours.signIn;
  return ids === null ? null : apps.some((id) => ids.includes(id));
}

const isPush = ({ type }: Pick<LogEntry, 'type'>): boolean => type.startsWith('application.provision.');

const whatRefused = ({ type }: LogEntry): string => (isPush({ type }) ? 'a push to Kiro' : 'a sign-in');

const whyRefused = ({ reason, type }: LogEntry): string =>
  reason === null || reason === '' ? `Okta gives no reason (${type})` : reason.replace(/\.+$/, '');

function laterSuccess(refusal: LogEntry, log: LogEntry[], scene: LogScene): string | null {
  if (isPush(refusal)) return null;
  const { lastLogin, userId } = scene;
  const signIn = log.find(
    (entry) =>
      entry.type.startsWith(SIGN_IN) &&
      entry.result === 'SUCCESS' &&
      // A sign-in and its refusal may have the same millisecond.
      entry.at >= refusal.at &&
      isOfPerson(entry, userId) &&
      // One that names no client proves nothing of Kiro.
      entry.apps.length > 0 &&
      isOurs(entry, scene) === true,
  );
  if (signIn !== undefined) return `a sign-in to Kiro came through on ${timeText(signIn.at)}`;
  // Signing in to Okta says nothing of a refusal by the authorization server, or of one for the application.
  const isOfApp = refusal.type.startsWith('policy.') && refusal.apps.length > 0;
  const isOfOkta = !isOfApp && !refusal.type.startsWith('app.oauth2.');
  return isOfOkta && lastLogin !== null && Date.parse(lastLogin) > Date.parse(refusal.at)
    ? `a sign-in to Okta came through on ${timeText(lastLogin)}`
    : null;
}
