import type { Finding } from '../../runbook/model/proof.js';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { unlinkGroups } from '../../runbook/onboarding/old-pushes.js';
import { PUSHED_TO_ENDPOINT } from '../../runbook/onboarding/step-row.js';
import type { GivenAccess, Task, Unseen } from '../../runbook/outside.js';
import { isActive } from '../../runbook/roster/facts.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { sideBySide, together } from '../side-by-side.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { readAppUsers } from './applications.js';
import { renamedGroups, requireAudience } from './audience.js';
import type { Group } from './client-memory.js';
import { loginsListed, membersOf } from './directory.js';
import { ensure } from './ensure.js';
import { givenEndpoint, type GivenEndpoint, hasGroup, reachOf } from './given-endpoint.js';
import { idOf, type JsonObject, textAt } from './json-fields.js';
import { isGone } from './provisioning-errors.js';
import {
  isBroken,
  pushedInto,
  pushFindings,
  pushMapping,
  reasonOf,
  removeMapping,
  sharedTarget,
} from './push-mapping.js';
import type { Session } from './session.js';
import { inTime, isMissedBriefly, notReady } from './waiting.js';

/** The most changes of a group's members that AWS takes in one request. Okta sends more of them in several requests. */
const CHANGES_A_REQUEST = 100;

/**
 * Guide, Step 4: Synchronizing Groups, Push Groups. A mapping is ACTIVE even where nothing is pushed, so only a
 * `lastPush` without `errorSummary` counts, and of an endpoint that was given only one that came after it, or a group that
 * is seen there. With `repair`, the time of a person's consent, older mappings in ERROR are first deleted, which leaves
 * the group in Kiro as it is.
 */
export async function ensurePushGroups(
  session: Session,
  task: Task & { appId: string; repair?: string } & Partial<GivenAccess>,
  openToken?: OpenToken,
): Promise<Unseen> {
  const { appId, repair } = task;
  const groups = await pushedGroups(session);
  session.warnings.push(...renamedGroups(groups).map(({ problem, fix }) => `${problem} ${fix}`));
  const write = async (): Promise<PushedGroup[]> => {
    if (repair !== undefined) for (const group of groups) await removeBroken(session, appId, group, repair);
    return mapAll(session, appId, groups);
  };
  if (session.mode === 'plan') {
    session.findings.push(...(await sharedTargets(session, appId, await write())));
    return {};
  }
  const [pushed] = await together(write(), tellMembers(session, appId, groups));
  const shared = await sharedTargets(session, appId, pushed);
  if (shared.length > 0) throw needsPersonFor(shared);
  const given = givenEndpoint(session, task, openToken);
  let seen: Unseen = {};
  await inTime(session, async (before) => {
    if (before > 0) for (const group of pushed) await lookAt(session, appId, group);
    requirePushed(session, appId, pushed);
    if (given !== null) seen = await requireThere(session, appId, pushed, given);
  });
  tellPushed(session, appId, pushed);
  return seen;
}

/** Groups that share their group of Kiro with another one. */
async function sharedTargets(session: Session, appId: string, pushed: PushedGroup[]): Promise<Finding[]> {
  const found = await sideBySide(pushed, async ({ name, mapping }) => {
    const pair = { sourceId: textAt(mapping, 'sourceGroupId') ?? '', targetId: textAt(mapping, 'targetGroupId') };
    const others = await pushedInto(session, appId, pair);
    return others.length === 0 ? [] : [sharedTarget(session, appId, name, others)];
  });
  return found.flat();
}

/**
 * How many groups were pushed before the access was given and could not be looked for, and since when Okta has pushed there;
 * fails where one is not there. A group of that name alone proves nothing: another Kiro may have one, so the people whom Okta
 * has written last must be there too, by the ids that Okta has of them.
 */
async function requireThere(
  session: Session,
  appId: string,
  pushed: PushedGroup[],
  given: GivenEndpoint,
): Promise<Unseen> {
  const absent: PushedGroup[] = [];
  const namesakes: PushedGroup[] = [];
  const times: number[] = [];
  let unseen = 0;
  // What it finds is evidence of the connection, and not of this step.
  const { reaches } = await reachOf({ ...session, evidence: [] }, given, appId);
  const isOurs = reaches === 'this' || reaches === 'unclear';
  for (const group of pushed) {
    const pushedAt = Date.parse(textAt(group.mapping, 'lastPush') ?? '');
    let isThere = await given.ask((client) => hasGroup(client, group.name));
    if (isThere === false) {
      const inKiro = await nameInKiro(session, group);
      if (inKiro !== group.name) isThere = await given.ask((client) => hasGroup(client, inKiro));
    }
    if (isThere === false) absent.push(group);
    else if (isThere === true && reaches === 'another') namesakes.push(group);
    else if (given.isSince(pushedAt)) times.push(...(isThere === true && isOurs ? [pushedAt] : []));
    // Without anybody of Okta's to be seen there, a group of that name may be somebody else's.
    else if (isThere === null || !isOurs) unseen += 1;
  }
  const missed = [...absent, ...namesakes];
  if (missed.length === 0) return { unseen, ...given.since(times) };
  const names = missed.map(({ name }) => `"${name}"`).join(', ');
  // After a new connection Okta pushes again by itself, and says so where it cannot.
  if (isMissedBriefly('groups')) throw notReady(`Okta says that ${names} was pushed; not seen at ${given.host} yet.`);
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const fix =
    'Compare the Base URL on the tab Provisioning, Integration, with the SCIM endpoint of this run. If it is right, the ' +
    `push was to another one. ${unlinkGroups({ push: { groups: missed.map(({ name }) => name) } })} Answer when that is done.`;
  const problem =
    absent.length === 0
      ? `Okta says that it has pushed ${names}, but none of the people whom it has written last is at ${given.host}: a group of that name there is not Okta's.`
      : `Okta says that it has pushed ${names}, but ${given.host} has no such group.`;
  throw needsPersonFor([blocking(problem, fix, url)], { denies: PUSHED_TO_ENDPOINT });
}

