import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScheduleOverlapPolicy, type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAuditActivities } from '../../activities/audit/audit-activities.js';
import { createConnectionActivities } from '../../activities/connection/connection-activities.js';
import { createReportActivities } from '../../activities/report/write-report.js';
import { endAuditSchedule, scheduleIdOf, setAuditSchedule, updateAuditSchedule } from '../../client/audit-schedule.js';
import { muteFinding } from '../../client/mute-finding.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import type { NoticeTask } from '../../runbook/outside.js';
import type { Report } from '../../runbook/words/report.js';
import { finishOnboarding, type House, openHouse, type Snapshot } from '../cli/planted/finished-house.js';
import { calmWorld, cleanAudit, type World } from './fake-world.js';
import { workerFor } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));
let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

const people = { 'kiro-admin': { email: 'ana@example.com' }, 'okta-admin': { email: 'ben@example.com' } };

/** A connection with its record, a worker of its own that audits it, and the notices that its audits send. */
async function connected(changes: Partial<World> = {}) {
  const house = await openHouse(finished);
  const dir = mkdtempSync(join(tmpdir(), 'kiro-audits-'));
  const access = join(dir, 'access.json');
  writeFileSync(access, JSON.stringify(house.given.scim), { mode: 0o600 });
  const taskQueue = `audit-${randomUUID()}`;
  const input = {
    ...house.input,
    people: { ...house.input.people, ...people },
    notify: { ...house.input.notify, webhook: 'https://hooks.example.com/kiro' },
    waits: { ...house.input.waits, fromMinute: 9 * 60, toMinute: 17 * 60 },
    dns: { ...house.input.dns, resolvers: ['127.0.0.1:9'] },
  };
  const notices: NoticeTask['notice'][] = [];
  const world = await calmWorld({
    ...createConnectionActivities(),
    ...createReportActivities({ dir }),
    ...createAuditActivities({ client: house.client, env: { KIRO_SCIM_ACCESS_FILE: access }, dir }),
    notify: async ({ notice }) => {
      notices.push(notice);
      return {};
    },
    ...changes,
  });
  const worker = await workerFor(env, bundle, world, taskQueue);
  const running = worker.run();
  const { client } = env;
  const recordId = connectionIdFor(input);
  const record = await client.workflow.start('kiroConnection', { workflowId: recordId, taskQueue, args: [input] });
  const at = new Date().toISOString();
  const { oidcAppId: oidcApplication, scimAppId: scimApplication, serverId: authorizationServer, clientId } = house;
  const news = {
    run: { runbook: 'connectOktaToKiro', workflowId: 'w', outcome: 'done', startedAt: at, finishedAt: at },
    objects: { oidcApplication, clientId, authorizationServer, scimApplication },
    issuer: house.given.run!.issuer!,
    endpoint: house.given.run!.endpoint!,
    provenAt: at,
  };
  await record.executeUpdate('recorded', { args: [{ news }] });
  onTestFinished(async () => {
    await endAuditSchedule(client, input).catch(() => undefined);
    await record.terminate().catch(() => undefined);
    worker.shutdown();
    await running;
    await house.close();
    rmSync(dir, { recursive: true });
  });
  const audit = async (): Promise<{ report: Report; handle: WorkflowHandle }> => {
    const handle = await client.workflow.start('auditConnection', {
      workflowId: scheduleIdOf(input),
      taskQueue,
      args: [input],
    });
    return { report: (await handle.result()) as Report, handle };
  };
  return { house, input, taskQueue, recordId, notices, audit, texts: () => notices.flatMap(({ events }) => events) };
}

async function stopPolicy({ okta, serverId }: House): Promise<string> {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const [policy] = await okta<{ id: string }[]>('GET', path);
  await okta('POST', `${path}/${policy?.id}/lifecycle/deactivate`);
  return `${path}/${policy?.id}/lifecycle/activate`;
}

const writesOf = async ({ okta, kiro }: House): Promise<number> => {
  const all = [
    ...(await okta<{ method: string }[]>('GET', '/sandbox/requests')),
    ...(await kiro<{ method: string }[]>('GET', '/sandbox/requests')),
  ];
  return all.filter(({ method }) => method !== 'GET').length;
};

