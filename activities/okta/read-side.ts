import { CATALOG_APP_NAME, OIDC_APP_NAME } from '../../runbook/onboarding/guide.js';
import type { RunObjects, Task } from '../../runbook/outside.js';
import type { Finding } from '../../runbook/model/proof.js';
import type { OktaClient } from './client.js';
import { toFailure } from './errors.js';
import type { Group } from './known-names.js';
import { isObject, textAt } from './json.js';
import { readAssignments, readPeople, type Assignments, type RosterMember } from './roster.js';
import { requireOrg } from './org.js';
import { openSession, type Session } from './session.js';
import { failureOf } from './steps/push-groups.js';
import { implicitAccess, openPolicies, unexpectedAccess } from './unexpected-access.js';

export type { RosterMember } from './roster.js';

/** Okta's side of the roster. */
export interface OktaSide extends Assignments {
  people: RosterMember[];
  /** Who else has an application, policies that serve everybody, and groups whose push has failed. */
  findings: Finding[];
  /** Names of the groups whose push has failed. */
  failedGroups: string[];
}

/** Reads Okta's side; `people` alone with no objects to look at. Fails with an `ApplicationFailure`. */
export type ReadOkta = (task: Task, objects: RunObjects | null) => Promise<OktaSide>;

/** As `ReadOkta`, for one org. */
export async function readOktaSide(client: OktaClient, task: Task, objects: RunObjects | null): Promise<OktaSide> {
  try {
    requireOrg(client, task);
    const session = openSession(client, task, 'plan');
    const { people, groups } = await readPeople(session.okta, task.input);
    const apps = { signIn: objects?.signInAppId ?? null, scim: objects?.scimAppId ?? null };
    const assignments = await readAssignments(session, apps, people);
    if (objects === null) return { people, ...assignments, findings: [], failedGroups: [] };
    const access = await accessFindings(session, objects, assignments.alone);
    const failed = apps.scim === null ? [] : await failedPushes(session, apps.scim, groups);
    return {
      people,
      ...assignments,
      findings: [...access, ...failed.flatMap(({ findings }) => findings)],
      failedGroups: failed.map(({ name }) => name),
    };
  } catch (error) {
    throw toFailure(error, client.orgUrl, client.secrets());
  }
}

async function accessFindings(
  session: Session,
  { signInAppId, scimAppId, serverId }: RunObjects,
  alone: Assignments['alone'],
): Promise<Finding[]> {
  const { signIn, provision, okta } = session.input;
  const apps = [
    { key: OIDC_APP_NAME, appId: signInAppId, appLabel: okta.oidcApplication, audience: signIn, alone: alone.signIn },
    {
      key: CATALOG_APP_NAME,
      appId: scimAppId,
      appLabel: okta.provisioningApplication,
      audience: provision,
      alone: alone.scim,
    },
  ];
  const findings: Finding[] = [];
  for (const { appId, ...app } of apps) {
    if (appId === null) continue;
    findings.push(...(await implicitAccess(session, { ...app, appId })));
    findings.push(...(await unexpectedAccess(session, { ...app, appId })));
  }
  return serverId === null ? findings : [...findings, ...(await openPolicies(session, serverId))];
}

/** Groups of the configuration whose push is in ERROR, with Okta's reason. */
async function failedPushes(
  session: Session,
  appId: string,
  groups: Group[],
): Promise<{ name: string; findings: Finding[] }[]> {
  if (session.input.push.groups.length === 0) return [];
  const url = session.pages.app(CATALOG_APP_NAME, appId, 'group-push');
  const mappings = (await session.okta.list(`/api/v1/apps/${appId}/group-push/mappings`)).filter(isObject);
  return mappings.flatMap((mapping) => {
    const group = groups.find(({ id }) => id === textAt(mapping, 'sourceGroupId'));
    const findings = group === undefined ? [] : failureOf(group.name, mapping, url);
    return findings.length === 0 ? [] : [{ name: group?.name ?? '', findings }];
  });
}
