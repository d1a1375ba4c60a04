import type { Finding } from '../../runbook/model/proof.js';
import { CATALOG_APP_NAME } from '../../runbook/onboarding/guide.js';
import { unlinkGroups } from '../../runbook/onboarding/old-pushes.js';
import { NO_SECRETS } from '../../runbook/secrets/outside-text.js';
import { blocking, needsPerson, needsPersonFor } from '../needs-person.js';
import { sideBySide } from '../side-by-side.js';
import { created, type ObjectKind } from './ensure.js';
import { pathOfMappings } from './groups.js';
import { differences, idOf, type JsonObject, textAt } from './json-fields.js';
import { PLANNED_ID } from './okta-api.js';
import { isStatus } from './okta-error.js';
import { isGone, provisioningCure } from './provisioning-errors.js';
import type { Session } from './session.js';

export interface WantedPush {
  appId: string;
  group: { id: string; name: string };
}

const path = ({ appId }: WantedPush) => pathOfMappings(appId);

/** All pushes of an application. */
export const listMappings = (session: Session, appId: string): Promise<JsonObject[]> =>
  session.okta.list(pathOfMappings(appId));

/**
 * Step 4, Push Groups: a group that Okta pushes to Kiro under its own name. One mapping a group. A group of that name
 * that an earlier push left in Kiro is linked: a second one would be refused there (terraform-provider-okta#2894).
 */
export const pushMapping: ObjectKind<WantedPush, JsonObject> = {
  label: ({ group }) => `group push of "${group.name}"`,
  url: ({ appId }, _actual, session) => session.pages.app(CATALOG_APP_NAME, appId, 'group-push'),
  parent: ({ appId }) => appId,
  async find(wanted, session) {
    // All of them in one list: one that goes to the same group in Kiro must be seen before a write.
    const found = await session.okta.listOnce(path(wanted));
    return found.find((mapping) => textAt(mapping, 'sourceGroupId') === wanted.group.id) ?? null;
  },
  read: (wanted, actual, session) => session.okta.find(`${path(wanted)}/${idOf(actual)}`),
  // ERROR is a state of its own, which the step reports with Okta's reason.
  compare: (_wanted, actual) => (isBroken(actual) ? [] : differences([{ path: 'status', value: 'ACTIVE' }], actual)),
  async create(wanted, session) {
    const { appId, group } = wanted;
    const target = await targetGroup(wanted, session);
    const others = await pushedInto(session, appId, { sourceId: group.id, targetId: target.targetGroupId ?? null });
    if (others.length > 0) throw needsPersonFor([sharedTarget(session, appId, group.name, others)]);
    const body = { sourceGroupId: group.id, ...target, status: 'ACTIVE' };
    return created((await session.okta.post(path(wanted), body)).body);
  },
  refused: (wanted, error) => (isStatus(error, 400) ? refused(wanted, error.text, error.requestIds) : null),
  async update(wanted, actual, session) {
    await session.okta.patch(`${path(wanted)}/${idOf(actual)}`, { status: 'ACTIVE' });
  },
  planned: () => ({ id: PLANNED_ID }),
};

/** Okta's own copies of the groups in Kiro (APP_GROUP). Empty where the org cannot search for them. */
export async function kiroGroupsInOkta({ okta }: Session, appId: string): Promise<JsonObject[]> {
  const query = new URLSearchParams({ search: `type eq "APP_GROUP" and source.id eq "${appId}"` });
  return okta.listOnce(`/api/v1/groups?${query.toString()}`).catch((error: unknown) => {
    if (isStatus(error, 400)) return [];
    throw error;
  });
}

/** The group in Kiro as Okta knows it, else the name for a new one, which is right wherever nothing was pushed before. */
async function targetGroup(
  { appId, group }: WantedPush,
  session: Session,
): Promise<{ targetGroupName?: string; targetGroupId?: string }> {
  if (appId === PLANNED_ID) return { targetGroupName: group.name };
  const groups = await kiroGroupsInOkta(session, appId);
  const there = groups.find(
    (candidate) =>
      textAt(candidate, 'type') === 'APP_GROUP' &&
      textAt(candidate, 'source.id') === appId &&
      textAt(candidate, 'profile.name') === group.name,
  );
  return there === undefined ? { targetGroupName: group.name } : { targetGroupId: idOf(there) };
}

