import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { oktaClientFromEnvironment } from '../../activities/okta/okta-client.js';
import { whyPerson } from '../../cli/why/why-person.js';
import { SERVICE_CLIENT_ID } from '../../sandbox/okta/okta-state.js';
import { startOrg } from '../activities/okta/support.js';
import { counted, finishedHouse, type House } from './why-house.js';
import { ANA, outOf } from './why-states.js';
import { held } from '../support/secret.js';

describe('why, where it cannot look everywhere', () => {
  it('says without the right to the System Log what is lost, and still names the group', async () => {
    const house = await finishedHouse();
    await outOf('Kiro Users')(house);
    await house.org.fault({ method: 'GET', path: '/api/v1/logs', kind: 'status', status: 403, times: 9 });
    const found = await house.why(ANA);
    expect(found.answer).toBe(
      'ana@example.com cannot sign in to Kiro: "Kiro-OIDC" is not assigned to them, and they are in none of the groups that give it ("Kiro Users").',
    );
    expect(found.cure).toContain('Who removed them, and when, stands in the System Log (okta.logs.read).');
    expect(found.checks.find(({ id }) => id === 'system-log')).toMatchObject({
      state: 'unknown',
      text: expect.stringMatching(
        /^not looked at: Okta does not let this client read \/api\/v1\/logs \(403 E0000006\)\. Lost with it: the reason/,
      ) as string,
    });
  });

  it('sees Okta with a service app that was not given the right to the System Log', async () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' };
    const state = JSON.parse((await startOrg({ serviceAppKey: jwk })).kept()) as { apps: { grants: string[] }[] };
    for (const app of state.apps) app.grants = app.grants.filter((grant) => grant !== 'okta.logs.read');
    const org = await startOrg({}, {}, undefined, JSON.stringify(state));
    const client = oktaClientFromEnvironment({
      OKTA_CLIENT_ORGURL: org.url,
      OKTA_CLIENT_CLIENTID: SERVICE_CLIENT_ID,
      OKTA_CLIENT_PRIVATEKEY: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      OKTA_CLIENT_KEYID: 'key-1',
    });
    const none = { why: 'not given' };
    const at = { input: org.task.input, okta: { value: client }, scim: none, seats: none, run: null };
    const { why, isBlind } = await whyPerson(ANA, at);
    expect([isBlind, why.checks[0]?.state]).toEqual([false, 'ok']);
    expect(why.checks.find(({ id }) => id === 'system-log')?.state).toBe('unknown');
    expect((await org.requests()).filter(({ status }) => status === 401)).toEqual([]);
  });

  it('proves no seat by an old review', async () => {
    const house = await finishedHouse();
    const row = { who: ANA, name: 'Ana', status: null, signIn: 'none', provisioned: 'none', groups: 'none' } as const;
    const rows = [{ ...row, seat: 'right' as const, problems: [] }];
    const run = {
      signInAppId: null,
      scimAppId: null,
      serverId: null,
      issuer: null,
      rows,
      reviewedAt: '2026-01-02T03:04:05.000Z',
    };
    const found = await house.why(ANA, { run });
    expect(found.checks.find(({ id }) => id === 'seat')).toMatchObject({
      state: 'unknown',
      text: "not looked at: no list of subscriptions; the run's review of 2026-01-02 saw one",
    });
  });

  it('looks at Kiro alone where Okta cannot be asked', async () => {
    const house = await finishedHouse();
    const found = await house.why(ANA, { okta: { why: 'No Okta credentials' } });
    expect([found.ok, found.userId, found.answer]).toEqual([
      null,
      null,
      'ana@example.com could not be looked at in Okta: No Okta credentials.',
    ]);
    expect(found.checks.find(({ id }) => id === 'kiro')).toMatchObject({ state: 'ok' });
    expect(found.cure).toMatch(/^Put that right, and ask again/);
    expect(JSON.stringify(found).split('No Okta credentials')).toHaveLength(3);
  });

  it('says that the SCIM token is refused, and nothing of Kiro', async () => {
    const house = await finishedHouse();
    const found = await house.why(ANA, { scim: { value: held({ ...house.scim, token: 'a-token-of-yesterday' }) } });
    expect(found.ok).toBe(null);
    expect(found.checks.find(({ id }) => id === 'kiro')?.text).toMatch(
      /does not accept the token for this endpoint \(401\)$/,
    );
    expect(JSON.stringify(found)).not.toContain('a-token-of-yesterday');
  });

  it('asks an endpoint that lists no groups of a person for the one group', async () => {
    const house = await finishedHouse();
    const settings = { method: 'POST', body: JSON.stringify({ generation: 'old' }) };
    await fetch(`${house.kiroUrl}/sandbox/settings`, settings);
    const found = await counted(house, ANA);
    expect(found.checks.find(({ id }) => id === 'group')).toMatchObject({ state: 'ok' });
    await house.atKiro('DELETE', `/Users/${(await house.inKiro(ANA))!.id}`);
    expect((await counted(house, ANA)).ok).toBe(false);
  });

  it('does not hold against the members of a group that it was renamed in Okta', async () => {
    const house = await finishedHouse();
    const { org, kiroUrl } = house;
    await org.call('PUT', `/api/v1/groups/${await house.group('Kiro Team')}`, { profile: { name: 'Kiro Crew' } });
    const group = async () => (await counted(house, ANA)).checks.find(({ id }) => id === 'group');
    expect(await group()).toMatchObject({
      state: 'unknown',
      text: expect.stringContaining('"Kiro Crew" has in Kiro, if it was renamed in Okta') as string,
    });
    await fetch(`${kiroUrl}/sandbox/settings`, { method: 'POST', body: JSON.stringify({ generation: 'old' }) });
    expect(await group()).toMatchObject({ state: 'unknown' });
  });
});

