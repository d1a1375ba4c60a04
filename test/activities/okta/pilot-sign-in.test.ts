import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { startVerifiedKiro, type VerifiedKiro } from '../../sandbox/kiro/verified-kiro.js';
import { inHaste } from './drive.js';
import { finishedOrg } from './finished-org.js';
import { type Org, TEST_PATIENCE } from './support.js';
import { afterTest } from '../../support/after-test.js';

const ANA = 'ana@example.com';

interface House {
  org: Org;
  kiro: VerifiedKiro;
  clientId: string;
  appId: string;
  serverId: string;
  issuer: string;
  /** What the sign-in of that person left since then. */
  read: (since: Date | string, changes?: object) => ReturnType<Org['okta']['readSignIn']>;
}

/** An org that is set up for Kiro, and a Kiro that signs its people in. */
async function house(): Promise<House> {
  const { org, oidc, server } = await finishedOrg();
  const kiro = await startVerifiedKiro();
  afterTest(() => kiro.close());
  // Nothing of a sign-in is still on its way: looks follow at once.
  const okta = createOktaActivities({ client: { ...org.client, patience: { ...TEST_PATIENCE, progress: [0, 0] } } });
  const ids = { clientId: oidc.clientId, serverId: server.serverId, issuer: server.issuer };
  await kiro.setUp(ids);
  const read: House['read'] = (since, changes = {}) => {
    const at = typeof since === 'string' ? since : since.toISOString();
    return inHaste(() => okta.readSignIn({ ...org.task, ...ids, login: ANA, since: at, ...changes }));
  };
  return { org, kiro, ...ids, appId: oidc.appId, read };
}

const LISTS = ['/api/v1/users/*/clients/*/tokens', '/api/v1/authorizationServers/*/clients/*/tokens'];

/** Okta answers with that status from now on. */
async function closed(org: Org, paths: string[], status = 403): Promise<void> {
  for (const path of paths) await org.fault({ method: 'GET', path, kind: 'status', status, times: 999 });
}

describe('what the sign-in of the pilot left in Okta', () => {
  it('is the refresh token of our client, by our server, with our scopes', async () => {
    const { org, kiro, read, clientId, issuer } = await house();
    const before = new Date();
    // Signed in, though without a seat no model answers.
    expect((await kiro.signIn(ANA)).text).toContain('You are signed in');
    const marks = await read(before);
    expect(marks).toMatchObject({ seen: 'token', refreshToken: 'issued' });
    expect(Date.parse(marks.at ?? '')).toBeGreaterThanOrEqual(before.getTime());
    expect(marks.text).toContain(`client ${clientId}, issuer ${issuer}, scopes codewhisperer:completions`);
    expect(marks.evidence.map(({ label }) => label)).toEqual([
      'Refresh token in Okta',
      'Issuer of the token',
      'Scopes of the token',
    ]);
    expect((await org.writes()).filter((write) => write.includes('/tokens'))).toEqual([]);

    const later = new Date();
    await kiro.signIn(ANA, { refresh: true });
    expect(await read(later)).toMatchObject({ seen: 'token', refreshToken: 'used' });
    // Where the list of the user does not have it, that of the server has.
    await closed(org, LISTS.slice(0, 1), 404);
    expect(await read(later)).toMatchObject({ seen: 'token', refreshToken: 'used' });
  });

  it('is the grant in the System Log where no token may be read', async () => {
    const { org, kiro, read } = await house();
    const before = new Date();
    await kiro.signIn(ANA);
    await closed(org, LISTS);
    const marks = await read(before);
    expect(marks).toMatchObject({ seen: 'event', refreshToken: 'unknown' });
    expect(marks.evidence[0]?.value).toContain('app.oauth2.as.token.grant.access_token at ');
    await closed(org, ['/api/v1/logs']);
    const none = await read(before);
    expect(none).toMatchObject({ seen: 'unreadable', at: null });
    expect(none.text).toContain('okta.logs.read');
  });

  it('is nothing where another person, another client, an older sign-in or a test of the sign-in left it', async () => {
    const { org, kiro, read, clientId } = await house();
    const before = new Date();
    await kiro.signIn('ben@example.com');
    expect(await read(before)).toMatchObject({ seen: 'nothing', at: null });
    await kiro.signIn(ANA);
    expect(await read(before, { clientId: `${clientId}x` })).toMatchObject({ seen: 'nothing' });
    expect(await read(new Date(Date.now() + 1))).toMatchObject({ seen: 'nothing' });
    const other = await read(before, { issuer: 'https://example.okta.com/oauth2/other', serverId: 'default' });
    expect(other).toMatchObject({ seen: 'nothing' });
    expect(other.text).toContain('and not by https://example.okta.com/oauth2/other');
    expect(await read(before, { login: 'nobody@example.com' })).toMatchObject({ seen: 'nothing' });
    expect((await read(before)).seen).toBe('token');

    // As `npm run test-sign-in` leaves it: granted, and revoked by the client.
    await revokeAsClient(org, kiro, clientId);
    const revoked = await read(before);
    expect(revoked).toMatchObject({ seen: 'nothing' });
    expect(revoked.text).toContain('issued and revoked again');
  });
});

