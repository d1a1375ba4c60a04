import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { GONE_FIX } from '../../runbook/onboarding/old-pushes.js';
import type { GivenAccess, OldPushes, Task } from '../../runbook/outside.js';
import { counted } from '../../runbook/words/phrases.js';
import { needsPerson } from '../needs-person.js';
import type { OpenToken } from '../secrets/secret-activities.js';
import { sideBySide, together } from '../side-by-side.js';
import { type AppUser, assignedGroups, readApp, readAppUsers } from './applications.js';
import { loginsListed } from './directory.js';
import { externalIds, givenEndpoint, type GivenEndpoint, hasGroup, idsAt } from './given-endpoint.js';
import { idOf, isObject, type JsonObject, numberAt, textAt, textsAt } from './json-fields.js';
import { isBroken, kiroGroupsInOkta, listMappings } from './push-mapping.js';
import type { Session } from './session.js';

/** How many people to look up at the new endpoint. */
const LOOKED_UP = 40;

/** See `OldPushActivities.findOldPushes`. */
export async function findOldPushes(
  session: Session,
  task: Task & { appId: string } & Partial<GivenAccess>,
  openToken?: OpenToken,
): Promise<OldPushes> {
  const { appId } = task;
  const app = await requireScimApp(session, appId);
  const given = givenEndpoint(session, task, openToken);
  const [users, groups, mappings] = await together(
    readAppUsers(session, appId),
    assignedGroups(session, appId),
    listMappings(session, appId),
  );
  const people = await lookUp(session, users, given);
  const old = people.areOld ? mappings : await oldOnes(session, mappings, given);
  const pushes = await sideBySide(old, async (mapping) => ({
    id: idOf(mapping),
    group: await sourceOf(session, mapping),
  }));
  const targets = (ones: JsonObject[]): string[] => ones.flatMap((one) => textAt(one, 'targetGroupId') ?? []);
  const kept = mappings.filter((mapping) => !old.includes(mapping));
  return {
    taken: people.areOld
      ? {
          groups: groups.map(assignmentOf),
          users: users.filter(({ scope }) => scope === 'USER').map(({ id, login }) => ({ id, userName: login })),
        }
      : { groups: [], users: [] },
    pushes,
    copies: await copiesOf(session, appId, { old: targets(old), kept: targets(kept) }),
    people: users.length,
    deactivates: textsAt(app, 'features').includes('PUSH_USER_DEACTIVATION'),
    seen: people.seen,
  };
}

/** Nothing is ever taken off another application, whatever the record of the connection says. */
async function requireScimApp(session: Session, appId: string): Promise<JsonObject> {
  const app = await readApp(session, appId);
  if (app !== null && textAt(app, 'name') === CATALOG_APP_NAME) return app;
  throw needsPerson(
    `The application ${appId} is ${app === null ? 'not there any more' : 'no "AWS IAM Identity Center"'}, so it is not the SCIM ` +
      'application of this connection. Find the right one with `npm run adopt`, and have the first step redone.',
    {},
  );
}

/**
 * Whether Okta knows people by ids that the new endpoint does not have. One person who is there shows that Okta writes to it:
 * others who are not there, or could not be pushed, are warnings then, and nobody is taken off.
 */
