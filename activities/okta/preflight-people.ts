import { grouped, isActive } from '../../runbook/roster/facts.js';
import { counted } from '../../runbook/words/phrases.js';
import { blocking, warning } from '../needs-person.js';
import { loginsListed, type User } from './directory.js';
import type { Check, CheckFinding } from './preflight-audiences.js';
import type { Session } from './session.js';
import { idOfObject } from './verified.js';
import { nameIn, userNameFindings } from './user-names.js';

// What keeps single people from arriving in Kiro or from signing in, before anything is written. One finding a kind, with
// how many there are, who, and a fix that works for many at once.

const people = (count: number): string => counted(count, 'person', 'people');
const are = (count: number): string => (count === 1 ? 'is' : 'are');
const have = (count: number): string => (count === 1 ? 'has' : 'have');

/** How a finding about several people is written. */
interface Wording {
  /** What comes before the list of logins. */
  problem: (count: number) => string;
  fix: string;
  severity: typeof blocking;
  /** For what stops a run: what is looked at, the same each time. */
  check?: string;
}

/** The link leads to the list of people, which can be filtered there, and of which all are taken at once. */
const about = (session: Session, those: readonly User[], { problem, fix, severity, check }: Wording): CheckFinding[] =>
  those.length === 0
    ? []
    : [
        {
          ...severity(`${problem(those.length)}: ${loginsListed(those)}.`, fix, session.pages.people()),
          ...(check === undefined ? {} : { id: idOfObject('preflight', check) }),
        },
      ];

/** What a status of Okta means for somebody who is to use Kiro. */
const STATUSES: Record<string, { what: string; fix: string }> = {
  DEPROVISIONED: {
    what: 'can neither sign in nor arrive in Kiro',
    fix: 'Take them out of the configuration and its groups, or activate them again (Directory, People, filter by Deactivated).',
  },
  SUSPENDED: {
    what: 'can neither sign in nor arrive in Kiro',
    fix: 'Unsuspend them (Directory, People, filter by Suspended), or take them out of the configuration and its groups.',
  },
  STAGED: {
    what: 'can neither sign in nor arrive in Kiro',
    fix: 'Activate them (Directory, People, filter by Staged; several at once by More Actions), or take them out of the configuration and its groups.',
  },
  PROVISIONED: {
    what: 'must finish activating their account before they can sign in',
    fix: 'Send the activation mail again (Directory, People, filter by Pending User Action; More Actions takes several at once).',
  },
  LOCKED_OUT: {
    what: 'cannot sign in',
    fix: 'Unlock them: Directory, People, More Actions, Unlock People takes several at once.',
  },
  PASSWORD_EXPIRED: {
    what: 'must set a new password before they can sign in',
    fix: 'Let them know; Directory, People, More Actions, Reset Passwords sends mails to several at once.',
  },
  RECOVERY: {
    what: 'must finish resetting their password before they can sign in',
    fix: 'Let them know, or send the mail again (Directory, People, the person, Reset Password).',
  },
};

/** People whose status keeps Okta from provisioning or pushing them, or them from signing in. */
export const statuses: Check = (session, { people: { signIn, provision }, pushed }) => {
  const everybody = byId([...signIn, ...provision, ...pushed.flatMap(({ members }) => members)]);
  return Object.entries(STATUSES).flatMap(([status, { what, fix }]) =>
    about(
      session,
      everybody.filter((user) => user.status === status),
      {
        problem: (count) => `${people(count)} of the configuration ${are(count)} ${status} in Okta and ${what}`,
        fix,
        severity: warning,
      },
    ),
  );
};

const byId = (users: readonly User[]): User[] => [...new Map(users.map((user) => [user.id, user])).values()];

/** Characters that IAM Identity Center's SCIM refuses in a name. */
const FORBIDDEN = /[<>;:%]/;
const FOR_MANY =
  'for many people change it at the source of the profiles, or by a mapping in Directory, Profile Editor';

/** SCIM creates no user without first, last and display name, or with a character that it refuses. */
export const names: Check = (session, { people: { provision } }) => {
  const active = provision.filter(isActive);
  const parts: [name: string, valueOf: (user: User) => string, whereMissing: typeof blocking][] = [
    ['first name', ({ firstName }) => firstName, blocking],
    ['last name', ({ lastName }) => lastName, blocking],
    // Nobody could check whether Okta sends another name where the profile has none.
    ['display name', ({ givenDisplayName }) => givenDisplayName, warning],
  ];
  return parts.flatMap(([part, valueOf, whereMissing]) => [
    ...about(
      session,
      active.filter((user) => valueOf(user).trim() === ''),
      {
        problem: (count) => `${people(count)} to be provisioned ${have(count)} no ${part}, which Kiro's SCIM asks for`,
        fix: `Fill it in on the profile in Okta; ${FOR_MANY}.`,
        severity: whereMissing,
        check: `no ${part}`,
      },
    ),
    ...about(
      session,
      active.filter((user) => FORBIDDEN.test(valueOf(user))),
      {
        problem: (count) =>
          `${people(count)} to be provisioned ${have(count)} one of < > ; : % in the ${part}, which Kiro's SCIM refuses`,
        fix: `Correct it on the profile in Okta; ${FOR_MANY}.`,
        severity: blocking,
        check: `characters in ${part}`,
      },
    ),
  ]);
};

/** AWS's SCIM takes each e-mail address once: the second person with it is refused. */
export const sharedAddresses: Check = (_session, { people: { provision } }) => {
  const shared = [...grouped(provision.filter(isActive), ({ email }) => email)].filter(([, users]) => users.length > 1);
  if (shared.length === 0) return [];
  const shown = shared.slice(0, 5).map(([email, users]) => `${email} (${loginsListed(users)})`);
  const more = shared.length > shown.length ? ` and ${shared.length - shown.length} more` : '';
  const what = counted(shared.length, 'e-mail address is', 'e-mail addresses are');
  return [
    warning(
      `${what} used by more than one person to be provisioned, and Kiro's SCIM takes each once: ${shown.join('; ')}${more}.`,
      'Give each person an address of their own in Okta, or leave shared and second accounts out of the groups. Delete nobody for it.',
    ),
  ];
};

/** Whether Kiro would get another user name than people sign in with. */
export const userNames: Check = (_session, { people: { provision }, names: inApps }) =>
  userNameFindings(inApps, provision);

const isAddress = (text: string | null): boolean => /^[^@\s]+@[^@\s]+$/.test(text ?? '');

/** Kiro knows people by e-mail address, and Okta sends the login as user name where the application is not told otherwise. */
export const plainLogins: Check = (session, { people: { provision }, names: { provision: inKiro } }) =>
  about(
    session,
    provision.filter(
      (user) => isActive(user) && !isAddress(user.login) && !(inKiro !== null && isAddress(nameIn(inKiro, user))),
    ),
    {
      problem: (count) => `${people(count)} to be provisioned ${have(count)} a login that is no e-mail address`,
      fix:
        'For all of them at once: in both applications, Sign On, Credentials Details, set Application username format to Email, ' +
        'Save, then Update Now; people then sign in to Kiro with that address.',
      severity: warning,
    },
  );
