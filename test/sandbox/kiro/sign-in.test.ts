import { expect, it } from 'vitest';
import { asTemporal } from '../../activities/okta/drive.js';
import { connectIn, runAll } from '../../activities/okta/run.js';
import { list, startOrg } from '../../activities/okta/support.js';
import { afterTest } from '../../support/after-test.js';
import { startVerifiedKiro } from './verified-kiro.js';

interface LogEvent {
  eventType: string;
  published: string;
  actor: { type: string; alternateId: string };
  target: { id: string; type: string }[];
  debugContext: { debugData: Record<string, string> };
}

// The order is that of RFC 6749, 4.1; the events are Okta's (event-types.json), their fields those of events that were published.
it('a sign-in leaves its marks in Okta in the order of a real one, and a model answers only who has a seat', async () => {
  const org = await startOrg();
  const kiro = await startVerifiedKiro();
  afterTest(() => kiro.close());
  const access = await kiro.console<{ scimEndpoint: string; token: string }>('POST', '/access-tokens');
  const connect = connectIn(org, { baseUrl: access.scimEndpoint, token: access.token });
  const { oidc, server } = await runAll(org, connect, null, asTemporal);
  const ana = 'ana@example.com';
  expect(await kiro.signIn(ana)).toMatchObject({ status: 403, text: expect.stringContaining('not set up') as string });
  await kiro.setUp({ issuer: server.issuer, clientId: oidc.clientId });
  expect(await kiro.signIn('ana@example.org')).toMatchObject({ status: 403 });
  expect((await kiro.signIn(ana)).text).toContain('no subscription is active');
  await kiro.console('POST', '/subscriptions', { groups: ['Kiro Team'], tier: 'Kiro Pro' });

  const since = new Date().toISOString();
  expect(await kiro.signIn(ana)).toMatchObject({ status: 200 });
  const until = new Date(Date.now() + 60_000).toISOString();
  const log = (await org.call('GET', `/api/v1/logs?since=${since}&until=${until}`)) as LogEvent[];
  expect(log.map(({ eventType }) => eventType)).toEqual([
    'app.oauth2.as.authorize.code',
    'app.oauth2.as.token.grant.access_token',
    'app.oauth2.as.token.grant.refresh_token',
  ]);
  expect(log[0]?.actor).toMatchObject({ type: 'User', alternateId: ana });
  const { id: userId } = (await org.call('GET', `/api/v1/users/${ana}`)) as { id: string };
  for (const grant of log.slice(1)) {
    expect(grant.actor).toMatchObject({ type: 'PublicClientApp', alternateId: oidc.clientId });
    expect(grant.target).toMatchObject([{ id: userId, type: 'User' }]);
    expect(grant.debugContext.debugData).toMatchObject({
      grantType: 'authorization_code',
      requestUri: `/oauth2/${server.serverId}/v1/token`,
    });
  }
  const ofUser = await list(org, `/api/v1/users/${userId}/clients/${oidc.clientId}/tokens`);
  const ofServer = await list(org, `/api/v1/authorizationServers/${server.serverId}/clients/${oidc.clientId}/tokens`);
  expect(ofServer).toEqual(ofUser);
  expect(ofUser.at(-1)).toMatchObject({ issuer: server.issuer, userId, clientId: oidc.clientId });

  // Refreshing grants an access token alone: the refresh token stays the same (STATIC).
  const later = new Date().toISOString();
  await kiro.signIn(ana, { refresh: true });
  const more = (await org.call('GET', `/api/v1/logs?since=${later}&until=${until}`)) as LogEvent[];
  expect(more.slice(3).map(({ eventType, debugContext }) => [eventType, debugContext.debugData['grantType']])).toEqual([
    ['app.oauth2.as.token.grant.access_token', 'refresh_token'],
  ]);
});
