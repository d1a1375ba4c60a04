/** What the operating system refuses, in words; the codes of errno. */
const WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EROFS: 'nothing can be written there',
  EACCES: 'you may not do that there',
  EPERM: 'you may not do that there',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EMFILE: 'too many files are open',
};

const ROOM = ['ENOSPC', 'EDQUOT'];

/**
 * One sentence for an error of the file system: what is wrong, where, and what to do; null for any other error.
 * `stateDir` is the folder that may be given another place.
 */
export function systemErrorText(error: unknown, stateDir: string): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  const words = WORDS[code];
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  if (words === undefined || (path === null && !ROOM.includes(code))) return null;
  const where = path ?? `What is kept under ${stateDir} could not be written`;
  return `${where}: ${words} (${code}). ${cure(code, path, stateDir)}`;
}

function cure(code: string, path: string | null, stateDir: string): string {
  if (ROOM.includes(code)) return 'Make room, then run the same command again: a run that was begun goes on.';
  return path?.startsWith(stateDir) === true
    ? 'Set KIRO_STATE_DIR to a folder that you may write to.'
    : 'Mend that, then run the same command again.';
}
