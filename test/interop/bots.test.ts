import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { startDevServer } from '../support/temporal.js';
import { calmWorld, RIGHT_ANSWERS, TOKEN } from '../workflows/fake-world.js';
import { answerInOrder, bundled, isAsked, quiet, statusOf, until, withRun } from '../workflows/harness.js';
import { describeWith, requirePath } from './programs.js';
import { run, type Run } from './run.js';

let env: TestWorkflowEnvironment;
let bundle: Awaited<ReturnType<typeof bundled>>;
let dir: string;
let guide: string;

beforeAll(async () => {
  quiet();
  [env, bundle] = await Promise.all([startDevServer(), bundled()]);
  dir = await mkdtemp(join(tmpdir(), 'bots-'));
  guide = await readFile(new URL('../../docs/bots.md', import.meta.url), 'utf8');
});
afterAll(async () => {
  await env?.teardown();
  await rm(dir, { recursive: true, force: true });
});

/** The recipe of that language, as the page shows it, in a file of its own. */
async function recipe(language: string, file: string): Promise<string> {
  const [, code] = new RegExp('```' + language + '\\n(.*?)```', 's').exec(guide) ?? [];
  const path = join(dir, file);
  await writeFile(path, code ?? '');
  return path;
}

/** Run a bot against a run that waits for the domain; it must be refused once, taken once, and leave nothing else. */
async function against(bot: (env: Record<string, string>) => Promise<Run>): Promise<void> {
  await withRun(env, bundle, await calmWorld(), async (handle) => {
    await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 1));
    await until(handle, isAsked('domainAdded'));
    const { code, output } = await bot({ TEMPORAL_ADDRESS: env.address, RUN: handle.workflowId });
    expect(code, output).toBe(0);
    expect(output).toContain('domainAdded');
    expect(output).toContain('That is the domain, not the verification token that Kiro shows for it.');
    const { steps, refusedCount } = await until(handle, (now) =>
      now.steps.some(({ id, state }) => id === 'domain' && state === 'done'),
    );
    expect(steps.find(({ id }) => id === 'domain')).toMatchObject({ by: 'ana@example.com', via: 'bot' });
    expect(refusedCount).toBe(0);
    expect(JSON.stringify(await handle.query('report'))).toContain(TOKEN);
    expect((await statusOf(handle)).outcome).toBe('running');
  });
}

describeWith(['sh'], 'a bot of the temporal command', () => {
  it('reads, is refused, answers and signals', async () => {
    const script = await recipe('sh', 'bot.sh');
    const folder = join(dir, 'bin');
    await run('mkdir', [folder]);
    await symlink(process.env['TEMPORAL_CLI_PATH'] ?? '', join(folder, 'temporal'));
    const path = `${folder}:${process.env['PATH'] ?? ''}`;
    await against((vars) => run('sh', ['-e', script], { env: { ...vars, PATH: path } }));
  });
});

describeWith(['node'], 'a bot in TypeScript', () => {
  it('reads, is refused, answers and signals', async () => {
    // The recipe has nothing that JavaScript has not.
    const script = await recipe('ts', 'bot.mjs');
    await symlink(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(dir, 'node_modules'));
    await against((vars) => run(process.execPath, [script], { env: vars }));
  });
});

describeWith(['python3 with temporalio'], 'a bot in Python', () => {
  it('reads, is refused, answers and signals', async () => {
    const script = await recipe('python', 'bot.py');
    await against((vars) => run(requirePath('python3 with temporalio'), [script], { env: vars }));
  });
});

describeWith(['go'], 'a bot in Go', () => {
  it('reads, is refused, answers and signals', { timeout: 300_000 }, async () => {
    await recipe('go', 'main.go');
    const go = requirePath('go');
    const got = [
      await run(go, ['mod', 'init', 'bot'], { cwd: dir }),
      await run(go, ['get', `go.temporal.io/sdk@${GO_SDK}`], { cwd: dir }),
      await run(go, ['mod', 'tidy'], { cwd: dir }),
      await run(go, ['build', '-o', 'bot', '.'], { cwd: dir }),
    ];
    for (const { code, output } of got) expect(code, output).toBe(0);
    await against((vars) => run(join(dir, 'bot'), [], { env: vars }));
  });
});

const GO_SDK = process.env['INTEROP_GO_SDK'] ?? 'latest';
