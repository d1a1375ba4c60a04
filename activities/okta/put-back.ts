import type { StillOff, TakenOff, Task } from '../../runbook/outside.js';
import { appGroup, appUser, type WantedAppGroup } from './app-assignments.js';
import { ensure, type ObjectKind } from './ensure.js';
import type { JsonObject } from './json-fields.js';
import { isPassing } from './okta-failures.js';
import { isStatus } from './okta-error.js';
import type { Session } from './session.js';

/** See `OldPushActivities.putBackAssignments`. */
export async function putBackAssignments(
  session: Session,
  { appId, taken }: Task & { appId: string; taken: TakenOff },
): Promise<{ stillOff: StillOff[] }> {
  const app = { appId, appLabel: session.input.okta.provisioningApplication };
  const stillOff: StillOff[] = [];
  const attempted = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // Somebody who is gone or deactivated by now must not keep the others off.
      if (!isStatus(error, 400, 403, 404) || isPassing(error)) throw error;
      stillOff.push({ name, why: error.status === 404 ? 'Okta does not know it any more.' : error.text });
    }
  };
  // Users first: those that a group had assigned before would keep that kind of assignment.
  for (const { id, userName } of taken.users)
    await attempted(userName, () => ensure(appUser, { ...app, user: { id, login: userName } }, session));
  // In the order in which Okta asks them, so that each comes to its own place again.
  const groups = [...taken.groups].sort((one, other) => (one.priority ?? 0) - (other.priority ?? 0));
  for (const group of groups)
    await attempted(`group "${group.name}"`, () => ensure(sameAssignment(group), { ...app, group }, session));
  const [all, back] = [
    taken.groups.length + taken.users.length,
    taken.groups.length + taken.users.length - stillOff.length,
  ];
  session.evidence.push({ label: 'Assignments put back', value: `${back} of ${all}`, url: null });
  return { stillOff };
}

/** The assignment of a group as it was, with its place and its attributes. */
const sameAssignment = ({ priority, profile }: TakenOff['groups'][number]): ObjectKind<WantedAppGroup, JsonObject> => ({
  ...appGroup,
  async create({ appId, group }, { okta }) {
    await okta.put(`/api/v1/apps/${appId}/groups/${group.id}`, { ...(priority === null ? {} : { priority }), profile });
    return { id: group.id };
  },
});
