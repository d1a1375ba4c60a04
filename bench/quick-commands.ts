import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Command, newStateDir, ROOT, sandboxPorts } from '../test/e2e/support.js';
import { repeat, spread } from './measure.js';

/** Compiled, as `npm run build` leaves them in dist/: what the scripts of package.json start. */
function commands(): string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  return Object.values(scripts).flatMap(
    (script: string) => /^exec node cli\/launch\.js (\S+)$/.exec(script)?.slice(1) ?? [],
  );
}

const ROUNDS = 5;

/** Says on stderr, as the process ends, how much of the processor it has used. Microseconds. */
const TELL = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('\\nused ' + (user + system));
});`;
/** A file of that, for `--require`. */
let tell = '';

/**
 * Processor time of each compiled command: `--help` against `node -e 0`, four times of which is the bound; `status` and
 * `answer` against a server, whose bound is 0.6 s more than `node -e 0`.
 */
export async function quickCommands(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kiro-bench-'));
  tell = join(folder, 'tell-usage.cjs');
  writeFileSync(tell, TELL);
  try {
    return [...(await helpTimes()), ...(await againstServer())];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function helpTimes(): Promise<string[]> {
  const lines: string[] = [];
  for (const command of commands()) {
    const ratios = await repeat(ROUNDS, async () => {
      const bare = await used(['-e', '0']);
      return (await used([`dist/${command}.js`, '--help'])) / bare;
    });
    lines.push(`${command} --help, times node -e 0 (at most 4): ${spread(ratios)}`);
  }
  return lines;
}

/** With a run that waits for its first person, and a worker that is idle. */
async function againstServer(): Promise<string[]> {
  const { dir, remove } = newStateDir();
  const env = { KIRO_STATE_DIR: dir };
  const run = new Command('starter.ts', ['--json', '--interactive', ...(await sandboxPorts())], env);
  try {
    await run.until(() => run.events.some(({ type }) => type === 'waiting'));
    const rounds = await repeat(ROUNDS, async () => {
      const bare = await used(['-e', '0']);
      const status = (await used(['dist/cli/status.js', '--json'], env)) - bare;
      return { status, answer: (await used(['dist/cli/answer.js', 'checkNow', '--json'], env)) - bare };
    });
    return (['status', 'answer'] as const).map(
      (name) =>
        `${name} against a server, seconds more than node -e 0 (at most 0.6): ${spread(rounds.map((round) => round[name]))}`,
    );
  } finally {
    run.kill('SIGTERM');
    await run.ended;
    remove();
  }
}

/** Processor time that Node takes for that, in seconds; what other programs do in the meantime does not count. */
async function used(args: string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const { stderr } = await promisify(execFile)(process.execPath, ['--require', tell, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  return Number(/used (\d+)$/.exec(stderr)?.[1]) / 1_000_000;
}
