import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { findIn, isProgram, pathFolders } from '../../temporal/program.js';

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
  curl: 'curl (Debian)',
  chromium: 'chromium (Debian)',
  openssl: 'openssl (Debian)',
  sh: 'a POSIX shell',
  node: 'Node.js',
  go: 'Go, with its module proxy in reach',
  'python3 with temporalio': 'temporalio (PyPI), in the Python that INTEROP_PYTHON names',
  terraform: 'Terraform',
  'terraform-provider-okta': "Okta's Terraform provider 6.12, in a folder of PATH or named by TERRAFORM_PROVIDER_OKTA",
  'python3 with cryptography': 'cryptography (PyPI), in the Python that INTEROP_PYTHON names',
  'python3 with okta': 'okta 3.4.6 (PyPI), in the Python that INTEROP_PYTHON names',
  'python3 with scim2_tester, httpx2': 'scim2-tester 0.5.2 with httpx2 (PyPI), in the Python that INTEROP_PYTHON names',
} as const;
export type Program = keyof typeof PACKAGES;

/** Variables that name a program instead of PATH. */
const VARIABLES: Partial<Record<string, string>> = {
  moto_server: 'MOTO_SERVER',
  'terraform-provider-okta': 'TERRAFORM_PROVIDER_OKTA',
  python3: 'INTEROP_PYTHON',
};

/** Daemons live in a folder that people's PATH often lacks. */
const FOLDERS = [...pathFolders(process.env), '/usr/sbin', '/usr/local/sbin'];

/** Path of an installed program; null where it, or the module that it needs, is missing. */
function pathOf(program: Program): string | null {
  const [name = '', module] = program.split(' with ');
  const named = process.env[VARIABLES[name] ?? ''];
  const path = named === undefined ? findIn(FOLDERS, name) : isProgram(named) ? named : null;
  if (path === null || module === undefined) return path;
  return spawnSync(path, ['-c', `import ${module}`]).status === 0 ? path : null;
}

/** As `pathOf`, of a program that the test is known to have. */
export function requirePath(program: Program): string {
  const path = pathOf(program);
  if (path === null) throw new Error(`${PACKAGES[program]} is not installed`);
  return path;
}

/** Tests that need these programs; where one is missing they are skipped, and that is said. */
export function describeWith(programs: Program[], title: string, tests: () => void): void {
  const missing = programs.filter((program) => pathOf(program) === null);
  if (missing.length === 0) return void describe(title, tests);
  const packages = [...new Set(missing.map((program) => PACKAGES[program]))].join(', ');
  process.stderr.write(`Skipped: ${title}. Not installed: ${packages}.\n`);
  describe.skip(title, tests);
}
