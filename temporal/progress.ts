import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';

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
export async function showDownload(
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
