import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** What is run, and the package that brings it. */
const PACKAGES = {
  named: 'bind9 (Debian)',
  dig: 'dnsutils (Debian)',
  nsd: 'nsd (Debian)',
  knotd: 'knot (Debian)',
  knotc: 'knot (Debian)',
  keymgr: 'knot (Debian)',
  unbound: 'unbound (Debian)',
  moto_server: 'moto[server] (PyPI), in a folder of PATH or named by MOTO_SERVER',
} as const;
export type Program = keyof typeof PACKAGES;

/** Daemons live in a folder that people's PATH often lacks. */
const FOLDERS = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];

/** Path of an installed program; null where it is not. */
export function pathOf(program: Program): string | null {
  const named = program === 'moto_server' ? process.env['MOTO_SERVER'] : undefined;
  const paths = named === undefined ? FOLDERS.map((folder) => join(folder, program)) : [named];
  return paths.find(isExecutable) ?? null;
}

/** Tests that need these programs; where one is missing they are skipped, and that is said. */
export function describeWith(programs: Program[], title: string, tests: () => void): void {
  const missing = programs.filter((program) => pathOf(program) === null);
  if (missing.length === 0) return void describe(title, tests);
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))].join(', ');
  process.stderr.write(`Skipped: ${title}. Not installed: ${packages}.\n`);
  describe.skip(title, tests);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
