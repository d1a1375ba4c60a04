import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { elsewhereFix, GONE_FIX } from '../../runbook/onboarding/old-pushes.js';
import { PUSHED_TO_ENDPOINT } from '../../runbook/onboarding/step-row.js';
import type { GivenAccess, Task, Unseen } from '../../runbook/outside.js';
import { isActive } from '../../runbook/roster/facts.js';
import { attempt } from '../attempt.js';
import { blocking, needsPerson } from '../needs-person.js';
import { together } from '../side-by-side.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { assign } from './app-assignments.js';
import { type AppUser, readAppUsers, type SyncState } from './applications.js';
import { peopleOf, requireAudience } from './audience.js';
import { loginsListed, type User } from './directory.js';
import { externalIds, givenEndpoint, type GivenEndpoint, idsAt } from './given-endpoint.js';
import { provisioningCure, provisioningReasons } from './provisioning-errors.js';
import type { Session } from './session.js';
import { sentNameFindings } from './user-names.js';
import { inTime, isMissedBriefly, notReady } from './waiting.js';

/** Attempts after which "not pushed at all" is no longer a matter of waiting. */
const PATIENCE = 4;
/** The most users with a finding of their own. */
const NAMED = 50;

/** Guide, Step 4: Synchronizing Groups, assign. Done when every expected user is in Kiro, by Okta's own account. */
export async function ensureProvisioningAssignments(
  session: Session,
  task: Task & { appId: string } & Partial<GivenAccess>,
  openToken?: OpenToken,
): Promise<Unseen> {
  const { appId } = task;
  const audience = await requireAudience(session.okta, session.input.provision);
  const app = { appId, appLabel: session.input.okta.provisioningApplication };
  if (session.mode === 'plan') {
    await assign(session, app, audience);
    return {};
  }
  const [people] = await together(peopleOf(session.okta, audience), assign(session, app, audience));
  const done = await inTime(session, () => requireSynchronised(session, appId, people));
  const given = givenEndpoint(session, task, openToken);
  return given === null ? {} : requireThere(session, appId, done, given);
}

/** By Okta's own account everybody expected is in Kiro; else fails, at first with "not ready". Reads only. */
async function requireSynchronised(session: Session, appId: string, people: User[]): Promise<AppUser[]> {
  const expected = people.filter(isActive);
  const known = new Map((await readAppUsers(session, appId)).map((user) => [user.id, user]));
  const inState = (wanted: SyncState) => expected.filter((user) => known.get(user.id)?.state === wanted);

  const url = session.pages.app(CATALOG_APP_NAME, appId, 'assignments');
  const failed = inState('failed');
  if (failed.length > 0) throw notProvisioned(failed, await provisioningReasons(session.okta, appId), url);
  const off = inState('not-pushed');
  if (off.length > 0 && (session.mode === 'plan' || attempt() >= PATIENCE)) throw switchedOff(off, url);
  const done = inState('synchronized');
  const waiting = expected.filter((user) => known.get(user.id)?.state !== 'synchronized');
  if (waiting.length > 0)
    throw notReady(`${done.length} of ${expected.length} users synchronised; waiting for ${loginsListed(waiting)}.`);

  session.evidence.push({ label: 'Users synchronised', value: `${done.length} of ${expected.length}`, url });
  tellInactive(session, people);
  const sent = new Map(done.map(({ id }) => [id, known.get(id)?.login ?? '']));
  session.warnings.push(...sentNameFindings(session, appId, done, sent).map(({ problem, fix }) => `${problem} ${fix}`));
  return done.flatMap(({ id }) => known.get(id) ?? []);
}

/**
 * SYNCHRONIZED may be of another endpoint: those whom Okta has written before the access was given are looked up, and a
 * few of the others. How many could not be, and since when Okta has written there; fails where Okta knows people by ids that
 * the endpoint does not have.
 */