/** Names of the other groups that Okta pushes into the same group of Kiro. */
export async function pushedInto(
  { okta }: Session,
  appId: string,
  { sourceId, targetId }: { sourceId: string; targetId: string | null },
): Promise<string[]> {
  if (targetId === null) return [];
  const others = (await okta.listOnce(pathOfMappings(appId)))
    .filter((mapping) => textAt(mapping, 'targetGroupId') === targetId)
    .flatMap((mapping) => textAt(mapping, 'sourceGroupId') ?? [])
    .filter((id) => id !== sourceId);
  return sideBySide(others, async (id) => textAt(await okta.find(`/api/v1/groups/${id}`), 'profile.name') ?? id);
}

/** Two groups of Okta in one group of Kiro: everybody of both has the subscription, and each push undoes the other. */
export function sharedTarget(session: Session, appId: string, name: string, others: string[]): Finding {
  const listed = others.map((other) => `"${other}"`).join(', ');
  return blocking(
    `Okta pushes ${listed} into the group of Kiro that "${name}" is pushed to: nobody could tell who is meant to be in it.`,
    `On the tab Push Groups unlink the one that is not meant ("Leave the group in the target app"), or name ${listed} in push.groups instead, if it is the same group under a new name.`,
    session.pages.app(CATALOG_APP_NAME, appId, 'group-push'),
  );
}

/** Whether a push has failed for good: Okta sends no more changes of the group. */
export function isBroken(mapping: JsonObject): boolean {
  return textAt(mapping, 'status') === 'ERROR' || textAt(mapping, 'errorSummary') !== null;
}

/** Deletes a mapping and leaves the group in Kiro. Only an inactive one can be deleted, or one in ERROR in newer orgs. */
export async function removeMapping(session: Session, appId: string, mapping: JsonObject): Promise<void> {
  const mine = `/api/v1/apps/${appId}/group-push/mappings/${idOf(mapping)}`;
  const unless =
    (...statuses: number[]) =>
    (error: unknown) => {
      if (!isStatus(error, ...statuses)) throw error;
    };
  await session.okta.patch(mine, { status: 'INACTIVE' }).catch(unless(400, 404));
  const query = new URLSearchParams({ deleteTargetGroup: 'false' });
  await session.okta.delete(`${mine}?${query.toString()}`).catch(unless(404));
  session.okta.forget();
}

function refused({ group }: WantedPush, reason: string, requestIds: string[]) {
  const problem = `Okta does not push the group "${group.name}": ${reason}.`;
  const fix =
    'Check on the tab Push Groups whether a group of that name is in Kiro already (Refresh App Groups, then link it), ' +
    'and that the API client has the Application administrator role; then redo the step.';
  return needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix)], requestIds });
}

/** Okta's reason for a failed push; null where it gives none. */
export function reasonOf(mapping: JsonObject): string | null {
  const said = textAt(mapping, 'errorSummary');
  return said === null ? null : NO_SECRETS.text(said);
}

/** What is wrong with a push, and the known cure; nothing where it has not failed. */
export function pushFindings(name: string, mapping: JsonObject, url: string): Finding[] {
  if (!isBroken(mapping)) return [];
  const reason = reasonOf(mapping);
  const cure = provisioningCure(reason) ?? 'Correct what the reason names.';
  const fix = isGone(reason)
    ? `Kiro has no group of the id that Okta keeps of it. ${unlinkGroups({ push: { groups: [name] } })} Answer then: the runbook pushes it anew.`
    : `${cure} Then have the push repaired (decisionMade, repair), or push it anew on the tab Push Groups.`;
  return [
    blocking(
      `Okta could not push the group "${name}": ${(reason ?? 'it gives no reason').replace(/\.+$/, '')}.`,
      fix,
      url,
    ),
  ];
}
