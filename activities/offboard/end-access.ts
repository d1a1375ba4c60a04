import { ApplicationFailure } from '@temporalio/common';
import { type Held, type Membership, type StillOpen, lostWith, whyHeld } from '../../runbook/offboard/access.js';
import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { OffboardActivities } from '../../runbook/outside.js';
import { attempt, pause } from '../attempt.js';
import { idOf, textAt } from '../okta/json-fields.js';
import { isPassing } from '../okta/okta-failures.js';
import { isStatus } from '../okta/okta-error.js';
import { keepWritten, type Session } from '../okta/session.js';
import { assignmentOf, groupsOf } from './read-access.js';

type EndTask = Parameters<OffboardActivities['endAccess']>[0];

/** See `OffboardActivities.endAccess`: the groups first, since Okta ends no assignment that a group still gives. */
export async function endAccess(session: Session, task: EndTask): Promise<{ held: Held[]; open: StillOpen[] }> {
  const { leaver, groups, consented, apps } = task;
  const { userId } = leaver;
  if (userId === null) return { held: [], open: [] };
  const kept = new Map<string, Held>();
  for (const group of groups) {
    const why = whyHeld(group, consented);
    const said = why === null ? await leave(session, { group, userId, login: leaver.login }) : null;
    if (why !== null || said !== null) kept.set(group.id, { group, why: why ?? 'refused', said });
  }
  const open = apps && kept.size === 0 ? await endAssignments(session, userId, task) : [];
  // Who has neither application is in no group that gives one: nothing is left to look at.
  const isProven = apps && kept.size === 0 && open.length === 0;
  const held = isProven || groups.length === 0 ? [] : await heldNow(session, userId, task, kept);
  const left = groups.filter(({ id }) => !held.some(({ group }) => group.id === id));
  session.evidence.push(
    ...left.map((group) => ({
      label: `Group ${group.name}`,
      value: kept.has(group.id) ? 'not in it any more, as Okta answers' : 'taken out of it, and looked at again',
      url: group.url,
    })),
  );
  session.warnings.push(...lostWith(left.filter(({ id }) => !kept.has(id))));
  return { held, open };
}

/** The groups that Okta still has them in; a removal that Okta has lost is made again. */
async function heldNow(
  session: Session,
  userId: string,
  { groups }: EndTask,
  kept: ReadonlyMap<string, Held>,
): Promise<Held[]> {
  const mine = groups.filter(({ id }) => !kept.has(id));
  const still = await stillIn(session, userId, groups, mine);
  if (still.some((id) => !kept.has(id)) && attempt() < REPAIRS)
    throw ApplicationFailure.create({
      message: 'Okta still has the person in a group that they were taken out of; taking them out again.',
      type: 'NotAsWritten',
    });
  const said = 'Okta took the removal, and still has them in it: something may put them back';
  return groups
    .filter(({ id }) => still.includes(id))
    .map((group) => kept.get(group.id) ?? { group, why: 'refused', said });
}

/** Attempts after which a membership that comes back needs a person. */
const REPAIRS = 3;

/** Takes one person out of one group, however often; Okta's words where it refuses that, which a person may still do. */
async function leave(
  session: Session,
  { group, userId, login }: { group: Membership; userId: string; login: string },
): Promise<string | null> {
  try {
    await session.okta.delete(`/api/v1/groups/${group.id}/users/${userId}`);
  } catch (error) {
    if (isStatus(error, 404)) return null;
    if (!isStatus(error, 400, 403) || isPassing(error)) throw error;
    return [error.code, error.text].filter(Boolean).join(' ');
  }
  const fields = [{ path: 'member', from: 'true', to: 'false' }];
  session.changes.push({ object: `membership of ${login} in the group "${group.name}"`, action: 'change', fields });
  keepWritten(session);
  return null;
}

/** Ids of the groups that Okta still has the person in; it may take a moment until what was written is to be read. */
async function stillIn(session: Session, userId: string, groups: Membership[], mine: Membership[]): Promise<string[]> {
  let still: string[] = [];
  for (const wait of session.patience.readBack) {
    await pause(wait);
    const now = new Set((await groupsOf(session, userId)).map(idOf));
    still = groups.map(({ id }) => id).filter((id) => now.has(id));
    if (mine.every(({ id }) => !now.has(id))) break;
  }
  return still;
}

async function endAssignments(session: Session, userId: string, task: EndTask): Promise<StillOpen[]> {
  const { input, pages } = session;
  const { known, leaver, alone } = task;
  const { oidcApplication, provisioningApplication } = input.okta;
  const open: StillOpen[] = [];
  for (const [id, key, label] of [
    [known.signInAppId, OIDC_APP_NAME, oidcApplication],
    [known.scimAppId, CATALOG_APP_NAME, provisioningApplication],
  ] as const) {
    if (id === null) continue;
    const url = pages.app(key, id, 'assignments');
    const end = await endOf(session, { appId: id, label, login: leaver.login, userId, isAlone: alone.includes(id) });
    const value = end === 'ended' ? 'ended by name, and read back' : 'none any more, as Okta answers';
    if (end === 'open') open.push({ label, url });
    else session.evidence.push({ label: `Assignment of ${label}`, value, url });
  }
  return open;
}

interface OneAssignment {
  appId: string;
  label: string;
  login: string;
  userId: string;
  /** It was assigned to them by name a moment ago. */
  isAlone: boolean;
}

type End = 'none' | 'ended' | 'open';

/** Ends what assigns an application to the person alone, and reads back whether they still have it. */
async function endOf(session: Session, one: OneAssignment): Promise<End> {
  const { appId, userId } = one;
  let end: End = one.isAlone ? await unassign(session, one) : 'none';
  for (const wait of session.patience.readBack) {
    if (end === 'open') return end;
    await pause(wait);
    const assignment = await assignmentOf(session, appId, userId);
    if (assignment === null) return end;
    // What a group gave ends by itself, a moment after the membership.
    if (textAt(assignment, 'scope') === 'USER') end = await unassign(session, one);
  }
  return (await assignmentOf(session, appId, userId)) === null ? end : 'open';
}

async function unassign(session: Session, { appId, label, login, userId }: OneAssignment): Promise<End> {
  try {
    await session.okta.delete(`/api/v1/apps/${appId}/users/${userId}?sendEmail=false`);
  } catch (error) {
    // A group still gives it.
    if (isStatus(error, 403) && error.code === 'E0000046') return 'open';
    if (isStatus(error, 404)) return 'none';
    throw error;
  }
  const object = `assignment of user ${login} to "${label}"`;
  if (!session.changes.some((change) => change.object === object))
    session.changes.push({ object, action: 'change', fields: [{ path: 'assigned', from: 'true', to: 'false' }] });
  keepWritten(session);
  return 'ended';
}
