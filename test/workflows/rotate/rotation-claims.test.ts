import { beforeAll, describe, expect, it } from 'vitest';
import { calmWorld } from '../fake-world.js';
import { simulator, type Simulator } from '../simulated-run.js';
import { House } from './rotation-house.js';

let creator: Simulator;
beforeAll(async () => {
  creator = await simulator(Object.keys(await calmWorld()));
});

/** A rotation that has come to its first question. */
async function begun(compromised: boolean, before: (house: House) => void): Promise<House> {
  const house = await House.enter(creator, compromised);
  before(house);
  await house.settle();
  return house;
}

/** Right up to the question for the old token. */
async function toTheOldToken(house: House): Promise<void> {
  await house.give('new');
  await house.paste('new');
}

describe('what a rotation claims', () => {
  it('is not that all went well where the new token was deleted, also without a copy of the old one', async () => {
    const house = await begun(false, (one) => {
      one.workerHas = null;
    });
    await toTheOldToken(house);
    await house.revoke('new');
    expect(await house.waiting()).toEqual(['old-is-dead stepDone kiro-admin']);
    const fine = await begun(false, (one) => {
      one.workerHas = null;
    });
    await toTheOldToken(fine);
    await fine.revoke('old');
    await fine.retried();
    expect(fine.ended('old-is-dead')).toBe('done attested');
  });

  it('is no proof by a copy that was dead before the deletion was asked for', async () => {
    const house = await begun(false, (one) => {
      one.workerHas = 'of the worker alone';
      one.alive.add('of the worker alone');
    });
    // As the Kiro admin was told: the one that Okta does not use goes first.
    house.alive.delete('of the worker alone');
    await toTheOldToken(house);
    await house.send('tokenRevoked');
    await house.retried();
    for (const id of ['revoke-old', 'old-is-dead', 'into-okta'])
      expect([id, house.ended(id)]).toEqual([id, 'done attested']);
  });

  it('is not that everything in Kiro is from Okta where nobody could look at all of it', async () => {
    for (const planted of [false, true]) {
      const house = await begun(true, (one) => {
        one.unseen = ['Everybody in Kiro'];
        if (planted) one.planted = [{ severity: 'warning', problem: 'A group "X".', fix: 'Delete it.', url: null }];
      });
      await house.revoke('old');
      await house.give('new');
      await house.paste('new');
      await house.retried();
      if (planted) await house.send('decisionMade', { step: 'compare', decision: 'accept', reason: 'known' });
      expect(house.ended('compare')).toBe('done attested');
      const { summary } = house.report.steps.find(({ id }) => id === 'compare')!;
      expect(summary).toContain('not looked at: Everybody in Kiro');
    }
  });
});
