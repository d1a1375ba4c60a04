import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { someOf } from '../support/how-often.js';
import { ANY_PORTS, newStateDir, ROOT, sandboxPorts } from './support.js';

/** Ids of all processes that this state folder was given to, npm and the shell too. */
function processesOf(stateDir: string): number[] {
  const listed = execFileSync('ps', ['axeww', '-o', 'pid=', '-o', 'command='], { maxBuffer: 64_000_000 }).toString();
  return listed
    .split('\n')
    .filter((line) => line.includes(`KIRO_STATE_DIR=${stateDir}`))
    .map((line) => Number.parseInt(line, 10));
}

interface Running {
  npm: ChildProcess;
  stateDir: string;
  output: () => string;
}

/** A command of the house by npm itself, as people run it. */
function npmRun(script: string, flags: string[]): Running {
  const { dir: stateDir, remove } = newStateDir();
  const kept = Object.entries(process.env).filter(([key]) => !/^(OKTA_|TEMPORAL_ADDRESS|KIRO_|npm_)/.test(key));
  const npm = spawn('npm', ['run', '--silent', script, '--', ...flags], {
    cwd: ROOT,
    env: { ...Object.fromEntries(kept), KIRO_STATE_DIR: stateDir },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  onTestFinished(() => {
    for (const pid of processesOf(stateDir)) process.kill(pid, 'SIGKILL');
    remove();
  });
  return { npm, stateDir, output: () => output };
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
const PATIENCE = { timeout: 90_000, interval: 100 };
const until = (isSo: () => boolean): Promise<void> => vi.waitFor(() => expect(isSo()).toBe(true), PATIENCE);

/** Nothing of a command is left, soon after npm alone got the signal. */
async function endsWhole({ npm, stateDir, output }: Running, signal: NodeJS.Signals): Promise<void> {
  npm.kill(signal);
  if (npm.exitCode === null && npm.signalCode === null) await once(npm, 'exit');
  await vi.waitFor(() => expect([output(), processesOf(stateDir)]).toEqual([output(), []]), PATIENCE);
}

describe.each(someOf(SIGNALS, 1))('%s to npm run ends all that was started:', (signal) => {
  test('sandbox', { timeout: 200_000 }, async () => {
    const running = npmRun('sandbox', ['--json', ...ANY_PORTS]);
    await until(() => running.output().endsWith('}\n'));
    expect(JSON.parse(running.output())).toHaveProperty('okta.orgUrl');
    await endsWhole(running, signal);
  });

  test('temporal', { timeout: 200_000 }, async () => {
    const running = npmRun('temporal', ['--json']);
    await until(() => running.output().includes('"address"'));
    await endsWhole(running, signal);
  });
});

/** What a signal does to the run does not depend on which one it is: each comes at another point. */
const POINTS = [
  ['SIGHUP', 'when the run is under way', ({ output }: Running) => output().includes('Started ')],
  ['SIGINT', 'when Temporal has come up', ({ output }: Running) => output().includes('Temporal: ')],
  [
    'SIGTERM',
    'when the process of Temporal runs',
    ({ stateDir }: Running) => existsSync(join(stateDir, 'temporal', 'server.json')),
  ],
] as const;
test.each(someOf(POINTS, 1))(
  '%s to npm run ends all that start-onboarding has started, %s',
  { timeout: 200_000 },
  async (signal, _, isThere) => {
    const running = npmRun('start-onboarding', await sandboxPorts());
    await until(() => isThere(running));
    await endsWhole(running, signal);
  },
);

test('the embedded Temporal ends soon after the command that used it was killed', { timeout: 200_000 }, async () => {
  const running = npmRun('temporal', ['--json']);
  await until(() => running.output().includes('"address"'));
  process.kill(-Number(running.npm.pid), 'SIGKILL');
  expect(processesOf(running.stateDir)).not.toEqual([]);
  await endsWhole(running, 'SIGKILL');
});
