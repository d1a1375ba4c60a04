import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type DrillName, plantDrill } from '../../sandbox/drills/drill.js';
import type { AppUser } from '../../sandbox/okta/org-objects.js';
import { finishOnboarding, type House, openHouse, type Snapshot } from '../cli/planted/finished-house.js';

let finished: Snapshot;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kiro-drills-'));
  finished = await finishOnboarding();
});
afterAll(() => {
  finished.remove();
  rmSync(dir, { recursive: true });
});

/** The finished onboarding, whose domain is verified, and whose profile is of the org's own issuer. */
async function openFinished(): Promise<House> {
  const house = await openHouse(finished, [
    ({ kiro }) => kiro.domains.push({ domain: 'example.com', verificationToken: 'x', status: 'Verified' }),
  ]);
  onTestFinished(() => house.close());
  const { issuer, clientId } = house.given.run!;
  await house.kiro('POST', '/console/profile', { issuer, clientId });
  await house.kiro('GET', '/console/subscriptions');
  return house;
}

const plant = (house: House, drill: DrillName) =>
  plantDrill(drill, {
    okta: { orgUrl: house.oktaUrl, token: finished.token },
    kiro: { consoleUrl: house.kiroUrl },
    config: join(dir, 'onboarding.yaml'),
  });

interface Seat {
  User: string;
  Status: string;
}
const seatsOf = (house: House) => house.kiro<Seat[]>('GET', '/console/subscriptions');

describe('the drill leaver', () => {
  /** How somebody has the sign-in application, and how many refresh tokens and seats. */
  async function accessOf(house: House, login: string) {
    const { id } = await house.okta('GET', `/api/v1/users/${login}`);
    const user = await house.okta<AppUser>('GET', `/api/v1/apps/${house.oidcAppId}/users/${id}`);
    const assigned = await house.okta<{ id: string }[]>('GET', `/api/v1/apps/${house.oidcAppId}/groups`);
    const groups = await house.okta<{ id: string; type: string }[]>('GET', `/api/v1/users/${id}/groups`);
    const granting = groups.filter((group) => assigned.some((one) => one.id === group.id));
    const tokens = await house.okta<unknown[]>('GET', `/api/v1/users/${id}/clients/${house.clientId}/tokens`);
    const seats = (await seatsOf(house)).filter(({ User, Status }) => User === login && Status === 'Active');
    return [user.scope, granting.map(({ type }) => type).join(' '), tokens.length, seats.length];
  }

  it('plants somebody of each kind of access, with tokens and seats, and touches nobody else', async () => {
    const house = await openFinished();
    const before = await accessOf(house, 'ana@example.com');
    const { cure, also, planted } = await plant(house, 'leaver');
    expect(cure).toBe('npm run offboard -- lena@example.com');
    expect(planted).toHaveLength(5);
    const logins = ['lena', 'nina', 'otto', 'petra', 'rui'].map((name) => `${name}@example.com`);
    const found = async () => Promise.all(logins.map((login) => accessOf(house, login)));
    const first = [
      ['GROUP', 'OKTA_GROUP', 1, 1],
      ['USER', '', 1, 1],
      ['GROUP', 'OKTA_GROUP OKTA_GROUP', 1, 1],
      ['GROUP', 'OKTA_GROUP', 1, 1],
      ['GROUP', 'APP_GROUP', 1, 0],
    ];
    expect(await found()).toEqual(first);
    expect(await accessOf(house, 'ana@example.com')).toEqual(before);
    const { id } = await house.okta('GET', '/api/v1/users/petra@example.com');
    const [contractors] = await house.okta<{ id: string }[]>('GET', '/api/v1/groups?q=Kiro%20Contractors');
    await expect(house.okta('DELETE', `/api/v1/groups/${contractors!.id}/users/${id}`)).rejects.toThrow('403');
    const file = /--file (.*)/.exec(also[0] ?? '')?.[1] ?? '';
    expect(readFileSync(file, 'utf8').split('\n').slice(0, 2)).toEqual(['login,reason', 'lena@example.com,Has left']);

    // Rehearsed once, and again.
    await house.kiro('DELETE', '/console/subscriptions', { users: ['lena@example.com', 'petra@example.com'] });
    await plant(house, 'leaver');
    expect((await found()).map(([scope, type, , seats]) => [scope, type, seats])).toEqual(
      first.map(([scope, type, , seats]) => [scope, type, seats]),
    );
  });
});

describe('the drill token', () => {
  it('leaves Okta with a dead token and with failed tasks', async () => {
    const house = await openFinished();
    const { cure, planted } = await plant(house, 'token');
    expect(cure).toBe('npm run rotate-token -- --compromised');
    expect(planted).toHaveLength(2);
    await expect(house.scim('GET', '/Users')).rejects.toThrow('401');
    const tasks = await house.okta<{ users: { user: string; reason: string }[] }>(
      'GET',
      `/console/apps/${house.scimAppId}/tasks`,
    );
    expect(tasks.users).toMatchObject([
      { user: 'yara@example.com', reason: expect.stringContaining('Unauthorized') as string },
    ]);
  });
});

describe('the drill profile', () => {
  it('leaves an empty Kiro, the old seats, and the profile as it was', async () => {
    const house = await openFinished();
    const [profile, seats] = [await house.kiro<object>('GET', '/console/profile'), await seatsOf(house)];
    expect((await plant(house, 'profile')).cure).toBe('npm run reprovision');
    await expect(house.scim('GET', '/Users')).rejects.toThrow('401');
    expect(await house.kiro('GET', '/console/profile')).toEqual(profile);
    expect(await house.kiro('GET', '/console/domains')).toEqual([]);
    expect(seats.length).toBe(12);
    expect(await seatsOf(house)).toEqual(seats);
  });
});

describe('the drill drift', () => {
  it('changes four things that verify finds, and them alone', async () => {
    const house = await openFinished();
    const before = new Set((await house.verify()).wrong.map(({ id }) => id));
    await plant(house, 'drift');
    await plant(house, 'drift');
    const added = (await house.verify()).wrong.map(({ id }) => id).filter((id) => !before.has(id));
    expect(added.sort()).toEqual([
      'okta/extra-group/Kiro-OIDC-Facilities',
      'okta/extra-rule/Temporary,-for-a-test',
      'okta/object/OIDC-application-Kiro-OIDC',
      'okta/object/scope-codewhisperer:conversations',
    ]);
  });
});
