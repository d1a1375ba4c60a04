import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything that outlives a process is kept: `KIRO_STATE_DIR`, else `.state` beside package.json. */
export function stateDir(env: NodeJS.ProcessEnv): string {
  return resolve(env['KIRO_STATE_DIR'] ?? join(projectRoot(), '.state'));
}

function projectRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return dir;
}
