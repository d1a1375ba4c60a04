import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where fetched programs are kept: outside the repository, so that clones share them. */
export function cacheDir(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kiro-okta-runbook');
}