async function requireThere(session: Session, appId: string, people: AppUser[], given: GivenEndpoint): Promise<Unseen> {
  const older = people.filter(({ pushedAt }) => !given.isSince(pushedAt));
  const newer = people.filter(({ pushedAt }) => given.isSince(pushedAt));
  const few = spread(newer, A_FEW);
  const chosen = [...spread(older, LOOKED_UP), ...few];
  const there = await given.ask((client) => idsAt(client, externalIds(chosen)));
  if (there === null) return { unseen: older.length };
  const absent = chosen.filter(({ externalId }) => externalId === null || !there.has(externalId));
  if (absent.length > 0) {
    const isNew = absent.some(({ pushedAt }) => given.isSince(pushedAt));
    if (isNew && isMissedBriefly('people'))
      throw notReady(`Okta has written ${loginsListed(absent)}; not seen in Kiro yet.`);
    // Others of the same time are there, so Okta wrote to this endpoint then. People of before are in another Kiro also where
    // those who came since are in this one.
    const isThere = ({ externalId }: AppUser): boolean => externalId !== null && there.has(externalId);
    const isSame = older.some(isThere) || (newer.some(isThere) && !absent.some((one) => older.includes(one)));
    const fix = isSame ? `${GONE_FIX} Answer when that is done.` : elsewhereFix(session.input);
    throw knownElsewhere(session, appId, absent, { lookedUp: chosen.length, host: given.host, fix });
  }
  const value = `${chosen.length} of ${people.length} looked up, all at ${given.host}`;
  session.evidence.push({ label: 'Users found by the ids that Okta has of them', value, url: null });
  return { unseen: 0, ...given.since(few.map(({ pushedAt }) => pushedAt)) };
}

/** How many people to look up of those that Okta wrote before the access was given, and of those it wrote after. */
const [LOOKED_UP, A_FEW] = [40, 5];

/** At most `most` items, spread evenly over the list. */
function spread<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.floor((index * items.length) / most)]!);
}

function knownElsewhere(
  session: Session,
  appId: string,
  absent: AppUser[],
  said: { lookedUp: number; host: string; fix: string },
) {
  const { lookedUp, host, fix } = said;
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'assignments');
  const problem =
    `Okta says that everybody is in Kiro, but ${absent.length} of ${lookedUp} people looked up at ${host} are not there ` +
    `under the id that Okta has of them: ${loginsListed(absent)}.`;
  return needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix, url)], denies: PUSHED_TO_ENDPOINT });
}

/** One warning each for deactivated, suspended and staged people: each needs another fix. */
function tellInactive(session: Session, people: User[]): void {
  for (const [status, what] of [
    ['DEPROVISIONED', 'Deactivated'],
    ['SUSPENDED', 'Suspended'],
    ['STAGED', 'Not yet activated'],
  ]) {
    const left = people.filter((user) => user.status === status);
    if (left.length > 0) session.warnings.push(`${what} users are not provisioned: ${loginsListed(left)}.`);
  }
}

function notProvisioned(users: User[], reasons: ReadonlyMap<string, string>, url: string) {
  const retry =
    'Then open Dashboard, Tasks in the Admin Console, select these users and choose Retry selected: no API does that.';
  const findings = users.slice(0, NAMED).map(({ id, login }) => {
    const reason = reasons.get(id) ?? null;
    const said = reason === null ? '; its reason stands under Dashboard, Tasks' : `: ${reason}`;
    const fix = provisioningCure(reason) ?? 'Correct what the reason names.';
    return blocking(`Okta could not provision ${login} to Kiro${said}.`, `${fix} ${retry}`, url);
  });
  const what = users.length === 1 ? '1 user' : `${users.length} users`;
  return needsPerson(`Okta could not provision ${what} to Kiro: ${loginsListed(users)}. ${retry}`, { findings });
}

function switchedOff(users: User[], url: string) {
  const problem = `Okta does not push ${users.length} assigned users to Kiro: ${loginsListed(users)}.`;
  const fix =
    'Switch on Provisioning, To App, Create Users and Update User Attributes; users assigned before that need ' +
    '"Provision User" on the tab Assignments. Then redo the step.';
  return needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix, url)] });
}
