import type { Choice } from '../../../runbook/outside.js';
import type { Change } from '../../../runbook/model/proof.js';
import { type Org, untilReady } from './support.js';

/** How an activity is carried out: tried again or not. */
export type Drive = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * All Okta steps in the runbook's order; `connect` is what the admin does in the console in between, and without it
 * the steps that need it are skipped.
 */
export async function runAll(
  org: Pick<Org, 'okta' | 'task'>,
  connect?: (appId: string) => Promise<void>,
  choice: Choice | null = null,
  drive: Drive = untilReady,
) {
  const { okta, task } = org;
  const changes: Change[] = [];
  const noted = async <Result extends { changes: Change[] }>(work: () => Promise<Result>): Promise<Result> => {
    const result = await drive(work);
    changes.push(...result.changes);
    return result;
  };
  await noted(() => okta.preflight(task));
  const oidc = await noted(() => okta.ensureOidcApplication({ ...task, choice }));
  await noted(() => okta.ensureSignInAssignments({ ...task, appId: oidc.appId }));
  const server = await noted(() => okta.ensureAuthorizationServer({ ...task, choice }));
  await noted(() => okta.ensureScopes({ ...task, serverId: server.serverId }));
  await noted(() => okta.ensureAccessPolicy({ ...task, serverId: server.serverId, clientId: oidc.clientId }));
  const { appId: oidcAppId, clientId } = oidc;
  const { serverId, issuer } = server;
  const token = await noted(() => okta.checkToken({ ...task, serverId, issuer, clientId, appId: oidcAppId }));
  const scim = await noted(() => okta.ensureScimApplication({ ...task, choice }));
  await connect?.(scim.appId);
  await noted(() => okta.ensureAttributeMappings({ ...task, appId: scim.appId }));
  if (connect !== undefined) {
    await noted(() => okta.ensureProvisioningAssignments({ ...task, appId: scim.appId }));
    await noted(() => okta.ensurePushGroups({ ...task, appId: scim.appId }));
  }
  return { oidc, server, scim, token, changes };
}

/** The admin's clicks: Configure API integration, Save; To App, Edit, Save. */
export function connectIn(org: Org, target: { baseUrl: string; token: string }) {
  return async (appId: string): Promise<void> => {
    await org.call('POST', `/console/apps/${appId}/provisioning`, target);
    const switches = { createUsers: true, updateUserAttributes: true };
    await org.call('POST', `/console/apps/${appId}/to-app`, switches);
  };
}
