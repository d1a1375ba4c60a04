import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALL_FAULTS, expectedOf, isTogether } from './planted/all-faults.js';
import { CannotBeside, saidOf } from './planted/fault.js';
import { finishOnboarding, type Snapshot } from './planted/finished-house.js';
import { howOften } from '../support/how-often.js';

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

it('names both faults of any two that are planted together, and nothing else', async () => {
  const index = fc.nat({ max: ALL_FAULTS.length - 1 });
  const pairs = fc
    .tuple(index, index)
    .map(([one, other]) => [ALL_FAULTS[Math.min(one, other)]!, ALL_FAULTS[Math.max(one, other)]!] as const)
    .filter(([one, other]) => isTogether(one, other));
  await fc.assert(
    fc.asyncProperty(pairs, async (pair) => {
      const found = await saidOf(finished, [...pair]).catch((error: unknown) => {
        if (error instanceof CannotBeside) return null;
        throw error;
      });
      fc.pre(found !== null);
      const names = pair.map(({ name }) => name).join(' + ');
      expect([names, found.wrong.map(({ id }) => id).sort()]).toEqual([names, expectedOf(...pair)]);
    }),
    { ...howOften(8, 60), endOnFailure: true },
  );
}, 300_000);