/** The name of a pushed group in Kiro, which stays where Okta does not rename it with the group. */
async function nameInKiro({ okta }: Session, { name, mapping }: PushedGroup): Promise<string> {
  const id = textAt(mapping, 'targetGroupId');
  const target = id === null ? null : await okta.find(`/api/v1/groups/${id}`);
  return textAt(target, 'profile.name') ?? name;
}

const isWaiting = ({ mapping }: PushedGroup): boolean => textAt(mapping, 'lastPush') === null;

async function lookAt({ okta }: Session, appId: string, group: PushedGroup): Promise<void> {
  const mapping = await okta.find(`/api/v1/apps/${appId}/group-push/mappings/${idOf(group.mapping)}`);
  if (mapping !== null) group.mapping = mapping;
}

/** A pushed group and Okta's mapping of it. */
export interface PushedGroup {
  name: string;
  mapping: JsonObject;
}

/** One mapping for each group that is to be pushed. */
export async function mapGroups(session: Session, appId: string): Promise<PushedGroup[]> {
  return mapAll(session, appId, await pushedGroups(session));
}

const pushedGroups = async (session: Session): Promise<Group[]> =>
  (await requireAudience(session.okta, { groups: session.input.push.groups, users: [] })).groups;

async function mapAll(session: Session, appId: string, groups: Group[]): Promise<PushedGroup[]> {
  const pushed: PushedGroup[] = [];
  for (const group of groups)
    pushed.push({ name: group.name, mapping: await ensure(pushMapping, { appId, group }, session) });
  return pushed;
}

/** Warns before the push about members that Okta will skip silently, and about groups that take several requests. */
async function tellMembers(session: Session, appId: string, groups: Group[]): Promise<void> {
  const assigned = new Set((await readAppUsers(session, appId)).map(({ id }) => id));
  for (const { id, name } of groups) {
    const members = (await membersOf(session.okta, id)).filter(isActive);
    const left = members.filter((member) => !assigned.has(member.id));
    if (left.length > 0)
      session.warnings.push(
        `${left.length} member(s) of "${name}" are not assigned to the SCIM application, so Okta leaves them out: ${loginsListed(left)}.`,
      );
    if (members.length > CHANGES_A_REQUEST)
      session.warnings.push(
        `"${name}" has ${members.length} members; Kiro takes ${CHANGES_A_REQUEST} changes a request, so they arrive in parts.`,
      );
  }
}

/** Deletes a mapping that has failed. One that was made since the consent and failed again is shown again instead. */
async function removeBroken(session: Session, appId: string, group: Group, consent: string): Promise<void> {
  const mapping = await pushMapping.find({ appId, group }, session);
  if (mapping === null || !isBroken(mapping) || isSince(session, consent, textAt(mapping, 'created'))) return;
  await removeMapping(session, appId, mapping);
}

/** The consent is dated by Temporal's clock and the mapping by Okta's, without milliseconds. */
function isSince({ okta }: Session, consent: string, created: string | null): boolean {
  return created !== null && Date.parse(created) >= Date.parse(consent) + okta.aheadMs - 1_000;
}

/** By Okta's own account every group has been pushed; else fails, at first with "not ready". */
export function requirePushed(session: Session, appId: string, pushed: PushedGroup[]): void {
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const findings = pushed.flatMap(({ name, mapping }) => pushFindings(name, mapping, url));
  if (findings.length > 0) {
    // A new push would be linked to the same old id, so a person must clear that away first.
    const names = pushed
      .filter(({ mapping }) => isBroken(mapping) && !isGone(reasonOf(mapping)))
      .map(({ name }) => `"${name}"`);
    if (names.length === 0) throw needsPersonFor(findings);
    const repair = `delete the push of ${names.join(', ')} in Okta and make it anew; the group in Kiro is not deleted`;
    throw needsPersonFor(findings, { repair });
  }
  const waiting = pushed.filter(isWaiting);
  if (waiting.length > 0) {
    const names = waiting.map(({ name }) => `"${name}"`).join(', ');
    throw notReady(`${pushed.length - waiting.length} of ${pushed.length} groups pushed; waiting for ${names}.`);
  }
}

/** The pushes as evidence. */
export function tellPushed(session: Session, appId: string, pushed: PushedGroup[]): void {
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  for (const { name, mapping } of pushed) {
    const at = textAt(mapping, 'lastPush') ?? '';
    session.evidence.push(
      { label: `Push mapping of ${name}`, value: idOf(mapping), url },
      { label: `Last push of ${name}`, value: at, url },
    );
  }
}
