import { expect, it } from 'vitest';
import { dayTwoIds } from '../../runbook/model/names.js';
import { calmWorld, input } from './fake-world.js';
import { simulator, SimulatedRun } from './simulated-run.js';
import { endingOf } from './simulated-people.js';

const ONBOARDING = 'kiro-okta/example.okta.com/example.com';
const UNKNOWN = { signInAppId: null, scimAppId: null, serverId: null, clientId: null };

it('looks for the objects that a record does not know by the mark of the onboarding, not by its own', async () => {
  const nothing = { ...UNKNOWN, issuer: null, endpoint: null, storedAt: null };
  const world = await calmWorld({ takeTurn: async () => ({ ahead: [], known: nothing }) });
  const creator = await simulator(Object.keys(world));
  const about = { login: 'lena@example.com', reason: 'leaves', ticket: null, now: false };
  const id = dayTwoIds.offboard(`${ONBOARDING}/connection`, about.login);
  const run = await SimulatedRun.start(creator, 'offboardUser', [{ ...input, about }], '', undefined, id);
  const asked = () => [...run.activities.values()].find(({ name }) => name === 'findObjects');
  for (let round = 0; round < 5 && asked() === undefined; round += 1) {
    for (const open of [...run.activities.values()]) run.resolve(open, await endingOf(world, open, 'well'));
    await run.task();
  }
  expect(asked()?.args[0]).toMatchObject({ owner: ONBOARDING });
});
