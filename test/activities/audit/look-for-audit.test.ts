import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuditActivities } from '../../../activities/audit/audit-activities.js';
import type { AuditGround, AuditSeen } from '../../../runbook/outside.js';
import { connectionIdFor, dayTwoIds } from '../../../runbook/model/names.js';
import { type Edit, finishOnboarding, type House, openHouse, type Snapshot } from '../../cli/planted/finished-house.js';
import { afterTest } from '../../support/after-test.js';

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

type Last = AuditGround['last'];

/** A finished onboarding, a worker's access to Kiro, and audits of them; each goes on from the one before. */
async function audited(edits: Parameters<typeof openHouse>[1] = [], adoptedAt: string | null = null) {
  const house = await openHouse(finished, edits);
  const dir = mkdtempSync(join(tmpdir(), 'kiro-audit-'));
  afterTest(async () => {
    await house.close();
    rmSync(dir, { recursive: true });
  });
  const access = join(dir, 'access.json');
  writeFileSync(access, JSON.stringify(house.given.scim), { mode: 0o600 });
  const env: NodeJS.ProcessEnv = { KIRO_SCIM_ACCESS_FILE: access };
  const { oidcAppId: oidcApplication, scimAppId: scimApplication, serverId: authorizationServer, clientId } = house;
  const { issuer = null, endpoint = null } = house.given.run ?? {};
  const objects = { oidcApplication, clientId, authorizationServer, scimApplication };
  const provenAt = adoptedAt === null ? new Date().toISOString() : null;
  const known = { objects, issuer, endpoint, provenAt, adoptedAt };
  const { input, client } = house;
  const activities = createAuditActivities({ client, env, dir });
  const owner = dayTwoIds.audit(connectionIdFor(input));
  const look = async (
    last: AuditSeen | null = null,
    { at = new Date().toISOString(), muted = [] as AuditGround['muted'] } = {},
  ): Promise<AuditSeen> => {
    const kept: Last =
      last === null ? null : { ...last.remember, workflowId: owner, runId: 'r', startedAt: last.remember.at };
    const here = new MockActivityEnvironment(
      { attempt: 9, scheduledTimestampMs: Date.parse(at), currentAttemptScheduledTimestampMs: Date.now() },
      { logger: new DefaultLogger('ERROR') },
    );
    const task = { input: { ...input, dns: { ...input.dns, resolvers: ['127.0.0.1:9'] } }, owner };
    const asked = { ...task, ground: { known, muted, last: kept }, at };
    return here.run<[], AuditSeen, () => Promise<AuditSeen>>(() => activities.lookForAudit(asked));
  };
  return { house, look, env, known };
}

const stop = async ({ okta, serverId }: House): Promise<string> => {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const [policy] = await okta<{ id: string }[]>('GET', path);
  await okta('POST', `${path}/${policy?.id}/lifecycle/deactivate`);
  return `${path}/${policy?.id}/lifecycle/activate`;
};

