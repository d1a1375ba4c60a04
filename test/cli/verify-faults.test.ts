import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from './planted/fault.js';
import { finishOnboarding, openHouse, type Snapshot } from './planted/finished-house.js';
import { PEOPLE_FAULTS } from './planted/people-faults.js';
import { PROVISIONING_FAULTS } from './planted/provisioning-faults.js';
import { SIGN_IN_FAULTS } from './planted/sign-in-faults.js';

const FAULTS = [...SIGN_IN_FAULTS, ...PROVISIONING_FAULTS, ...PEOPLE_FAULTS];

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

/** What verify says of a house with these faults. */
async function saidOf(faults: Fault[]) {
  const house = await openHouse(
    finished,
    faults.flatMap(({ edit }) => edit ?? []),
  );
  try {
    for (const { plant } of faults) await plant?.(house);
    return await house.verify();
  } finally {
    await house.close();
  }
}

describe('verify of a finished onboarding', () => {
  it('names nothing where all is as it was left', async () => {
    const found = await saidOf([]);
    expect([found.outcome, found.findings, found.wrong, found.notLookedAt]).toEqual(['clean', [], [], []]);
  });

  it.each(FAULTS)('names once, at its cause: $name', async (fault) => {
    const found = await saidOf([fault]);
    const said = Object.fromEntries(found.wrong.map(({ id }, index) => [id, found.findings[index]]));
    expect(found.wrong.map(({ id }) => id).sort()).toEqual(Object.keys(fault.finds).sort());
    expect(found.findings).toHaveLength(found.wrong.length);
    for (const [id, sentence] of Object.entries(fault.finds))
      expect(`${said[id]?.problem} ${said[id]?.fix}`).toMatch(sentence);
    expect(found.outcome).toBe('findings');
  });
});
