import type { Account, AccountFound } from './facts.js';
import { fact, type Judged, ok, timeText, unknown, wrong } from './verdict.js';

interface Status {
  /** Completes "<login> …". */
  problem: string;
  cure: string;
}

const PEOPLE = 'Admin Console, Directory, People';

/** What each status of Okta means for a person who wants to sign in. */
const STATUSES: Record<string, Status> = {
  STAGED: {
    problem:
      'has an Okta account that was never activated, so they cannot sign in and Okta does not bring them to Kiro',
    cure: `Activate the account: ${PEOPLE}, the person, Activate.`,
  },
  PROVISIONED: {
    problem: 'has not finished activating their Okta account, so they cannot sign in',
    cure: `They open the link in Okta's activation mail and set a password. To send it again: ${PEOPLE}, the person, Resend Activation Email.`,
  },
  RECOVERY: {
    problem: 'is in the middle of a password reset in Okta, so they cannot sign in',
    cure: `They open the link in Okta's reset mail and set a new password. To send it again: ${PEOPLE}, the person, Reset Password.`,
  },
  LOCKED_OUT: {
    problem: 'is locked out of Okta after too many failed sign-ins',
    cure: `Unlock the account: ${PEOPLE}, the person, More Actions, Unlock; or they wait, where the password policy unlocks by itself.`,
  },
  PASSWORD_EXPIRED: {
    problem: 'has an expired Okta password, so no sign-in comes through until they set a new one',
    cure: 'They sign in to the Okta dashboard in a browser and set a new password there; then they sign in to Kiro again.',
  },
  SUSPENDED: {
    problem: 'is suspended in Okta, so they cannot sign in',
    cure: `If they are meant to work again: ${PEOPLE}, the person, More Actions, Unsuspend. Their groups and applications are kept.`,
  },
  DEPROVISIONED: {
    problem: 'is deactivated in Okta, so they cannot sign in and have lost their applications',
    cure: `If they are meant to work again: ${PEOPLE}, the person, Activate; then look at their groups. If they have left, check that their seat in Kiro is deleted.`,
  },
};

/** Whether the person can sign in to Okta at all. */
export function judgeAccount(asked: string, found: AccountFound): Judged {
  if (found.kind === 'one') return judgeStatus(found.account);
  if (found.kind === 'several') {
    const logins = found.logins.join(', ');
    return wrong(`${found.logins.length} accounts match: ${logins}`, {
      answer: `Several people in Okta match "${asked}": ${logins}.`,
      cure: 'Run the command again with one whole login.',
    });
  }
  const cure =
    found.alike.length === 0
      ? `Check the spelling: the login is the Username in ${PEOPLE}. If they are new, create the person in Okta first.`
      : `Did you mean ${found.alike.join(' or ')}? Run the command again with that login.`;
  return wrong(`no account has the login "${asked}"`, { answer: `Nobody in Okta has the login "${asked}".`, cure });
}

function judgeStatus(account: Account): Judged {
  const { login, status, statusChanged, lastLogin, url, email } = account;
  const evidence = [
    fact('Status', status, url),
    ...(statusChanged === null ? [] : [fact('Status since', statusChanged)]),
    ...(lastLogin === null ? [] : [fact('Last sign-in to Okta', lastLogin)]),
    ...(email.toLowerCase() === login.toLowerCase() ? [] : [fact('E-mail address', email)]),
  ];
  if (status === 'ACTIVE') return ok('ACTIVE', evidence);
  const known = STATUSES[status];
  if (known === undefined) return unknown(`Okta calls the status "${status}", which is not known here`);
  const since = statusChanged === null ? '' : ` since ${timeText(statusChanged)}`;
  return wrong(`${status}${since}`, { answer: `${login} ${known.problem}.`, cure: known.cure }, evidence);
}
