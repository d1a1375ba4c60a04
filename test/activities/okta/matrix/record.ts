import { asTemporal } from '../drive.js';
import { connectIn, runAll, type Drive } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import { initialState } from '../../../../sandbox/okta/seed.js';
import { startOrg, type Fault, type Org, type Request } from '../support.js';
import { snapshot, type Snapshot } from './snapshot.js';

/** One call of a clean run, as a fault finds it again in another org. */
export interface Call extends Required<Pick<Fault, 'method' | 'path' | 'nth'>> {
  name: string;
  /** How many calls were before it. */
  index: number;
  /** The very same look was there before, and no write since: how often Okta is asked while it works is a matter of luck. */
  repeated: boolean;
}

/** Where a clean run is before one of its activities. */
export interface Point {
  /** What the org holds, which has this address and pushes to that target. */
  kept: string;
  url: string;
  baseUrl: string;
  /** The admin has connected the org to the target. */
  isConnected: boolean;
  /** What the activities so far have given. */
  results: unknown[];
  /** Calls so far. */
  made: number;
}

export interface CleanRun {
  calls: Call[];
  /** What the org holds afterwards. */
  expected: Snapshot;
  points: Point[];
}

/** Of the sandbox's people, some of the team, some who may only sign in, some others, and one who has left. */
const KEPT_PEOPLE = ['ana', 'ben', 'cem', 'mira', 'noah', 'olga', 'yara', 'zoe', 'jill'].map(
  (name) => `${name}@example.com`,
);

/**
 * An org of the matrix, with a quarter of the sandbox's people: each case of the hundreds provisions everybody anew. How many
 * there are changes no call that a fault could meet but those of their pages, which large-group.test.ts is about.
 */
export function startSmallOrg(): Promise<Org> {
  const state = initialState(null);
  state.users = state.users.filter(({ profile }) => KEPT_PEOPLE.includes(String(profile['login'])));
  const ids = new Set(state.users.map(({ id }) => id));
  for (const group of state.groups) group.members = group.members.filter((id) => ids.has(id));
  return startOrg({}, {}, undefined, JSON.stringify(state));
}

/**
 * A run in which nothing goes wrong: its calls in order, what the org holds afterwards, and the run's points: what comes
 * before a fault is the same each time, and need not be done again for each.
 */
export async function recordCleanRun(): Promise<CleanRun> {
  const org = await startSmallOrg();
  const target = await startScimTarget();
  const points: Point[] = [];
  const results: unknown[] = [];
  let isConnected = false;
  const connect = async (appId: string): Promise<void> => {
    await connectIn(org, target)(appId);
    isConnected = true;
  };
  const drive: Drive = async (work) => {
    const { length: made } = await org.requests();
    const { url } = org;
    points.push({ kept: org.kept(), url, baseUrl: target.baseUrl, isConnected, results: [...results], made });
    const result = await asTemporal(work);
    results.push(result);
    return result;
  };
  await runAll(org, connect, null, drive);
  const calls = callsOf(await org.requests());
  return { calls, expected: await snapshot(org), points };
}

export const IDS = /\/(0oa|00g|00u|aus|scp|00p|0pr|prm|oty|gPm)[0-9A-Za-z]{17}(?=\/|$)/g;

/** Ids differ from org to org; `*` in a fault's path stands for any characters, also slashes. */
function callsOf(requests: Request[]): Call[] {
  return requests.map(({ method, path }, index) => {
    const pattern = (path.split('?')[0] ?? '').replace(IDS, '/*');
    const nth = requests.slice(0, index + 1).filter((other) => meets(other, method, pattern)).length;
    const lastWrite = requests.slice(0, index).findLastIndex((other) => other.method !== 'GET');
    const repeated = requests.slice(lastWrite + 1, index).some((other) => other.path === path);
    return { method, path: pattern, nth, index, name: `${method} ${pattern} #${nth}`, repeated };
  });
}

/** Whether the sandbox would count a request for a fault. */
export function meets(request: Pick<Request, 'method' | 'path'>, method: string, pattern: string): boolean {
  const expression = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return request.method === method && new RegExp(`^${expression.join('.*')}$`).test(request.path.split('?')[0] ?? '');
}
