import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Presets, SingleBar } from 'cli-progress';

/** Takes a line for the person who waits. */
export type OnProgress = (line: string) => void;

/** Megabytes with one decimal. */
const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

/** Show how a download grows in a folder: a bar at a terminal, one line elsewhere. Returns what ends it. */
export function showDownload(what: string, folder: string, bytes: number, onProgress: OnProgress): () => void {
  if (!process.stderr.isTTY) {
    onProgress(`Fetching ${what} (${megabytes(bytes)} MB), once.`);
    return () => undefined;
  }
  const format = `Fetching ${what}, once  [{bar}] {percentage}% of ${megabytes(bytes)} MB`;
  const bar = new SingleBar(
    { stream: process.stderr, format, clearOnComplete: false, barsize: 24 },
    Presets.shades_classic,
  );
  bar.start(bytes, 0);
  const timer = setInterval(() => void sizeOf(folder).then((size) => bar.update(Math.min(size, bytes))), 150);
  return () => {
    clearInterval(timer);
    bar.update(bytes);
    bar.stop();
  };
}

/** pip writes into folders of its own below TMPDIR. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath ?? entry.path, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
