import { describe, expect, it } from 'vitest';
import { planOkta } from '../../../activities/okta/okta-plan.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { failureOf, startOrg, type Org } from './support.js';

interface Group {
  id: string;
  type: string;
  profile: { name: string };
}
const groupsNamed = async (org: Org, name: string): Promise<Group[]> =>
  (await org.call('GET', `/api/v1/groups?q=${encodeURIComponent(name)}`)) as Group[];
const ownGroup = async (org: Org, name: string): Promise<Group> => {
  const found = (await groupsNamed(org, name)).find(
    ({ type, profile }) => type === 'OKTA_GROUP' && profile.name === name,
  );
  if (found === undefined) throw new Error(`no group ${name}`);
  return found;
};
const rename = async (org: Org, from: string, to: string): Promise<void> => {
  const { id } = await ownGroup(org, from);
  await org.call('PUT', `/api/v1/groups/${id}`, { profile: { name: to } });
  org.client.names.clear();
};
/** A finished onboarding: "Kiro Users" is assigned, "Kiro Team" pushed. */
async function finished(): Promise<{ org: Org; again: () => ReturnType<typeof runAll>; scimId: string }> {
  const org = await startOrg();
  const connect = connectIn(org, await startScimTarget());
  const { scim } = await runAll(org, connect);
  org.client.names.clear();
  return { org, again: () => runAll(org, connect), scimId: scim.appId };
}
const mappings = async (org: Org, scimId: string) =>
  (await org.call('GET', `/api/v1/apps/${scimId}/group-push/mappings`)) as { sourceGroupId: string }[];

describe('a pushed group that was renamed in Okta', () => {
  it('is known by its id: the plan changes nothing and says so, and the run pushes nothing a second time', async () => {
    const { org, again, scimId } = await finished();
    const { id } = await ownGroup(org, 'Kiro Team');
    await rename(org, 'Kiro Team', 'Builders');
    const steps = await planOkta(org.client, org.task);
    expect(steps.flatMap(({ writes }) => writes)).toEqual([]);
    const told = `"Kiro Team" was renamed to "Builders" in Okta. It is known by its id (${id})`;
    expect(steps.flatMap(({ warnings }) => warnings).join('\n')).toContain(told);
    const before = await org.writes();
    const { changes } = await again();
    expect(changes.filter(({ action }) => action !== 'reuse')).toEqual([]);
    expect((await org.writes()).slice(before.length).filter((call) => call.includes('/api/v1'))).toEqual([]);
    expect((await mappings(org, scimId)).map(({ sourceGroupId }) => sourceGroupId)).toEqual([id]);
  });

  it('is no stranger where it has the application', async () => {
    const { org } = await finished();
    const push = { ...org.task, input: { ...org.task.input, push: { groups: ['Kiro Users'] } } };
    const { scim, oidc } = await runAll({ okta: org.okta, task: push }, connectIn(org, await startScimTarget()));
    expect(scim.appId).not.toBe('');
    await rename(org, 'Kiro Users', 'Everyone of Kiro');
    const { findings } = await org.okta.ensureSignInAssignments({ ...push, appId: oidc.appId });
    expect(findings).toEqual([]);
  });

  it('is written under its new name without a second push, and looked for in Kiro under the old one', async () => {
    const { org, scimId } = await finished();
    await rename(org, 'Kiro Team', 'Builders');
    org.task.input.push = { groups: ['Builders'] };
    org.task.input.subscribe = { ...org.task.input.subscribe, groups: ['Builders'] };
    const steps = await planOkta(org.client, org.task);
    expect(steps.flatMap(({ writes }) => writes)).toEqual([]);
    expect(await mappings(org, scimId)).toHaveLength(1);
  });
});

describe('what Kiro’s application brought back', () => {
  it('is never the source of a push or an assignment', async () => {
    const { org, scimId } = await finished();
    const { id } = await ownGroup(org, 'Kiro Team');
    await org.call('DELETE', `/api/v1/groups/${id}`);
    const failure = (await failureOf(org.okta.ensurePushGroups({ ...org.task, appId: scimId }))) as Error;
    expect(failure.message).toContain('There is no Okta group "Kiro Team": what has this name is the copy');
    org.task.input.provision = { groups: ['Kiro Team'], users: [] };
    const assigning = org.okta.ensureProvisioningAssignments({ ...org.task, appId: scimId });
    await expect(assigning).rejects.toThrow('is the copy of a group that was pushed to Kiro');
  });
});

describe('a second group into one group of Kiro', () => {
  it('is refused before the write, by plan and run', async () => {
    const { org, scimId } = await finished();
    await rename(org, 'Kiro Team', 'Builders');
    await org.call('POST', '/api/v1/groups', { profile: { name: 'Kiro Team' } });
    const before = await org.writes();
    const told = /pushes "Builders" into the group of Kiro that "Kiro Team" is pushed to/;
    await expect(planOkta(org.client, org.task)).rejects.toThrow(told);
    await expect(org.okta.ensurePushGroups({ ...org.task, appId: scimId })).rejects.toThrow(told);
    expect(await org.writes()).toEqual(before);
  });
});