describe('a look for an audit', () => {
  it('finds a finished onboarding right, says what it saw in a file, and writes nothing', async () => {
    const { house, look } = await audited();
    const writes = async (): Promise<unknown[]> =>
      (await house.okta<{ method: string }[]>('GET', '/sandbox/requests')).filter(({ method }) => method !== 'GET');
    const before = await writes();
    const kiroBefore = await house.kiro<{ method: string }[]>('GET', '/sandbox/requests');
    const seen = await look();
    expect({ findings: seen.findings, outcome: seen.outcome }).toEqual({ findings: [], outcome: 'clean' });
    expect(seen.counts.proven).toBeGreaterThan(30);
    expect(seen.changes).toEqual([]);
    expect(seen.notLookedAt.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['people/seats/all', 'dns/txt/example.com']),
    );
    expect(seen.notLookedAt.map(({ how }) => how).join()).not.toContain('--scim');
    const file = JSON.parse(readFileSync(seen.file.path, 'utf8')) as { proven: { id: string }[] };
    expect(file.proven.map(({ id }) => id)).toContain('okta/record/scim-application');
    expect(await writes()).toEqual(before);
    const kiroAfter = await house.kiro<{ method: string }[]>('GET', '/sandbox/requests');
    expect(kiroAfter.slice(kiroBefore.length).filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('knows what was built by hand and adopted, which has no mark of ours', async () => {
    const unmarked: Edit = ({ okta }) => {
      for (const app of okta.apps) delete app.settings['notes'];
      for (const server of okta.servers) server.description = 'Made by hand.';
    };
    const { look } = await audited([unmarked], new Date().toISOString());
    // What was changed before its adoption is nobody's news.
    expect(await look()).toMatchObject({ outcome: 'clean', changesInAll: 0 });
    const { look: other } = await audited([unmarked]);
    expect((await other()).outcome).not.toBe('clean');
  });

  it('tells what is new, still there and gone, and who did it', async () => {
    const { house, look } = await audited();
    const clean = await look();
    const activate = await stop(house);
    const first = await look(clean);
    expect(first.outcome).toBe('findings');
    expect(first.findings.map(({ id, state }) => [id, state])).toEqual([
      ['okta/object/access-policy-Kiro', 'new'],
      ['okta/token/Kiro', 'new'],
    ]);
    expect(first.changes).toMatchObject([
      { type: 'policy.lifecycle.deactivate', by: 'Sandbox Admin (admin@example.com)' },
    ]);
    const second = await look(first);
    expect(second.found).toEqual({ new: 0, still: 2, gone: 0 });
    expect(second.findings[0]?.since).toBe(first.remember.at);
    expect(second.changes).toEqual([]);
    const mute = {
      finding: 'okta/object/access-policy-Kiro',
      until: new Date(Date.now() + 60_000).toISOString(),
      reason: 'a test of ours',
      by: 'ana@example.com',
    };
    const third = await look(second, { muted: [mute] });
    expect(third.muted).toMatchObject([{ ...mute, problem: expect.stringContaining('INACTIVE') as string }]);
    expect(third.counts).toMatchObject({ wrong: 1, muted: 1 });
    // Once it is no longer muted, it is reported again.
    const fourth = await look(third);
    expect(fourth.found).toEqual({ new: 1, still: 1, gone: 0 });
    await house.okta('POST', activate);
    const last = await look(fourth);
    expect(last.gone).toContain('okta/object/access-policy-Kiro');
    expect(last.outcome).toBe('clean');
  });

  it('tells what was proven once and is unknown now, and takes nothing for gone that nobody looked at', async () => {
    const { house, look, env } = await audited();
    const filter = encodeURIComponent('userName eq "lena@example.com"');
    const { Resources } = await house.scim<{ Resources: { id: string }[] }>('GET', `/Users?filter=${filter}`);
    await house.scim('DELETE', `/Users/${Resources[0]?.id}`);
    const first = await look();
    const lena = 'people/gone-in-kiro/lena%40example.com';
    expect(first.findings.map(({ id }) => id)).toEqual([lena]);
    env['KIRO_SCIM_ACCESS_FILE'] = '';
    const second = await look(first);
    const problems = second.findings.map(({ problem }) => problem);
    expect(problems).toContain("Kiro's side over SCIM: was proven, now unknown (no SCIM token).");
    expect(second.gone).toEqual([]);
    expect(second.remember.wrong.map(({ id }) => id)).toContain(lena);
    // It stays a finding as long as nobody can look.
    const third = await look(second);
    expect(third.found.new).toBe(0);
    expect(third.findings.map(({ problem }) => problem)).toContain(problems[0]);
  });

  it('waits with people on the way for a day, by the System Log or by what audits saw', async () => {
    const added: Edit = ({ kiro }) => {
      const team = kiro.groups.find(({ displayName }) => displayName === 'Kiro Team')!;
      const ana = kiro.users.find(({ attributes }) => attributes['userName'] === 'ana@example.com')!;
      team.members = team.members.filter(({ userId }) => userId !== ana.id);
    };
    const { house, look } = await audited([added]);
    const first = await look();
    const id = 'people/not-arrived/ana%40example.com';
    expect(first).toMatchObject({
      outcome: 'clean',
      waiting: [{ id, who: 'ana@example.com' }],
      counts: { waiting: 1 },
    });
    const later = new Date(Date.now() + 25 * 3_600_000).toISOString();
    const second = await look(first, { at: later });
    expect(second.findings).toMatchObject([{ id, problem: expect.stringContaining('more than 24 hours') as string }]);
    // Without the log the day counts from the first audit that saw it.
    await house.okta('POST', '/sandbox/faults', {
      method: 'GET',
      path: '/api/v1/logs',
      times: 1000,
      kind: 'status',
      status: 403,
    });
    const third = await look(null, { at: later });
    expect(third.waiting).toMatchObject([{ id, since: later }]);
    expect(third.changes).toBeNull();
    expect(third.notLookedAt).toContainEqual(
      expect.objectContaining({
        id: 'okta/system-log/changes',
        how: expect.stringContaining('okta.logs.read') as string,
      }),
    );
    const fourth = await look(third, { at: new Date(Date.parse(later) + 23 * 3_600_000).toISOString() });
    expect(fourth.waiting).toHaveLength(1);
    const fifth = await look(fourth, { at: new Date(Date.parse(later) + 24 * 3_600_000).toISOString() });
    expect(fifth.findings.map((one) => one.id)).toEqual([id]);
  });

  it('says nothing of an org that does not answer, and all of it when it answers again', async () => {
    const { house, look } = await audited();
    const clean = await look();
    await house.okta('POST', '/sandbox/faults', {
      method: 'GET',
      path: '/api/v1/apps',
      times: 30,
      kind: 'status',
      status: 503,
    });
    await expect(look(clean)).rejects.toMatchObject({ type: 'OktaUnavailable', nonRetryable: false });
    await house.okta('DELETE', '/sandbox/faults');
    expect(await look(clean)).toMatchObject({ outcome: 'clean', found: { new: 0, still: 0, gone: 0 } });
  });

  it('takes an application that was made anew for another one than the record has', async () => {
    const { look, known } = await audited();
    known.objects.scimApplication = '0oaOld';
    const seen = await look();
    expect(seen.findings).toMatchObject([
      { id: 'okta/record/scim-application', step: 'scim-application', state: 'new' },
    ]);
  });
});
