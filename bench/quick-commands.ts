import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Command, newStateDir, ROOT, sandboxPorts } from '../test/e2e/support.js';
import { repeat, spread } from './measure.js';

/** Compiled, as `npm run build` leaves them in dist/. */
const COMMANDS = [
  'starter',
  'worker',
  'chatops',
  'sandbox/cli',
  'cli/temporal',
  'cli/answer',
  'cli/status',
  'cli/report',
  'cli/plan',
  'cli/verify',
  'cli/check-dns',
  'cli/remove-dns-record',
  'cli/test-sign-in',
];
const ROUNDS = 5;

/** `--help` of each compiled command against `node -e 0`; `status` and `answer` against a server, in seconds. */
export async function quickCommands(): Promise<string[]> {
  const lines: string[] = [];
  for (const command of COMMANDS) {
    const ratios = await repeat(ROUNDS, async () => {
      const bare = await seconds(['-e', '0']);
      return (await seconds([`dist/${command}.js`, '--help'])) / bare;
    });
    lines.push(`${command} --help, times node -e 0: ${spread(ratios)}`);
  }
  return [...lines, ...(await againstServer())];
}

/** With a run that waits for its first person, and a worker that is idle. */
async function againstServer(): Promise<string[]> {
  const { dir, remove } = newStateDir();
  const env = { KIRO_STATE_DIR: dir };
  const run = new Command('starter.ts', ['--json', '--interactive', ...(await sandboxPorts())], env);
  try {
    await run.until(() => run.events.some(({ type }) => type === 'waiting'));
    const rounds = await repeat(ROUNDS, async () => ({
      bare: await seconds(['-e', '0']),
      status: await seconds(['dist/cli/status.js', '--json'], env),
      answer: await seconds(['dist/cli/answer.js', 'checkNow', '--json'], env),
    }));
    return (['status', 'answer'] as const).map(
      (name) =>
        `${name} against a server, seconds: ${spread(rounds.map((round) => round[name]))}; ` +
        `more than four times node -e 0: ${spread(rounds.map((round) => round[name] - 4 * round.bare))}`,
    );
  } finally {
    run.kill('SIGTERM');
    await run.ended;
    remove();
  }
}

async function seconds(args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const begun = performance.now();
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  return (performance.now() - begun) / 1000;
}
