import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { AppUser } from '../../activities/okta/applications.js';
import { nothingSeen } from '../../activities/okta/verified.js';
import { verifyReach } from '../../activities/okta/verify-connection.js';
import { createScimClient } from '../../activities/scim/scim-api.js';
import { plan } from '../../cli/plan/make-plan.js';
import { inputFor } from '../activities/okta/support.js';
import { stranger } from './planted/acts.js';
import { type Edit, finishOnboarding, type House, openHouse, type Snapshot } from './planted/finished-house.js';
import { held } from '../support/secret.js';

let finished: Snapshot;
beforeAll(async () => void (finished = await finishOnboarding()));
afterAll(() => finished.remove());

const open = async (...edits: Edit[]): Promise<House> => {
  const house = await openHouse(finished, edits);
  onTestFinished(() => house.close());
  return house;
};

/** Would take everybody out of the Kiro. */
const ALL_ANEW = /Unlink pushed group|remove "Kiro Users"/;

describe('people who are gone from a Kiro that has the others', () => {
  it('are assigned again alone, by a plan that is not stopped', async () => {
    const house = await open();
    const { okta, scim, scimAppId, client, input, given } = house;
    interface Listed {
      externalId: string;
      lastSync: string;
      credentials: { userName: string };
    }
    const users = await okta<Listed[]>('GET', `/api/v1/apps/${scimAppId}/users?limit=500`);
    const [newest] = users.filter((one) => one.externalId).sort((a, b) => b.lastSync.localeCompare(a.lastSync));
    await scim('DELETE', `/Users/${newest!.externalId}`);
    const kiro = { endpoint: given.scim!.endpoint, client: createScimClient(held(given.scim!)) };
    const made = await plan(client, input, { kiro });
    expect([made.findings, made.steps.length > 0]).toEqual([[], true]);
    const [said] = made.warnings.filter((warning) => warning.includes('pushed last'));
    expect(said).toContain(`(1 of 5): ${newest!.credentials.userName}. They were most likely deleted in Kiro by hand.`);
    expect(said).not.toMatch(ALL_ANEW);
  });

  it('are named with that cure where most of them are gone, and another Kiro is one where all are', () => {
    const looked = ['ana', 'ben', 'cem'].map((login) => ({ login, externalId: login }) as AppUser);
    const reach = (absent: number) => {
      const seen = nothingSeen('provisioning-connection');
      const there = { host: 'kiro', looked, absent: looked.slice(0, absent), elsewhere: null, total: null };
      return [verifyReach(inputFor('https://example.okta.com'), seen, there), seen.findings[0]?.fix] as const;
    };
    expect(reach(2)).toEqual(['unclear', expect.stringContaining('Take these people alone out of the group')]);
    expect(reach(2)[1]).not.toMatch(ALL_ANEW);
    // No run is there to be answered.
    expect(reach(3)).toEqual(['another', expect.stringMatching(/Then start the onboarding again\.$/)]);
  });
});

it('what Okta refuses to tell of a user in Kiro whom nobody knows leaves the reason open, and stops nothing', async () => {
  const house = await open();
  await stranger(house, 'zed@other.org', { externalId: '00uGone' });
  const path = '/api/v1/users/00uGone';
  await house.okta('POST', '/sandbox/faults', { method: 'GET', path, kind: 'status', status: 403, times: 99 });
  const { outcome, findings } = await house.verify();
  expect([outcome, findings.map(({ problem }) => problem)]).toEqual([
    'findings',
    ['zed@other.org is in Kiro, but Okta does not provision them.'],
  ]);
});

it('what would stop a run is wrong under an id that stays, and the other warnings stay warnings', async () => {
  /** These have no last name, and two others one e-mail address. */
  const flawed =
    (...nameless: string[]): Edit =>
    ({ okta }) => {
      for (const { profile } of okta.users) {
        const name = profile.login.split('@')[0] ?? '';
        if (nameless.includes(name)) profile.lastName = '';
        if (name === 'ana' || name === 'ben') profile.email = 'team@example.com';
      }
    };
  const ids: string[][] = [];
  for (const house of [await open(flawed('mira')), await open(flawed('mira', 'noah'))]) {
    const { wrong, warnings } = await house.verify();
    ids.push(wrong.map(({ id }) => id).filter((id) => id.startsWith('okta/')));
    expect(warnings.join('\n')).toContain('1 e-mail address is used by more than one person');
  }
  expect(ids).toEqual([['okta/preflight/no-last-name'], ['okta/preflight/no-last-name']]);
});

it('an endpoint that is not the recorded one is reported first, and the people there prove nothing', async () => {
  const house = await open();
  house.given.run!.endpoint = 'https://scim.example.com/old/scim/v2/';
  const { wrong, proven, notLookedAt } = await house.verify();
  expect(wrong.map(({ id, expected }) => [id, expected])).toEqual([
    ['kiro/scim-endpoint/record', 'https://scim.example.com/old/scim/v2/'],
  ]);
  expect(proven.map(({ id }) => id)).not.toContain('okta/provisioning/endpoint');
  expect(notLookedAt.map(({ id }) => id)).toContain('okta/provisioning/endpoint');
});