describe('an audit', () => {
  it('tells each person what is new, once, and is quiet about what they know', async () => {
    const { house, audit, texts, notices, recordId } = await connected();
    const before = await writesOf(house);
    const first = await audit();
    expect(first.report.outcome).toBe('done');
    expect(first.report.facts).toMatchObject({ outcome: 'clean', lastAudit: null, wrongCount: '0', new: [] });
    // Nothing is new, so nobody gets a message.
    expect(notices).toEqual([]);
    expect((await first.handle.fetchHistory()).events!.length).toBeLessThanOrEqual(60);
    expect(await writesOf(house)).toBe(before);

    const activate = await stopPolicy(house);
    const second = await audit();
    expect(second.report.outcome).toBe('done-with-findings');
    expect(second.report.facts).toMatchObject({
      new: ['okta/object/access-policy-Kiro', 'okta/token/Kiro'],
      still: [],
    });
    const told = texts().filter(({ kind }) => kind === 'warning');
    expect(told).toMatchObject([{ to: ['ben@example.com'] }]);
    expect(told[0]?.text).toContain('2 new findings');
    expect(told[0]?.text).toContain('policy.lifecycle.deactivate) by Sandbox Admin (admin@example.com)');
    expect((await second.handle.fetchHistory()).events!.length).toBeLessThanOrEqual(60);

    notices.length = 0;
    const third = await audit();
    expect(third.report.facts).toMatchObject({ new: [], still: ['okta/object/access-policy-Kiro', 'okta/token/Kiro'] });
    expect(notices).toEqual([]);

    const mute = { until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'we test', by: 'ana@example.com' };
    const finding = 'okta/object/access-policy-Kiro';
    expect(await muteFinding(env.client, recordId, { finding, ...mute })).toEqual({ isKnown: true });
    const other = await muteFinding(env.client, recordId, { finding: 'okta/no/such', ...mute });
    expect(other).toEqual({ isKnown: false });
    expect(await muteFinding(env.client, recordId, { finding: 'slip', ...mute })).toMatchObject({
      refused: expect.stringContaining('<area>/<kind>/<object>') as string,
    });
    const fourth = await audit();
    expect(fourth.report.facts).toMatchObject({ muted: [finding], still: ['okta/token/Kiro'] });
    expect(fourth.report.warnings.join('\n')).toContain('by ana@example.com (we test)');

    await house.okta('POST', activate);
    const fifth = await audit();
    expect(fifth.report.facts).toMatchObject({ outcome: 'clean', gone: ['okta/token/Kiro'] });
    expect(texts().some(({ text }) => text.includes('1 finding is gone: okta/token/Kiro'))).toBe(true);
    const file = fifth.report.facts['file'] as string;
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      outcome: 'clean',
      lastAudit: expect.any(String) as string,
    });
    const known = await env.client.workflow.getHandle(recordId).query<{ runs: { runbook: string }[] }>('connection');
    expect(known.runs.map(({ runbook }) => runbook)).toEqual(['connectOktaToKiro', 'auditConnection']);
  });

  it('is started by its Schedule, one at a time, by the configuration as it is now', async () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let looks = 0;
    const domains: string[] = [];
    const { input, taskQueue } = await connected({
      lookForAudit: async ({ input: given, at }) => {
        looks += 1;
        domains.push(given.okta.oidcApplication);
        if (looks === 1) await opened;
        return cleanAudit(at);
      },
    });
    onTestFinished(() => open());
    const { client } = env;
    const { scheduleId, next } = await setAuditSchedule(client, input, { taskQueue, by: 'ana', every: 'daily' });
    expect(scheduleId).toBe(`${connectionIdFor(input)}/audit`);
    expect(new Set(next.map((at) => at.slice(11, 16)))).toEqual(new Set(['09:00']));
    const schedule = client.schedule.getHandle(scheduleId);
    const described = await schedule.describe();
    expect(described.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000 });
    await schedule.trigger(ScheduleOverlapPolicy.SKIP);
    await vi.waitFor(() => expect(looks).toBe(1), 60_000);
    // While it looks, no other one begins.
    await schedule.trigger(ScheduleOverlapPolicy.SKIP);
    await vi.waitFor(async () => expect((await schedule.describe()).info.numActionsSkippedOverlap).toBe(1), 60_000);
    open();
    await vi.waitFor(async () => expect((await schedule.describe()).info.runningActions).toEqual([]), 60_000);
    const changed = { ...input, okta: { ...input.okta, oidcApplication: 'Kiro sign-in' } };
    expect(await updateAuditSchedule(client, changed, { taskQueue, by: 'ana' })).toBe(true);
    await schedule.trigger(ScheduleOverlapPolicy.SKIP);
    await vi.waitFor(() => expect(domains).toEqual([input.okta.oidcApplication, 'Kiro sign-in']), 60_000);
    const weekly = await setAuditSchedule(client, changed, { taskQueue, by: 'ana', every: 'weekly' });
    expect(new Set(weekly.next.map((at) => new Date(at).getUTCDay()))).toEqual(new Set([1]));
    expect(await endAuditSchedule(client, input)).toBe(true);
    expect(await endAuditSchedule(client, input)).toBe(false);
  });
});
