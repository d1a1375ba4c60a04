import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Data that outlives the process, where it has a file. */
export interface Store<T> {
  /** Change it in place, or give it another value; then `save`. */
  data: T;
  /**
   * Write the data before returning. A reader, or a process killed meanwhile, finds the old or the new whole. Data
   * that has grown large (tens of thousands of people) is written within a second instead, however often it is saved.
   */
  save(): void;
  /** Write what `save` has put off. */
  flush(): void;
}

/** Characters of JSON, some ten milliseconds of writing. */
const LARGE = 4_000_000;
const PUT_OFF_MS = 1000;

/** Open the data in a JSON file, or begin with `initial` where there is none; null keeps it in memory only. */
export function openStore<T>({ file, initial }: { file: string | null; initial: () => T }): Store<T> {
  let size = 0;
  let putOff: NodeJS.Timeout | null = null;
  const writeNow = (): void => {
    if (putOff !== null) clearTimeout(putOff);
    putOff = null;
    if (file === null) return;
    const text = JSON.stringify(store.data);
    size = text.length;
    write(file, text);
  };
  const store: Store<T> = {
    data: (file === null ? undefined : read<T>(file)) ?? initial(),
    save: () => {
      if (size < LARGE) writeNow();
      else putOff ??= setTimeout(writeNow, PUT_OFF_MS);
    },
    flush: () => {
      if (putOff !== null) writeNow();
    },
  };
  return store;
}

function read<T>(file: string): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Error(`${file} is not JSON any more: remove it, or start the sandbox with --fresh.`);
  }
}

/**
 * Whole before it takes the old file's name. It is not flushed to the disk: that took half of the time of a busy sandbox,
 * and would only matter to a sandbox after a power cut.
 */
function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  // The state holds tokens, if only a sandbox's.
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}
