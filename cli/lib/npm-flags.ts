import type { Option } from 'commander';

/** npm has settings of these names, which may also come from its own files. */
const NPMS_OWN = new Set(['--json', '--yes', '--help']);

/**
 * The flags of a command that npm has kept for itself, because no `--` stood before them. Older versions of npm do so
 * without a word, and the command would run as if they had not been given.
 */
export function flagsKeptByNpm(options: readonly Option[], env: NodeJS.ProcessEnv): string[] {
  const isKept = (flag: string): boolean =>
    !NPMS_OWN.has(flag) && env[`npm_config_${flag.replace(/^--(no-)?/, '').replaceAll('-', '_')}`] !== undefined;
  return options.flatMap(({ long }) => (long && isKept(long) ? [long] : []));
}
