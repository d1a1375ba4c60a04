import { beforeAll, expect, it } from 'vitest';
import type { LastAudit } from '../../runbook/connection/last-audit.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { DEEP } from '../support/how-often.js';
import { cleanAudit, input } from './fake-world.js';
import { simulator, SimulatedRun, type Simulator } from './simulated-run.js';

const DAY = 24 * 3_600_000;
let creator: Simulator;
beforeAll(async () => {
  creator = await simulator([]);
});

/** What an ordinary audit keeps: everything that was proven, and some findings that stay. */
function auditAt(at: string, findings: number): LastAudit {
  const { remember } = cleanAudit(at);
  const proven = Array.from({ length: 60 }, (_, index) => `okta/object/some-object-of-the-connection-${index}`);
  const wrong = Array.from({ length: findings }, (_, index) => ({
    id: `people/not-arrived/person${index}%40example.com`,
    since: at,
  }));
  const workflowId = `kiro-okta/example.okta.com/example.com/connection/audit-workflow-${at}`;
  return { ...remember, proven, wrong, workflowId, runId: '0199d1b2-4b6f-7d3e-9f3e-2d8a5c1b7e00', startedAt: at };
}

interface Known extends ConnectionRecord {
  lastAudit: { at: string; counts: LastAudit['counts'] } | null;
}

/** Ten years; three in `npm test`. */
const DAYS = DEEP ? 3_650 : 1_095;

it('stays below 1 MB in years of daily audits, and knows the last one alone', async () => {
  const run = await SimulatedRun.start(creator, 'kiroConnection', [input]);
  const over = { outcome: 'done', startedAt: '2026-03-02T09:00:00.000Z', finishedAt: '2026-03-04T09:00:00.000Z' };
  const onboarding = { runbook: 'connectOktaToKiro', workflowId: 'kiro-okta/example.okta.com/example.com', ...over };
  run.update('recorded', { news: { run: onboarding } });
  await run.task();
  let refused = 0;
  for (let day = 0; day < DAYS; day += 1) {
    run.pass(DAY);
    const id = run.update('audited', auditAt(new Date(run.nowMs).toISOString(), day % 100 === 0 ? 300 : 3));
    await run.task();
    refused += run.outcomeOf(id) === null ? 0 : 1;
  }
  expect(refused).toBe(0);
  expect(run.history.largest).toBeLessThan(1_000_000);
  // Each of them goes on with what the one before knew.
  expect(run.carriedWith.length).toBeGreaterThan(DAYS / 365);
  for (const [, state] of run.carriedWith.slice(-3)) expect(JSON.stringify(state).length).toBeLessThan(60_000);
  const known = await run.query<Known>('connection');
  expect(known.lastAudit?.at).toBe(new Date(run.nowMs).toISOString());
  // The onboarding is not lost among the audits.
  expect(known.runs).toMatchObject([onboarding, { runbook: 'auditConnection', finishedAt: known.lastAudit?.at }]);
  const { last } = await run.query<{ last: LastAudit }>('auditGround');
  expect(last.wrong).toHaveLength(3);
  await run.dispose();
});

it('takes the largest audit that there can be, and refuses one that holds more', async () => {
  const run = await SimulatedRun.start(creator, 'kiroConnection', [input]);
  const at = new Date(run.nowMs).toISOString();
  const send = async (findings: number): Promise<unknown> => {
    const id = run.update('audited', auditAt(at, findings));
    await run.task();
    return run.outcomeOf(id);
  };
  expect(await send(400)).toBeNull();
  expect(await send(401)).toMatchObject({ reason: expect.stringContaining('`wrong`') as unknown });
  await run.dispose();
});
