import { expect, it } from 'vitest';
import { dayTwoIds } from '../../runbook/model/names.js';
import { calmWorld, input } from './fake-world.js';
import { simulator, SimulatedRun } from './simulated-run.js';
import { endingOf } from './simulated-people.js';

const ONBOARDING = 'kiro-okta/example.okta.com/example.com';
const UNKNOWN = { signInAppId: null, scimAppId: null, serverId: null, clientId: null };

/** What a run asks for where its record knows that much, once it looks for the objects in Okta. */
async function askedFor(known: object, type: string, about: object, id: string): Promise<unknown> {
  const nothing = { ...UNKNOWN, issuer: null, endpoint: null, storedAt: null };
  const world = await calmWorld({ takeTurn: async () => ({ ahead: [], known: { ...nothing, ...known } }) });
  const creator = await simulator(Object.keys(world));
  const run = await SimulatedRun.start(creator, type, [{ ...input, about }], '', undefined, id);
  const asked = () => [...run.activities.values()].find(({ name }) => name === 'findObjects');
  for (let round = 0; round < 5 && asked() === undefined; round += 1) {
    for (const open of [...run.activities.values()]) run.resolve(open, await endingOf(world, open, 'well'));
    await run.task();
  }
  return asked()?.args[0];
}

it('looks for the objects that a record does not know by the mark of the onboarding, not by its own', async () => {
  const about = { login: 'lena@example.com', reason: 'leaves', ticket: null, now: false };
  const id = dayTwoIds.offboard(`${ONBOARDING}/connection`, about.login);
  expect(await askedFor({}, 'offboardUser', about, id)).toMatchObject({ owner: ONBOARDING });
});

it('looks for the issuer alone in the same way, before a profile is made anew', async () => {
  const known = { signInAppId: '0oa1', scimAppId: '0oa2', serverId: 'aus1', clientId: 'c1' };
  const id = dayTwoIds.reprovision(`${ONBOARDING}/connection`);
  expect(await askedFor(known, 'reprovisionKiro', {}, id)).toMatchObject({ owner: ONBOARDING });
});
