import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect, it } from 'vitest';
import { readOktaSide } from '../../../activities/okta/index.js';
import { createReviewActivities } from '../../../activities/review/index.js';
import { createReportActivities } from '../../../activities/report/index.js';
import { reportOf } from '../../../runbook/report.js';
import { newRunState } from '../../../runbook/state.js';
import { startKiro } from '../../../sandbox/kiro/index.js';
import { connectIn, runAll } from '../okta/run.js';
import { afterTest, failureOf, startOrg, untilReady } from '../okta/support.js';

const at = (name: string): string => `${name}@example.com`;
const inActivity = <T>(work: () => Promise<T>): Promise<T> => new MockActivityEnvironment().run(work);
const PATCH = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];

/** A Kiro, and its SCIM as an administrator's tool would use it. */
async function startKiroSide() {
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
  afterTest(() => kiro.close());
  const answer = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
  const { scimEndpoint, token } = (await answer.json()) as { scimEndpoint: string; token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const scim = async (method: string, path: string, body?: unknown): Promise<{ id: string }> => {
    const response = await fetch(`${scimEndpoint}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? {} : JSON.parse(text)) as { id: string };
  };
  const idOf = async (kind: 'Users' | 'Groups', filter: string): Promise<string> => {
    const found = await scim('GET', `/${kind}?filter=${encodeURIComponent(filter)}`);
    return (found as unknown as { Resources: { id: string }[] }).Resources[0]!.id;
  };
  return {
    endpoint: scimEndpoint,
    token,
    scim,
    userId: (name: string) => idOf('Users', `userName eq "${at(name)}"`),
    groupId: (name: string) => idOf('Groups', `displayName eq "${name}"`),
    subscribe: (who: { groups?: string[]; users?: string[] }) =>
      fetch(`${kiro.url}/console/subscriptions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ groups: [], users: [], tier: 'Kiro Pro', ...who }),
      }),
    list: async () => (await fetch(`${kiro.url}/console/subscriptions?format=csv`)).text(),
  };
}

it('twelve planted faults: the report names each once, at its cause, and nothing else', async () => {
  const kiro = await startKiroSide();
  const org = await startOrg();
  const { oidc, server, scim } = await runAll(org, connectIn(org, { baseUrl: kiro.endpoint, token: kiro.token }));
  const find = async (path: string): Promise<string> => ((await org.call('GET', path)) as { id: string }[])[0]!.id;
  const patch = async (path: string, ...Operations: object[]): Promise<unknown> =>
    kiro.scim('PATCH', path, { schemas: PATCH, Operations });

  // One: a group of that name is in Kiro already, so its push fails.
  await kiro.scim('POST', '/Groups', { displayName: 'Kiro Extra' });
  const extra = (await org.call('POST', '/api/v1/groups', { profile: { name: 'Kiro Extra' } })) as { id: string };
  await org.call('PUT', `/api/v1/groups/${extra.id}/users/${await find('/api/v1/users?q=finn')}`);
  const task = { ...org.task, input: { ...org.task.input, push: { groups: ['Kiro Team', 'Kiro Extra'] } } };
  const push = { ...task, appId: scim.appId };
  expect(await failureOf(untilReady(() => org.okta.ensurePushGroups(push)))).toMatchObject({
    type: 'NeedsPerson',
    details: [{ repair: expect.stringContaining('the group in Kiro is not deleted') as unknown }],
  });

  // Two to four: three people never arrive.
  const team = `/Groups/${await kiro.groupId('Kiro Team')}`;
  for (const name of ['ana', 'ben', 'cem'])
    await patch(team, { op: 'remove', path: 'members', value: [{ value: await kiro.userId(name) }] });
  // Five: somebody whom Okta does not know is in the group, and so gets a seat.
  const zed = { userName: 'zed@other.org', externalId: 'x1', displayName: 'Zed', active: true };
  const { id } = await kiro.scim('POST', '/Users', { ...zed, name: { givenName: 'Z', familyName: 'D' } });
  await patch(team, { op: 'add', path: 'members', value: [{ value: id }] });
  // Six and seven: one is inactive in Kiro, one has another name there.
  await patch(`/Users/${await kiro.userId('gita')}`, { op: 'replace', value: { active: false } });
  await patch(`/Users/${await kiro.userId('hugo')}`, { op: 'replace', path: 'name.familyName', value: 'Old' });
  // Eight and nine: a seat for somebody who shall have none, and a second one for somebody who has one.
  await kiro.subscribe({ groups: ['Kiro Team'] });
  await kiro.subscribe({ users: [at('mira'), at('ines')] });
  // Ten: a seat stays pending.
  const csv = (await kiro.list()).replace(`${at('dee')},Active`, `${at('dee')},Pending`);
  // Eleven: a member is suspended in Okta, and keeps the seat. Twelve: another group has the OIDC application.
  await org.call('POST', `/api/v1/users/${await find('/api/v1/users?q=eva')}/lifecycle/suspend`);
  await org.call('PUT', `/api/v1/apps/${oidc.appId}/groups/${await find('/api/v1/groups?q=Facilities')}`, {});

  const dir = mkdtempSync(join(tmpdir(), 'twelve-'));
  const activities = createReviewActivities({
    dir,
    openToken: async (token) => token,
    readOkta: (asked, objects) => readOktaSide(org.client, asked, objects),
  });
  const objects = { signInAppId: oidc.appId, scimAppId: scim.appId, serverId: server.serverId };
  const reviewed = await inActivity(() =>
    activities.reviewSubscriptions({
      ...task,
      endpoint: kiro.endpoint,
      sealedToken: kiro.token,
      objects,
      list: { csv },
    }),
  );

  const state = newRunState('2026-11-24T08:00:00.000Z');
  Object.assign(state.steps['subscription-review'], { state: 'done', findings: reviewed.findings });
  state.roster = reviewed.roster;
  const report = reportOf(state, task.input);
  expect(report.findings.map(({ problem }) => problem)).toEqual([
    'The group "Facilities" has "Kiro-OIDC", although the configuration does not name it.',
    expect.stringMatching(/^Okta could not push the group "Kiro Extra": .*Conflict.*Duplicate/) as unknown,
    "ana@example.com has not arrived in Kiro's group Kiro Team.",
    "ben@example.com has not arrived in Kiro's group Kiro Team.",
    "cem@example.com has not arrived in Kiro's group Kiro Team.",
    'gita@example.com is active in Okta, but inactive in Kiro.',
    'hugo@example.com is not in Kiro as in Okta: familyName is Old instead of Lefevre.',
    'eva@example.com has a subscription, but is not among those who shall have one: their state in Okta is SUSPENDED.',
    'mira@example.com has a subscription, but is not among those who shall have one.',
    'zed@other.org has a subscription, but is not among those who shall have one: they are in Kiro Team in Kiro, but not in Okta.',
    'The subscription of dee@example.com is pending: it is not charged and not yet in use.',
    'ines@example.com is listed 2 times.',
  ]);
  const written = await inActivity(() => createReportActivities({ dir }).writeReport({ workflowId: 'twelve', report }));
  expect(written.evidence).toHaveLength(6);
});
