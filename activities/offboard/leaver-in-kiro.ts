import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { LeaverInKiro, LeaverTask } from '../../runbook/outside.js';
import type { Access } from '../../runbook/offboard/access.js';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { KiroFacts, KiroUser } from '../../runbook/person/facts.js';
import { attempt } from '../attempt.js';
import { blocking, needsPersonFor } from '../needs-person.js';
import { pathOfMappings } from '../okta/groups.js';
import { idOf, type JsonObject, textAt } from '../okta/json-fields.js';
import { isStatus } from '../okta/okta-error.js';
import type { Session } from '../okta/session.js';
import { readPersonInKiro } from '../person/person-in-kiro.js';
import type { KiroSideOf } from '../scim/kiro-side.js';
import type { ScimClient } from '../scim/scim-api.js';
import { ScimRefused, toFailure } from '../scim/scim-failures.js';

type Task = LeaverTask & { access: Access; endpoint: string | null; sealedToken: string | null; since: string };

/** See `OffboardActivities.lookForLeaver`. */
export async function lookForLeaver(session: Session, task: Task, kiroSide: KiroSideOf): Promise<LeaverInKiro> {
  const client = await kiroSide(task);
  if (client === null) return asOktaShows(session, task);
  return look(session, task, client).catch((error: unknown) => {
    throw error instanceof ScimRefused ? toFailure(error) : error;
  });
}

async function look(session: Session, task: Task, client: ScimClient): Promise<LeaverInKiro> {
  const { access } = task;
  const groups = access.kiroGroups;
  if (groups.length === 0)
    return { verdict: 'unseen', text: 'Okta names no pushed group, so there was no group in Kiro to look at.' };
  const looks = [await readPersonInKiro(client, { externalId: access.externalId, userName: access.userName, groups })];
  const [first] = looks as [KiroFacts];
  const user = first.byId ?? first.byName;
  if (user === null) return withoutUser(session, task, client);
  // An endpoint that lists no groups of a person is asked for each group.
  if ('why' in first.groups || first.groups.value.asked !== 'all')
    for (const name of groups.slice(1))
      looks.push(await readPersonInKiro(client, { externalId: user.id, userName: access.userName, groups: [name] }));
  const still = looks.flatMap(({ groups: found }) => ('value' in found ? found.value.in : [])).filter(isOneOf(groups));
  if (still.length > 0) throw notGone(session, task, still);
  const unknown = looks.flatMap(({ groups: found }) => ('why' in found ? found.why : []));
  if (unknown.length > 0)
    return { verdict: 'unseen', text: `Kiro does not tell: ${[...new Set(unknown)].join('; ')}.` };
  session.evidence.push({
    label: 'User in Kiro',
    value: `${user.userName}, ${user.id}, ${user.active ? 'active: Okta deactivates nobody there, as the guide sets it up' : 'inactive'}`,
    url: null,
  });
  const named = groups.map((name) => `"${name}"`).join(', ');
  return gone(session, client, `${user.userName} is not in ${named} in Kiro`);
}

/** That Kiro has no such user proves something only of the Kiro that Okta writes to, and if it finds people by their name. */
async function withoutUser(
  session: Session,
  { known, access, leaver }: Task,
  client: ScimClient,
): Promise<LeaverInKiro> {
  const missing = `Kiro has no user ${access.userName}`;
  const other = await otherUser(session, { appId: known.scimAppId, userId: leaver.userId, client });
  if (other !== null) {
    session.evidence.push({
      label: 'Another user in Kiro',
      value: `${other.userName}, ${other.id}, as in Okta`,
      url: null,
    });
    return gone(session, client, `${missing}, but has ${other.userName}, as Okta wrote it there`);
  }
  return {
    verdict: 'unseen',
    text: `${missing}, but none of the people that Okta knows there was found either: this may be another Kiro than Okta writes to.`,
  };
}

/** How many other people are looked for. */
const OTHERS = 3;

