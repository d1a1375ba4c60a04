import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { addTo } from '../../runbook/roster/facts.js';
import { blocking, warning } from '../needs-person.js';
import { requireAudience } from './audience.js';
import type { Group } from './client-memory.js';
import { membersOf, type User } from './directory.js';
import { groupOf } from './groups.js';
import { idOf, type JsonObject, textAt } from './json-fields.js';
import { isBroken, kiroGroupsInOkta, listMappings, pushFindings, reasonOf } from './push-mapping.js';
import type { Session } from './session.js';
import { foundWrong, looked, type VerifiedStep } from './verified.js';

/** A group of the configuration and its push. */
export interface VerifiedPush {
  name: string;
  /** What it is called in Kiro, by Okta's own account. */
  nameInKiro: string;
  /** Its push has a finding already, such as that it failed. */
  isTold: boolean;
  /** Members of other groups that are pushed into the same group of Kiro. */
  shared: User[];
}

/** All pushes of the SCIM application. */
export interface VerifiedPushes {
  groups: VerifiedPush[];
  /** Names of all groups in Kiro that a push stands for, as Okta has them. */
  names: string[];
}

interface Mapping {
  body: JsonObject;
  sourceId: string;
  targetId: string;
  /** Name of the group that is pushed; null where it is gone from Okta. */
  source: Group | null;
  /** Whether the configuration names it. */
  isOurs: boolean;
  isActive: boolean;
}

/**
 * Every push of the SCIM application: those of the configuration, and all others. The plan reports a mapping of ours
 * that is missing or switched off. `missing`: groups of the configuration that are gone from Okta, reported before.
 */
export async function verifyPushes(
  session: Session,
  seen: VerifiedStep,
  appId: string,
  missing: ReadonlySet<string>,
): Promise<VerifiedPushes> {
  const { okta, input } = session;
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const { groups } = await requireAudience(okta, { groups: input.push.groups, users: [] });
  const mappings = await readMappings(session, appId, groups);
  const usable = mappings.filter((mapping) => !isItself(mapping, appId));
  tellItself(
    seen,
    mappings.filter((mapping) => isItself(mapping, appId)),
    url,
  );
  const sharing = sharedTargets(usable);
  const names = await targetNames(session, appId, mappings);
  for (const [targetId, those] of sharing) tellShared(seen, names.get(targetId) ?? targetId, those, url);
  const told = new Set([...sharing.values()].flat());
  const isGone = ({ source, targetId }: Mapping): boolean => source === null && missing.has(names.get(targetId) ?? '');
  for (const mapping of usable)
    if (!mapping.isOurs && !told.has(mapping) && !isGone(mapping)) tellExtra(seen, mapping, url);
  const verified: VerifiedPush[] = [];
  for (const { id, name } of groups) {
    const own = usable.find(({ sourceId }) => sourceId === id);
    const shared: User[] = [];
    for (const other of own === undefined ? [] : (sharing.get(own.targetId) ?? []))
      if (other !== own && other.source !== null) shared.push(...(await membersOf(okta, other.source.id)));
    const nameInKiro = (own === undefined ? '' : names.get(own.targetId)) || name;
    const isTold = own === undefined || isBroken(own.body) || textAt(own.body, 'lastPush') === null;
    verified.push({ name, nameInKiro, isTold, shared });
    if (own !== undefined) verifyPush(session, seen, name, own.body, url);
  }
  const targets = mappings.map(({ targetId }) => names.get(targetId) ?? '');
  return { groups: verified, names: [...groups.map(({ name }) => name), ...targets] };
}

async function readMappings(session: Session, appId: string, groups: Group[]): Promise<Mapping[]> {
  const found: Mapping[] = [];
  for (const body of await listMappings(session, appId)) {
    const sourceId = textAt(body, 'sourceGroupId') ?? '';
    const ours = groups.find(({ id }) => id === sourceId);
    const source = ours ?? (await groupOf(session.okta, sourceId));
    const isActive = textAt(body, 'status') !== 'INACTIVE';
    const targetId = textAt(body, 'targetGroupId') ?? '';
    found.push({ body, sourceId, targetId, source, isOurs: ours !== undefined, isActive });
  }
  return found;
}

/** What the targets are called in Kiro, by their ids in Okta. */
async function targetNames(session: Session, appId: string, mappings: Mapping[]): Promise<Map<string, string>> {
  const listed = await kiroGroupsInOkta(session, appId);
  const names = new Map(listed.map((group) => [idOf(group), textAt(group, 'profile.name') ?? '']));
  const asked = [...new Set(mappings.map(({ targetId }) => targetId))].filter((id) => !names.has(id));
  for (const id of asked) names.set(id, (await groupOf(session.okta, id))?.name ?? '');
  return names;
}

