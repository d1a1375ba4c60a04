import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../../../runbook/words/page.js';
import { reportMarkdown } from '../../../runbook/words/report-markdown.js';
import type { Report } from '../../../runbook/words/report.js';
import { boardOf } from '../../../runbook/words/slack-board.js';
import { cacheDir } from '../../../temporal/folders.js';
import { workflowBundle } from '../../../temporal/workflow-bundle.js';
import { input, needsPerson } from '../fake-world.js';
import { simulator, SimulatedRun, type Simulator } from '../simulated-run.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
let creator: Simulator;
beforeAll(async () => {
  const rooms = ['../../../workflows', '../../../runbook'].map(at);
  const { code } = await workflowBundle(
    at('toy-runbook.ts'),
    [at('.'), ...rooms],
    join(cacheDir(process.env), 'bundles'),
    at('../../../workflows/interceptors.ts'),
  );
  creator = await simulator(['printBadge', 'writeReport'], code);
});

let printed = 0;
const start = (): Promise<SimulatedRun> => SimulatedRun.start(creator, 'replaceBadge', [input]);
/** End the open activity of that name. */
async function end(run: SimulatedRun, name: string, outcome?: { error: Error }): Promise<void> {
  const open = [...run.activities.values()].find((one) => one.name === name)!;
  const value = name === 'printBadge' ? { number: `B${(printed += 1)}` } : { evidence: [], changes: [], warnings: [] };
  run.resolve(open, outcome ?? { value });
  await run.task();
}
const send = async (run: SimulatedRun, name: string, value: object): Promise<unknown> => {
  const id = run.update(name, { by: 'ana@example.com', ...value });
  await run.task();
  return run.outcomeOf(id);
};

describe('a runbook of three steps', () => {
  it('is carried out by the same engine, with its own words, messages, status and report', async () => {
    const run = await start();
    await end(run, 'printBadge');
    const status = await run.status();
    expect(status).toMatchObject({ runbook: 'replaceBadge', steps: [{ id: 'print', state: 'done' }, {}, {}] });
    expect(status.waitingFor[0]).toMatchObject({ step: 'hand-over', message: 'domainVerified' });
    expect(pageOf(status)).toContain(`Hand badge B${printed} over`);
    expect(JSON.stringify(boardOf(status, null))).toContain('New badge: example.com');
    expect(await run.query('printed')).toBe(1);
    expect(await send(run, 'redoStep', { step: 'scim-access', reason: 'r' })).toMatchObject({ field: 'step' });
    expect(await send(run, 'domainVerified', {})).toBeNull();
    await end(run, 'writeReport');
    const report = (run.end as { result: Report }).result;
    expect(report).toMatchObject({ runbook: 'replaceBadge', outcome: 'done', facts: { badge: `B${printed}` } });
    expect(reportMarkdown(report)).toMatch(/^# New badge: example\.com[\s\S]*Collect the old badge/);
  });

  it('takes no message of another runbook', async () => {
    const run = await start();
    run.signal('kiroProfileEnabled', { issuer: 'https://a', clientId: 'b' });
    await run.task();
    expect((await run.status()).refusals[0]?.reason).toContain('no such message');
  });

  it('asks for help, redoes and skips as any other', async () => {
    const run = await start();
    await end(run, 'printBadge', { error: needsPerson('The printer is out of paper.') });
    expect((await run.status()).waitingFor[0]).toMatchObject({ message: 'stepDone', role: 'okta-admin' });
    await send(run, 'stepDone', { step: 'print' });
    await end(run, 'printBadge');
    await send(run, 'redoStep', { step: 'print', reason: 'wrong photo' });
    await end(run, 'printBadge');
    expect(await run.query('printed')).toBe(2);
    expect(await send(run, 'skipStep', { step: 'hand-over', reason: 'sent by post' })).toBeNull();
    await end(run, 'writeReport');
    expect((run.end as { result: Report }).result.findings[0]?.fix).toContain('run the badge replacement again');
  });

  it('goes on as a new run with all that it knew', async () => {
    const run = await start();
    await end(run, 'printBadge');
    run.suggestContinueAsNew();
    await send(run, 'checkNow', {});
    expect(run.carriedWith).toHaveLength(1);
    expect((await run.status()).waitingFor[0]?.title).toBe(`Hand badge B${printed} over`);
    expect(await run.query('printed')).toBe(1);
  });
});
