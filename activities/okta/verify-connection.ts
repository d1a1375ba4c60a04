import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { elsewhereFix, GONE_FIX, START_AGAIN } from '../../runbook/onboarding/old-pushes.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import type { Task } from '../../runbook/outside.js';
import { blocking } from '../needs-person.js';
import { type AppUser, readApp } from './applications.js';
import { loginsListed } from './directory.js';
import { textAt, textsAt } from './json-fields.js';
import { readProvisioning } from './provisioning-connection.js';
import type { Session } from './session.js';
import { foundWrong, looked, type Looked, type VerifiedStep } from './verified.js';

/**
 * Whether the switches of provisioning are as the guide sets them. Okta shows them only where they are on: people whom it has
 * pushed show that they once were, so one that is not to be seen now is a finding. `pushed`: how many Okta has pushed.
 */
export async function verifySwitches(
  session: Session,
  seen: VerifiedStep,
  task: Task & { appId: string },
  pushed: number,
): Promise<void> {
  const found = await readProvisioning(session, task);
  const features = textsAt(await readApp(session, task.appId), 'features').filter((one) => one.startsWith('PUSH_'));
  const url = session.pages.app(CATALOG_APP_NAME, task.appId, 'provisioning');
  const tell = (about: Looked, said: 'on' | 'off' | 'unknown'): void => {
    const how = `look in the Admin Console: ${url}`;
    if (said === 'on') seen.proven.push({ ...about, value: 'on, as Okta says' });
    else if (said === 'unknown' && pushed === 0)
      seen.notLookedAt.push({ ...about, why: 'Okta does not show it, and nobody has been pushed yet', how });
    else seen.findings.push(offFinding(about, said, pushed, url));
  };
  const [create, update] = [
    looked('provisioning', 'create-users', 'Create Users'),
    looked('provisioning', 'update-user-attributes', 'Update User Attributes'),
  ];
  const connection = looked('provisioning', 'connection', 'Enable API integration');
  const isNothingShown = found.createUsers === 'unknown' && found.updateUserAttributes === 'unknown' && pushed > 0;
  if (found.connection === 'not-connected') tell(connection, 'off');
  else if (isNothingShown) tell(connection, 'unknown');
  else {
    tell(create, found.createUsers);
    tell(update, found.updateUserAttributes);
  }
  // The guide does not mention this one, so either is right; a list of features that holds others tells it.
  const deactivate = looked('provisioning', 'deactivate-users', 'Deactivate Users');
  if (features.includes('PUSH_USER_DEACTIVATION'))
    seen.proven.push({ ...deactivate, value: 'on: who loses the assignment becomes inactive in Kiro' });
  else if (features.length > 0)
    seen.proven.push({ ...deactivate, value: 'off: who loses the assignment stays active in Kiro' });
  else seen.notLookedAt.push({ ...deactivate, why: 'Okta shows no switch', how: `look in the Admin Console: ${url}` });
}

function offFinding(about: Looked, said: 'off' | 'unknown', pushed: number, url: string) {
  const wasOn = said === 'unknown';
  const problem = wasOn ? `${about.label} was on, now unknown: Okta no longer shows it.` : `${about.label} is off.`;
  const fix = 'Look in the tab Provisioning: switch it on where it is off, and save.';
  const found = wasOn ? `unknown; ${pushed} people were pushed, so it was on` : said;
  return foundWrong(about, blocking(problem, fix, url), { expected: 'on', found });
}

/** What Okta sends as user name: the login. */
const LOGIN_TEMPLATE = '${source.login}';
/** Where logins are no e-mail addresses, the preflight advises this one. */
const EMAIL_TEMPLATE = '${source.email}';

/** Whether the SCIM application sends the login as user name; the run never writes it. */
export async function verifyUserNames(
  session: Session,
  seen: VerifiedStep,
  appId: string,
  logins: readonly string[],
): Promise<{ isLogin: boolean }> {
  const { provisioningApplication } = session.input.okta;
  const about = looked('user-name', provisioningApplication, 'Application username format');
  const template = textAt(await readApp(session, appId), 'credentials.userNameTemplate.template');
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'signon');
  if (template === null) {
    seen.notLookedAt.push({ ...about, why: 'Okta does not show it', how: `look in the Admin Console: ${url}` });
    return { isLogin: true };
  }
  const isMeant = template === EMAIL_TEMPLATE && logins.some((login) => !login.includes('@'));
  if (template === LOGIN_TEMPLATE || isMeant) seen.proven.push({ ...about, value: template });
  else {
    const problem = `The SCIM application sends ${template} instead of ${LOGIN_TEMPLATE} as user name, so people have another name in Kiro than at sign-in.`;
    const fix =
      'In the SCIM application, Sign On, Credentials Details, set Application username format to Okta username and save with ' +
      '"Update application username on: Create and update". Force Sync does not change the names.';
    seen.findings.push(foundWrong(about, blocking(problem, fix, url), { expected: LOGIN_TEMPLATE, found: template }));
  }
  return { isLogin: template === LOGIN_TEMPLATE };
}

/** Of those whom Okta says it has written: who is at the endpoint that was looked at, under the id that Okta keeps. */
export interface SeenThere {
  host: string;
  /** Those who were looked for. */
  looked: readonly AppUser[];
  /** Those of them who are not there. */
  absent: readonly AppUser[];
  /** How many of the absent are there under another id; null where that could not be seen. */
  elsewhere: number | null;
  /** How many users the endpoint has; null where it does not list them all. */
  total: number | null;
}

/** What the people at the endpoint tell of where Okta writes to. */
export type Reach = 'this' | 'another' | 'unclear' | 'unseen';

/**
 * Which Kiro Okta writes to. `null`: nobody could look, for that reason. A single person may have been deleted there, so it
 * takes several.
 */
export function verifyReach(
  input: OnboardingInput,
  seen: VerifiedStep,
  there: SeenThere | { why: string; how: string },
): Reach {
  const about = looked('provisioning', 'endpoint', 'Which Kiro Okta writes to');
  if ('why' in there) {
    seen.notLookedAt.push({ ...about, ...there });
    return 'unseen';
  }
  const { host, looked: people, absent, elsewhere, total } = there;
  const count = `${people.length - absent.length} of ${people.length} people looked up are at ${host}`;
  const wrong = (problem: string, fix: string): void =>
    void seen.findings.push(foundWrong(about, blocking(problem, fix), { expected: 'all of them', found: count }));
  if (absent.length === people.length && people.length > 1) {
    const others = (elsewhere ?? 0) > 0 ? ` ${elsewhere} of them are there under other ids.` : '';
    const what = total === 0 ? `, whose profile is empty` : `, or everybody was deleted there`;
    wrong(
      `Okta writes to another Kiro than ${host}${what}: none of the ${people.length} people whom it has pushed is there under the id that it keeps.${others}`,
      elsewhereFix(input, START_AGAIN),
    );
    return 'another';
  }
  if (absent.length * 2 > people.length && people.length > 1) {
    wrong(
      `Most people whom Okta has pushed are not at ${host} under the id that it keeps (${absent.length} of ${people.length}): ${loginsListed(absent)}.`,
      GONE_FIX,
    );
    return 'unclear';
  }
  if (absent.length === people.length) {
    seen.notLookedAt.push({
      ...about,
      why: `the one person whom Okta has pushed is not at ${host}`,
      how: 'look again when there are more',
    });
    return 'unseen';
  }
  seen.proven.push({ ...about, value: count });
  return 'this';
}
