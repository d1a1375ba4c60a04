import { statfs } from 'node:fs/promises';

/** With less than this Temporal's database cannot grow. Bytes. */
const LEAST = 2_000_000;

/** A sentence where the disk that holds the embedded Temporal's data is full: it falls silent then, and does not say why. */
export async function noRoomLeft(stateDir: string): Promise<string | null> {
  const disk = await statfs(stateDir).catch(() => null);
  if (disk === null || disk.bavail * disk.bsize >= LEAST) return null;
  return `The disk that holds ${stateDir} is full: make room, then end this command and start it again.`;
}