it('asks Okta 14 times, and Kiro 3 times, about somebody with whom all is right', async () => {
  const house = await finishedHouse();
  const before = (await house.org.requests()).length;
  await counted(house, ANA);
  expect((await house.org.requests()).length - before).toBe(14);
});

it('asks Okta no more than 15 times where login and name of the application are out of the way at once', async () => {
  const house = await finishedHouse();
  const { org, signInAppId } = house;
  await takeAnyLogin(org);
  await org.call('POST', `/api/v1/users/${ANA}`, { profile: { login: 'corp/ana' } });
  const app = (await org.call('GET', `/api/v1/apps/${signInAppId}`)) as object;
  await org.call('PUT', `/api/v1/apps/${signInAppId}`, { ...app, label: 'Another name' });
  const found = await counted(house, 'CORP/Ana');
  expect([found.login, found.ok]).toEqual(['corp/ana', null]);
  expect(found.checks[1]?.text).toMatch(
    /^not looked at: no application of the name "Kiro-OIDC" is ours, and no more was asked/,
  );
  // With the right case, or with what the run knows, there is no need to ask more.
  expect((await counted(house, 'corp/ana')).checks[1]?.state).toBe('ok');
  const run = { signInAppId, scimAppId: null, serverId: null, issuer: null, rows: [], reviewedAt: null };
  expect((await counted(house, 'CORP/Ana', { run })).checks[1]?.state).toBe('ok');
});

/** The org's schema takes any text as login. */
const takeAnyLogin = (org: House['org']): Promise<unknown> =>
  org.call('POST', '/api/v1/meta/schemas/user/default', {
    definitions: { base: { id: '#base', type: 'object', properties: { login: { pattern: '.+' } } } },
  });

/** Each login as Okta has it, and as it is typed. */
const LOGINS: [what: string, login: string, typed: string][] = [
  ['a slash', 'corp/ana', 'corp/ana'],
  ['a slash, in another case', 'corp/bea', 'CORP/Bea'],
  ['a per cent sign', '100%ana', '100%ana'],
  ['a number sign and a question mark', 'ana#1?', 'ana#1?'],
  ['spaces, quotes and a backslash', 'ana "the first" \\ribeiro', 'ana "the first" \\ribeiro'],
  ['another case', 'Ana.Ribeiro@Example.com', 'ana.ribeiro@EXAMPLE.com'],
  ['letters of another script', 'анна@example.com', 'АННА@example.com'],
  ['an accent as a character of its own', 'an\u00e1@example.com', 'ana\u0301@example.com'],
  ['a path', '../users/me', '../users/me'],
];

it('finds a person whatever the login looks like', async () => {
  const house = await finishedHouse();
  await takeAnyLogin(house.org);
  const groupIds = [await house.group('Kiro Users'), await house.group('Kiro Team')];
  for (const [what, login, typed] of LOGINS) {
    const profile = {
      login,
      email: `${LOGINS.findIndex((one) => one[0] === what)}@example.com`,
      firstName: 'A',
      lastName: 'B',
    };
    const credentials = { password: { value: 'secret' } };
    await house.org.call('POST', '/api/v1/users?activate=true', { profile, credentials, groupIds });
    const found = await house.why(typed, { scim: { why: 'no SCIM token' } });
    expect([what, found.login, found.checks[0]?.state]).toEqual([what, login, 'ok']);
  }
});
