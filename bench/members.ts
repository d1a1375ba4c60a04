import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createScimClient } from '../activities/scim/scim-api.js';
import { groupMembers } from '../activities/scim/membership.js';
import { crowdOf } from '../test/activities/scim/crowd.js';
import { held } from '../test/support/secret.js';

const SIZES = [10_000, 100_000];
const PAGE = 100;
/** AWS's quota; ours stays a tenth below it. */
const READS_A_SECOND = 40;

/** What it costs to verify the members of a large group on the sandbox's Kiro: calls, time and memory. */
export async function manyMembers(): Promise<string[]> {
  const lines: string[] = [];
  for (const members of SIZES) lines.push(await verify(members));
  return lines;
}

async function verify(members: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'bench-members-'));
  const crowd = await crowdOf(members, join(dir, 'kiro.json'));
  try {
    let calls = 0;
    const client = createScimClient(held(crowd));
    const counting: typeof client = {
      ...client,
      get: (...asked) => {
        calls += 1;
        return client.get(...asked);
      },
    };
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    const { missing } = await groupMembers(counting, 'Crowd', crowd.expected);
    const seconds = (performance.now() - began) / 1000;
    const pages = members / PAGE;
    const least = pages / READS_A_SECOND;
    globalThis.gc?.();
    const grown = (process.memoryUsage().heapUsed - before) / 1_000_000;
    return (
      `${members} members verified (${missing.length} missing): ${calls} calls, ${(calls / pages).toFixed(3)} x the fewest; ` +
      `${seconds.toFixed(1)} s, ${(seconds / least).toFixed(2)} x what the rate limit dictates; heap grown by ${grown.toFixed(0)} MB`
    );
  } finally {
    await crowd.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
