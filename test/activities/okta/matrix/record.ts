import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import { startOrg, type Fault, type Request } from '../support.js';
import { snapshot, type Snapshot } from './snapshot.js';

/** One call of a clean run, as a fault finds it again in another org. */
export interface Call extends Required<Pick<Fault, 'method' | 'path' | 'nth'>> {
  name: string;
  /** The very same look was there before, and no write since: how often Okta is asked while it works is a matter of luck. */
  repeated: boolean;
}

/** A run in which nothing goes wrong: its calls in order, and what the org holds afterwards. */
export async function recordCleanRun(): Promise<{ calls: Call[]; expected: Snapshot }> {
  const org = await startOrg();
  await runAll(org, connectIn(org, await startScimTarget()), null, asTemporal);
  const calls = callsOf(await org.requests());
  return { calls, expected: await snapshot(org) };
}

export const IDS = /\/(0oa|00g|00u|aus|scp|00p|0pr|prm|oty|gPm)[0-9A-Za-z]{17}(?=\/|$)/g;

/** Ids differ from org to org; `*` in a fault's path stands for any characters, also slashes. */
function callsOf(requests: Request[]): Call[] {
  return requests.map(({ method, path }, index) => {
    const pattern = (path.split('?')[0] ?? '').replace(IDS, '/*');
    const nth = requests.slice(0, index + 1).filter((other) => meets(other, method, pattern)).length;
    const lastWrite = requests.slice(0, index).findLastIndex((other) => other.method !== 'GET');
    const repeated = requests.slice(lastWrite + 1, index).some((other) => other.path === path);
    return { method, path: pattern, nth, name: `${method} ${pattern} #${nth}`, repeated };
  });
}

/** Whether the sandbox would count a request for a fault. */
export function meets(request: Request, method: string, pattern: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return request.method === method && new RegExp(`^${expression.join('.*')}$`).test(request.path.split('?')[0] ?? '');
}