async function lookUp(
  session: Session,
  users: AppUser[],
  given: GivenEndpoint | null,
): Promise<{ areOld: boolean; seen: string }> {
  const pushed = users.filter(({ externalId }) => externalId !== null);
  // Okta does not try again by itself to push people who were assigned while the old Kiro was gone.
  const failed = users.filter(({ state }) => state === 'failed');
  const failures = failed.length === 0 ? '' : ` Okta could not push ${counted(failed.length, 'person', 'people')}.`;
  if (pushed.length === 0)
    return { areOld: failed.length > 0, seen: failures === '' ? 'Okta has pushed nobody.' : failures.trim() };
  const step = Math.max(1, pushed.length / LOOKED_UP);
  const chosen = pushed.filter((_user, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const there = given === null ? null : await given.ask((client) => idsAt(client, externalIds(chosen)));
  if (there === null)
    return {
      areOld: true,
      seen: `Okta has pushed ${pushed.length} people; without a token for the new endpoint nobody can see where to.${failures}`,
    };
  const absent = chosen.filter(({ externalId }) => externalId === null || !there.has(externalId));
  const { host } = given!;
  const seen = `${absent.length} of ${chosen.length} people looked up at ${host} are not there under the id that Okta has of them.${failures}`;
  if (there.size === 0) return { areOld: true, seen };
  if (absent.length > 0)
    session.warnings.push(
      `Some of the people looked up are not at ${host} under the id that Okta keeps: ${loginsListed(absent)}. ${GONE_FIX}`,
    );
  if (failed.length > 0)
    session.warnings.push(
      `Okta could not push ${loginsListed(failed)}. Others are at ${host}, so look at the error next to each name on the tab ` +
        'Assignments of the SCIM application.',
    );
  return { areOld: false, seen };
}

/** Where the people are at the new endpoint: pushes that have failed, or whose group is not there. */
async function oldOnes(session: Session, mappings: JsonObject[], given: GivenEndpoint | null): Promise<JsonObject[]> {
  const old: JsonObject[] = [];
  for (const mapping of mappings) {
    // One that was made a moment ago has pushed nothing yet, and goes to whatever Okta is connected to.
    if (!isBroken(mapping) && textAt(mapping, 'lastPush') === null) continue;
    const id = textAt(mapping, 'targetGroupId');
    const target = id === null ? null : await session.okta.find(`/api/v1/groups/${id}`);
    const name = textAt(target, 'profile.name');
    const isThere = name === null ? null : await given?.ask((client) => hasGroup(client, name));
    if (isBroken(mapping) || isThere !== true) old.push(mapping);
  }
  return old;
}

async function sourceOf({ okta }: Session, mapping: JsonObject): Promise<string> {
  const id = textAt(mapping, 'sourceGroupId') ?? '';
  return textAt(await okta.find(`/api/v1/groups/${id}`), 'profile.name') ?? id;
}

function assignmentOf(entry: JsonObject): OldPushes['taken']['groups'][number] {
  const id = idOf(entry);
  return {
    id,
    name: textAt(entry, '_embedded.group.profile.name') ?? id,
    priority: numberAt(entry, 'priority'),
    profile: isObject(entry['profile']) ? entry['profile'] : {},
  };
}

/**
 * Okta's copies of groups that old pushes went to, and those that such a push has left behind. One that has an application
 * of its own in Okta serves somebody, and is left alone.
 */
async function copiesOf(
  session: Session,
  appId: string,
  targets: { old: string[]; kept: string[] },
): Promise<OldPushes['copies']> {
  const { okta, input } = session;
  const left = (await kiroGroupsInOkta(session, appId))
    .filter((copy) => input.push.groups.includes(textAt(copy, 'profile.name') ?? ''))
    .map(idOf);
  const ids = [...new Set([...targets.old, ...left])].filter((id) => !targets.kept.includes(id));
  const found = await sideBySide(ids, async (id) => {
    // The search may lag behind.
    const copy = await okta.find(`/api/v1/groups/${id}`);
    if (!isCopy(copy, appId)) return [];
    const name = textAt(copy, 'profile.name') ?? id;
    if ((await okta.list(`/api/v1/groups/${id}/apps`)).length === 0) return [{ id, name }];
    session.warnings.push(
      `Okta's copy of the Kiro group "${name}" (${id}) is assigned to an application, so it is not deleted. A new push may be linked to it.`,
    );
    return [];
  });
  return found.flat();
}

/** Whether a group is Okta's own copy of a group in the Kiro of that application. */
export const isCopy = (group: JsonObject | null, appId: string): group is JsonObject =>
  group !== null && textAt(group, 'type') === 'APP_GROUP' && textAt(group, 'source.id') === appId;
