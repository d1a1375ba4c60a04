/** Owner and permissions of a file, as `stat` gives them. */
interface Modes {
  mode: number;
  uid: number;
}

const GROUP = { read: 0o040, write: 0o020 };
const OTHERS = { read: 0o004, write: 0o002 };

/**
 * Why a file that holds a secret is not used, as the end of a sentence, with what to do; null where it is private. `me` is the
 * user id of this process; undefined where the system has none, as on Windows, whose permissions `stat` does not tell.
 *
 * A file of another owner, such as a secret that a cluster mounts, can be read by way of its group alone, so a group may read
 * that one.
 */
export function exposure({ mode, uid }: Modes, file: string, me: number | undefined): string | null {
  if (me === undefined) return null;
  const isMine = uid === me || me === 0;
  const wrong = OTHERS.read | OTHERS.write | GROUP.write | (isMine ? GROUP.read : 0);
  if ((mode & wrong) === 0) return null;
  const what = (mode & (OTHERS.write | GROUP.write)) === 0 ? 'read' : 'change';
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return `can be ${what === 'read' ? 'read' : 'changed'} by other accounts (mode ${octal}): run \`chmod ${isMine ? '600' : 'o-rwx,g-w'} ${file}\``;
}

/** The same for a file that holds no secret, but says whom to trust: others may read it, and only its owner may change it. */
export function canBeChanged({ mode }: Modes, file: string, me: number | undefined): string | null {
  if (me === undefined || (mode & (OTHERS.write | GROUP.write)) === 0) return null;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  return `can be changed by other accounts (mode ${octal}): run \`chmod go-w ${file}\``;
}