/** One whom Kiro has under the id that Okta knows, and finds by name; null where none of the first few is there. */
async function otherUser(
  { okta }: Session,
  { appId, userId, client }: { appId: string | null; userId: string | null; client: ScimClient },
): Promise<KiroUser | null> {
  const people = appId === null ? [] : await firstAssigned(okta, appId);
  const ids = people.filter((one) => idOf(one) !== userId).flatMap((one) => textAt(one, 'externalId') ?? []);
  for (const externalId of ids.slice(0, OTHERS)) {
    const { byId } = await readPersonInKiro(client, { externalId, userName: '', groups: [] });
    if (byId === null) continue;
    const { byName } = await readPersonInKiro(client, { externalId: null, userName: byId.userName, groups: [] });
    if (byName?.id === byId.id) return byId;
  }
  return null;
}

/** One page is enough, and an application that is gone has none. */
async function firstAssigned(okta: Session['okta'], appId: string): Promise<JsonObject[]> {
  try {
    return (await okta.page(`/api/v1/apps/${appId}/users?limit=20`)).items;
  } catch (error) {
    if (isStatus(error, 404)) return [];
    throw error;
  }
}

const isOneOf =
  (groups: string[]) =>
  (name: string): boolean =>
    groups.some((group) => group.toLowerCase() === name.toLowerCase());

function gone({ evidence }: Session, { host }: ScimClient, text: string): LeaverInKiro {
  evidence.push({ label: 'Asked', value: `${host}, over SCIM`, url: null });
  return { verdict: 'gone', text };
}

/** Looks over two minutes, with longer and longer pauses: as a rule Okta pushes within seconds. */
const LOOKS = 8;

function notGone({ pages }: Session, { known, leaver }: Task, groups: string[]): ApplicationFailure {
  const named = groups.map((name) => `"${name}"`).join(', ');
  const problem = `Kiro still has ${leaver.login} in ${named}, although Okta has not.`;
  if (attempt() < LOOKS)
    return ApplicationFailure.create({
      message: `${problem} Okta’s push may be on its way.`,
      type: 'NotGoneYet',
      nextRetryDelay: 1_000 * 2 ** (attempt() - 1),
      category: ApplicationFailureCategory.BENIGN,
    });
  const url = known.scimAppId === null ? null : pages.app(CATALOG_APP_NAME, known.scimAppId, 'group-push');
  const fix =
    `On the tab Push Groups choose Push now for ${named}. If it shows an error, correct that first: the token in Okta may have ` +
    'expired (`npm run rotate-token`). Where a group is both assigned and pushed, Okta may not take people out of it in Kiro.';
  return needsPersonFor([blocking(problem, fix, url)]);
}

/** Without a look at Kiro: what Okta says of its pushes, which is no proof. */
async function asOktaShows(session: Session, { known, access, since }: Task): Promise<LeaverInKiro> {
  const pushed = access.memberships.filter(({ isPushed }) => isPushed);
  if (known.scimAppId === null || pushed.length === 0)
    return { verdict: 'unseen', text: 'Nobody looked at Kiro: no SCIM access was given.' };
  const mappings = await session.okta.list(pathOfMappings(known.scimAppId));
  for (const { id, name } of pushed) {
    const mapping = mappings.find((one) => textAt(one, 'sourceGroupId') === id);
    const last = textAt(mapping, 'lastPush') ?? 'never';
    const error = textAt(mapping, 'errorSummary');
    const status = textAt(mapping, 'status') ?? 'gone';
    session.evidence.push({
      label: `Push of ${name}, as Okta shows it`,
      value: `${status}, last pushed ${last}${error === null ? '' : `, ${error}`}; the person left the group by ${since}`,
      url: session.pages.app(CATALOG_APP_NAME, known.scimAppId, 'group-push'),
    });
  }
  return {
    verdict: 'unseen',
    text: 'Nobody looked at Kiro, for no SCIM access was given; Okta’s own word on its push proves nothing.',
  };
}