/** A push whose source is Okta's own copy of a group in Kiro. */
const isItself = ({ sourceId, targetId, source }: Mapping, appId: string): boolean =>
  sourceId === targetId || (source !== null && source.appId === appId);

const nameOf = ({ source, sourceId }: Mapping): string => source?.name ?? `(deleted in Okta, ${sourceId})`;

/** Targets of a group of ours that another one is pushed into as well, with all that are. */
function sharedTargets(mappings: Mapping[]): Map<string, Mapping[]> {
  const byTarget = new Map<string, Mapping[]>();
  for (const mapping of mappings.filter(({ isActive, isOurs }) => isActive || isOurs))
    addTo(byTarget, mapping.targetId, mapping);
  return new Map([...byTarget].filter(([, those]) => those.length > 1 && those.some(({ isOurs }) => isOurs)));
}

const remove = (what: string): string =>
  `On the tab Push Groups open the status of ${what}, choose Unlink pushed group, then "Leave the group in the target app".`;

function tellItself(seen: VerifiedStep, mappings: Mapping[], url: string): void {
  for (const mapping of mappings) {
    const name = nameOf(mapping);
    const problem = `"${name}", which is Okta's own copy of the group in Kiro, is pushed onto itself.`;
    const about = looked('pushed-onto-itself', name, `Push of the application's own group "${name}"`);
    seen.findings.push(foundWrong(about, blocking(problem, remove('that line'), url)));
  }
}

function tellShared(seen: VerifiedStep, target: string, mappings: Mapping[], url: string): void {
  const ours = mappings.filter(({ isOurs }) => isOurs);
  const others = mappings.filter(({ isOurs }) => !isOurs);
  const named = [...ours, ...others].map((mapping) => `"${nameOf(mapping)}"`);
  const problem = `${named.join(' and ')} are pushed into one group of Kiro, "${target}", so members of each are in it.`;
  const wrong = others.length > 0 ? others : ours.slice(1);
  const fix = `${remove(wrong.map((mapping) => `"${nameOf(mapping)}"`).join(', '))} Then choose Push now for ${named[0]}.`;
  const about = looked('shared-target', target, `What is pushed into "${target}"`);
  const compared = { expected: '1 group', found: `${mappings.length} groups` };
  seen.findings.push(foundWrong(about, blocking(problem, fix, url), compared));
}

function tellExtra(seen: VerifiedStep, mapping: Mapping, url: string): void {
  const name = nameOf(mapping);
  const about = looked('extra-push', name, `Push of "${name}"`);
  const state = mapping.isActive ? 'is pushed to Kiro' : 'was pushed to Kiro, and its mapping is inactive';
  const problem = `The group "${name}" ${state}, although the configuration does not name it.`;
  const fix = `${remove(`"${name}"`)} Or name it in push of the configuration. In Kiro, see whether the group there is subscribed.`;
  const compared = { expected: 'no mapping', found: mapping.isActive ? 'an active mapping' : 'an inactive mapping' };
  seen.findings.push(foundWrong(about, (mapping.isActive ? blocking : warning)(problem, fix, url), compared));
}

/** One push of the configuration, by Okta's own account. */
function verifyPush(session: Session, seen: VerifiedStep, name: string, mapping: JsonObject, url: string): void {
  const about = looked('push', name, `Push of "${name}"`);
  const failed = pushFindings(name, mapping, url);
  session.evidence.push({ label: `Push mapping of ${name}`, value: idOf(mapping), url });
  if (failed.length > 0) {
    const compared = { expected: 'pushed', found: reasonOf(mapping) ?? 'failed without a reason' };
    seen.findings.push(...failed.map((finding) => foundWrong(about, finding, compared)));
    return;
  }
  const at = textAt(mapping, 'lastPush');
  if (at !== null) {
    session.evidence.push({ label: `Last push of ${name}`, value: at, url });
    seen.proven.push({ ...about, value: `last pushed ${at}, by Okta's own account` });
    return;
  }
  const problem = `The group "${name}" has not been pushed yet.`;
  const fix = 'Okta does this by itself: look again later, and at Dashboard, Tasks if it stays.';
  seen.findings.push(foundWrong(about, blocking(problem, fix, url), { expected: 'pushed', found: 'not pushed yet' }));
}
