import type { Leaver } from '../../runbook/offboard/access.js';
import type { Task } from '../../runbook/outside.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import type { Session } from '../okta/session.js';
import { findAccount } from '../person/find-account.js';
import { LimitedReads } from '../person/limited-reads.js';

/** See `OffboardActivities.findLeaver`. Two reads at most. */
export async function findLeaver(
  session: Session,
  { login, isDeleted }: Task & { login: string; isDeleted: boolean },
): Promise<{ leaver: Leaver }> {
  const found = await findAccount(new LimitedReads(session.okta, 1), login, session.pages.user);
  if (found.kind === 'one') {
    const { id, login: own, status, url, displayName } = found.account;
    session.evidence.push({ label: 'Okta user', value: `${own} (${displayName}), ${id}, ${status}`, url });
    return { leaver: { userId: id, login: own, status, url } };
  }
  if (found.kind === 'several')
    throw needsPersonFor([
      blocking(
        `"${login}" may mean several people: ${found.logins.join(', ')}.`,
        'Stop this run, and start it again with the whole login of the one who leaves.',
        session.pages.people(),
      ),
    ]);
  if (isDeleted) {
    session.evidence.push({
      label: 'Okta user',
      value: `nobody has the login ${login}; that the account was deleted is a person’s word`,
      url: session.pages.people(),
    });
    return { leaver: { userId: null, login: login.toLowerCase(), status: 'DELETED', url: null } };
  }
  const alike = found.alike.length === 0 ? '' : ` Alike: ${found.alike.join(', ')}.`;
  throw needsPersonFor(
    [
      blocking(
        `Nobody in Okta has the login "${login}".${alike}`,
        'If it is a slip, stop this run and start it with the right login.',
        session.pages.people(),
      ),
    ],
    { repair: 'go on with what is left in Kiro, since the account was deleted in Okta' },
  );
}
