import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything that outlives a process is kept: `KIRO_STATE_DIR`, else `.state` beside package.json. */
export function stateDir(env: NodeJS.ProcessEnv): string {
  return resolve(env['KIRO_STATE_DIR'] || join(projectRoot(), '.state'));
}

/** The compiled code lies a folder deeper than the source: go up to package.json. */
function projectRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  let dir = here;
  while (!existsSync(join(dir, 'package.json'))) {
    if (dir === dirname(dir)) throw new Error(`There is no package.json above ${here}.`);
    dir = dirname(dir);
  }
  return dir;
}

/** What `npm run build` made of a file, by its path below `dist/`; null where this code runs from its source. */
export function compiledFile(path: string): string | null {
  return import.meta.url.endsWith('.ts') ? null : join(projectRoot(), 'dist', path);
}

/** Where fetched programs are kept: outside the repository, so that clones share them. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kiro-okta-runbook');
}
