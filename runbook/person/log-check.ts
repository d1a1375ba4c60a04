import type { LogEntry, Looked } from './facts.js';
import { fact, follows, type Judged, ok, type PersonCheckId, timeText, unknown, wrong } from './verdict.js';

/** What the System Log would have shown. */
export const LOG_LOST =
  'the reason of a refused sign-in or push, and when and by whom a group or an application was taken away';

/** So many refusals are shown. */
const SHOWN = 3;
const REFUSED = ['FAILURE', 'DENY'];
const SIGN_IN = 'app.oauth2.as.authorize';

interface Reason {
  form: RegExp;
  /** The check that looks at the same thing as it is now. */
  seenBy: PersonCheckId | null;
  cure: string;
}

/** Reasons that Okta is known to give (its OAuth error codes and event types), and what to do then. */
const REASONS: Reason[] = [
  {
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
  /** Checks before this one that have found something wrong. */
  wrongSoFar: ReadonlySet<PersonCheckId>;
}

/** Whether Okta refused the person's last sign-in or push, for a reason that still stands. */
export function judgeLog(log: Looked<LogEntry[]>, scene: LogScene): Judged {
  if ('why' in log) return unknown(`${log.why}. Lost with it: ${LOG_LOST}`, 'grant okta.logs.read');
  const refusals = log.value.filter((entry) => REFUSED.includes(entry.result) && isAbout(entry, scene.userId));
  const evidence = refusals
    .slice(0, SHOWN)
    .map((entry) => fact(`${entry.type}, ${timeText(entry.at)}`, whyRefused(entry)));
  const [newest] = refusals;
  if (newest === undefined) return ok('no refusal of the last 90 days');
  const told = `${whatRefused(newest)} refused on ${timeText(newest.at)}: ${whyRefused(newest)}`;
  const after = laterSuccess(newest, log.value, scene);
  if (after !== null) return ok(`${told}; but ${after}`, evidence);
  const reason = REASONS.find(({ form }) => form.test(`${newest.reason ?? ''}`));
  const seenBy = isPush(newest) ? 'provisioning' : (reason?.seenBy ?? null);
  if (seenBy !== null && !scene.wrongSoFar.has(seenBy))
    return ok(`${told}; what that was about is right now`, evidence);
  const [firstWrong] = scene.wrongSoFar;
  if (firstWrong !== undefined) return follows(told, seenBy ?? firstWrong, evidence);
  const answer = `${scene.login} was refused by Okta on ${timeText(newest.at)} (${whatRefused(newest)}): ${whyRefused(newest)}.`;
  return wrong(told, { answer, cure: newest.knownCure ?? reason?.cure ?? OTHER_CURE }, evidence);
}

/** That a group or an application was taken away is told where it is missed. */
const isAbout = ({ targets, type }: LogEntry, userId: string): boolean =>
  isPush({ type }) ? targets.some(({ id }) => id === userId) : true;

const isPush = ({ type }: Pick<LogEntry, 'type'>): boolean => type.startsWith('application.provision.');

const whatRefused = ({ type }: LogEntry): string => (isPush({ type }) ? 'a push to Kiro' : 'a sign-in');

const whyRefused = ({ reason, type }: LogEntry): string =>
  reason === null || reason === '' ? `Okta gives no reason (${type})` : reason.replace(/\.+$/, '');

function laterSuccess(refusal: LogEntry, log: LogEntry[], { lastLogin }: LogScene): string | null {
  if (isPush(refusal)) return null;
  const signIn = log.find(
    ({ type, result, at }) => type.startsWith(SIGN_IN) && result === 'SUCCESS' && at > refusal.at,
  );
  if (signIn !== undefined) return `a sign-in to Kiro came through on ${timeText(signIn.at)}`;
  // Signing in to Okta says nothing of a refusal by the authorization server.
  const isOfOkta = !refusal.type.startsWith('app.oauth2.');
  return isOfOkta && lastLogin !== null && Date.parse(lastLogin) > Date.parse(refusal.at)
    ? `a sign-in to Okta came through on ${timeText(lastLogin)}`
    : null;
}