describe('a token that another set-up of Kiro would leave', () => {
  it('is reported as such: of another issuer, without a scope, or for another client of the same server', async () => {
    const { org, kiro, read, clientId, appId } = await house();
    const before = new Date();
    const { input } = org.task;
    expect(await read(before)).not.toHaveProperty('contrary');
    await kiro.signIn(ANA);
    expect(await read(before)).not.toHaveProperty('contrary');
    const issuer = 'https://example.okta.com/oauth2/other';
    const other = await read(before, { issuer, serverId: 'default' });
    expect(other.contrary).toMatch(
      new RegExp(`^Okta issued ${ANA} a token for the client ${clientId} by .*, and not by `),
    );
    expect(other.text).toContain(other.contrary);
    const more = await read(before, { input: { ...input, scopes: [...input.scopes, 'codewhisperer:admin'] } });
    expect(more).toMatchObject({
      seen: 'nothing',
      contrary: expect.stringMatching(/ without codewhisperer:admin\.$/) as string,
    });
    const changes = { clientId: '0oaours', input: { ...input, okta: { ...input.okta, oidcApplication: 'Our Kiro' } } };
    const { contrary } = await read(before, changes);
    expect(contrary).toBe(`Okta issued ${ANA} a token for the client "Kiro-OIDC" (${appId}), and not for 0oaours.`);
    // By its name or id it is ours: only its client id was chosen.
    expect(await read(before, { ...changes, appId })).not.toHaveProperty('contrary');
    expect(await read(before, { clientId: '0oaours' })).not.toHaveProperty('contrary');
  });
});

describe('the time of the sign-in', () => {
  it.each([
    ['token', -3_600_000],
    ['event', 3_600_000],
  ])('of the %s is by Temporal’s clock, which is %i ms ahead of Okta’s', async (seen, skew) => {
    const { org, kiro, clientId, serverId, issuer } = await house();
    const before = Date.now();
    await kiro.signIn(ANA);
    if (seen === 'event') await closed(org, LISTS);
    const since = new Date(before + skew - 2_000).toISOString();
    const task = { ...org.task, clientId, serverId, issuer, login: ANA, since };
    const marks = await new MockActivityEnvironment({
      currentAttemptScheduledTimestampMs: Date.now() + skew,
      startToCloseTimeoutMs: 60_000,
    }).run((): ReturnType<House['read']> => org.okta.readSignIn(task));
    expect(marks.seen).toBe(seen);
    // The difference is known to the second that a Date header has.
    expect(Math.abs(Date.parse(marks.at ?? '') - before - skew)).toBeLessThan(10_000);
    expect(marks.text).toContain(marks.at);
    // The evidence has the time as Okta shows it.
    const [, shown] = / (?:created|at) (\S+)$/.exec(marks.evidence[0]?.value ?? '') ?? [];
    expect(Math.abs(Date.parse(shown ?? '') - before)).toBeLessThan(10_000);
  });
});

/** The person signs out: their refresh token is gone, and the log tells of it. */
async function revokeAsClient(org: Org, kiro: VerifiedKiro, clientId: string): Promise<void> {
  await org.call('DELETE', `/api/v1/users/${ANA}/clients/${clientId}/tokens`);
  const { issuer } = await kiro.console<{ issuer: string }>('GET', '/profile');
  const body = new URLSearchParams({ client_id: clientId, token: 'gone' });
  await fetch(`${issuer}/v1/revoke`, { method: 'POST', body });
}
