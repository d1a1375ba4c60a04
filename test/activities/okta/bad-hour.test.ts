import { describe, expect, it } from 'vitest';
import { DEEP, someOf } from '../../support/how-often.js';
import { carryOut } from './drive.js';
import { snapshot } from './matrix/snapshot.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { startOrg, type Fault, type Org } from './support.js';

type Trouble = Pick<Fault, 'kind' | 'status'>;
/** More requests than a run makes in such an hour. */
const REQUESTS = 1_500;

/** What goes wrong with which request, counted from 1. */
async function startOrgIn(trouble: (nth: number) => Trouble | null): Promise<Org> {
  const org = await startOrg();
  for (let nth = 1; nth <= REQUESTS; nth += 1) {
    const fault = trouble(nth);
    if (fault !== null) await org.fault({ path: '/api/v1/*', nth, times: 1, ...fault });
  }
  return org;
}

/** A whole run: how many attempts its activities took, and how many of its writes failed. */
async function runIn(org: Org): Promise<{ attempts: number; activities: number; failedWrites: number }> {
  let [attempts, activities] = [0, 0];
  await runAll(org, connectIn(org, await startScimTarget()), null, (work) => {
    activities += 1;
    return carryOut(work, () => (attempts += 1));
  });
  await org.call('DELETE', '/sandbox/faults');
  const writes = (await org.requests()).filter(({ method }) => method !== 'GET');
  return { attempts, activities, failedWrites: writes.filter(({ status }) => status < 200 || status >= 500).length };
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KINDS: Trouble[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status-after', status: 502 },
  { kind: 'drop-before' },
  { kind: 'drop-after' },
];

describe('a bad hour of Okta’s', { timeout: 120_000 }, () => {
  it.runIf(DEEP)(
    'of which every seventh request fails with 500 and every eleventh with 503 costs an attempt for each failed write',
    async () => {
      const status = (nth: number) => (nth % 7 === 0 ? 500 : nth % 11 === 0 ? 503 : null);
      const org = await startOrgIn((nth) => {
        const failed = status(nth);
        return failed === null ? null : { kind: 'status', status: failed };
      });
      const { attempts, activities, failedWrites } = await runIn(org);
      expect(attempts - activities).toBeLessThanOrEqual(failedWrites + 3);
    },
  );

  it.each(someOf([1, 2, 3], 1))(
    'in which a quarter of all requests goes wrong at random (seed %i) slows a run alone',
    async (seed) => {
      const clean = await startOrg();
      await runIn(clean);
      const random = randomOf(seed);
      const troubles = Array.from({ length: REQUESTS + 1 }, () =>
        random() < 0.25 ? (KINDS[Math.floor(random() * KINDS.length)] ?? null) : null,
      );
      const org = await startOrgIn((nth) => troubles[nth] ?? null);
      const { attempts, activities, failedWrites } = await runIn(org);
      expect(attempts - activities).toBeLessThanOrEqual(failedWrites + 3);
      expect(await snapshot(org)).toEqual(await snapshot(clean));
    },
  );
});
