import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_FAULTS } from './planted/all-faults.js';
import { saidOf } from './planted/fault.js';
import { someOf } from '../support/how-often.js';
import { finishOnboarding, type Snapshot } from './planted/finished-house.js';

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

describe('verify of a finished onboarding', () => {
  it('names nothing where all is as it was left', async () => {
    const found = await saidOf(finished, []);
    expect([found.outcome, found.findings, found.wrong, found.notLookedAt]).toEqual(['clean', [], [], []]);
  });

  it.each(someOf(ALL_FAULTS, 12))('names once, at its cause: $name', async (fault) => {
    const { outcome, findings, wrong } = await saidOf(finished, [fault]);
    expect(wrong.map(({ id }) => id).sort()).toEqual(Object.keys(fault.finds).sort());
    expect(findings.map(({ id }) => id)).toEqual(wrong.map(({ id }) => id));
    for (const { id, problem, fix } of findings) expect(`${problem} ${fix}`).toMatch(fault.finds[id ?? ''] ?? /never/);
    expect(outcome).toBe('findings');
  });
});
