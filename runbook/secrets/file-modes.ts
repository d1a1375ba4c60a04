/** Owner and permissions of a file, as `stat` gives them. */
interface Modes {
  mode: number;
  uid: number;
}

const GROUP = { read: 0o040, write: 0o020 };
const OTHERS = { read: 0o004, write: 0o002 };
const ALL = GROUP.read | GROUP.write | OTHERS.read | OTHERS.write;

/**
 * Why a file that holds a secret is not used, as the end of a sentence, with what to do; null where it is private. `me` is the
 * user id of this process; undefined where the system has none, as on Windows, whose permissions `stat` does not tell.
 *
 * A file of another owner, such as a secret that a cluster mounts, can be read by way of its group alone, so a group may read
 * that one.
 */
export function exposure(modes: Modes, file: string, me: number | undefined): string | null {
  const [wrong, cure] = isOwn(modes, me) ? [ALL, '600'] : [ALL & ~GROUP.read, 'o-rwx,g-w'];
  return me === undefined ? null : openTo(modes, wrong, `chmod ${cure} ${file}`);
}

/**
 * The same for a folder in which we write files that name people. The files are private in any case; their names are not. In a
 * folder of another owner, such as a volume that a cluster mounts, we can write by way of its group alone.
 */
export function folderExposure(modes: Modes, folder: string, me: number | undefined): string | null {
  const [wrong, cure] = isOwn(modes, me) ? [ALL, '700'] : [OTHERS.read | OTHERS.write, 'o-rwx'];
  return me === undefined ? null : openTo(modes, wrong, `chmod ${cure} ${folder}`);
}

const isOwn = ({ uid }: Modes, me: number | undefined): boolean => uid === me || me === 0;

function openTo({ mode }: Modes, wrong: number, cure: string): string | null {
  if ((mode & wrong) === 0) return null;
  const what = (mode & (OTHERS.write | GROUP.write)) === 0 ? 'read' : 'changed';
  return `can be ${what} by other accounts (mode ${octal(mode)}): run \`${cure}\``;
}

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

/** The same for a file that holds no secret, but says whom to trust: others may read it, and only its owner may change it. */
export function canBeChanged({ mode }: Modes, file: string, me: number | undefined): string | null {
  if (me === undefined || (mode & (OTHERS.write | GROUP.write)) === 0) return null;
  return `can be changed by other accounts (mode ${octal(mode)}): run \`chmod go-w ${file}\``;
}
