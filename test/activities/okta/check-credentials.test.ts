import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCredentials } from '../../../activities/okta/check-credentials.js';
import { createOktaActivities } from '../../../activities/okta/okta-activities.js';
import { oktaClientFromEnvironment } from '../../../activities/okta/okta-client.js';
import { BUILD_SCOPES, ConfigurationError } from '../../../activities/okta/okta-environment.js';
import { type OktaSandboxSettings, SERVICE_CLIENT_ID } from '../../../sandbox/okta/okta-state.js';
import { startOkta } from '../../../sandbox/okta/start-okta.js';
import { failureOf, inputFor } from './support.js';
import { afterTest } from '../../support/after-test.js';

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });

const serviceAppKey = { ...KEYS.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' };
const start = async (settings: Partial<OktaSandboxSettings> = {}) => {
  const okta = await startOkta({ port: 0, stateFile: null, settings: { serviceAppKey, ...settings } });
  afterTest(() => okta.close());
  return okta;
};
const serviceApp = (url: string, more: NodeJS.ProcessEnv = {}) =>
  oktaClientFromEnvironment({
    OKTA_CLIENT_ORGURL: url,
    OKTA_CLIENT_CLIENTID: SERVICE_CLIENT_ID,
    OKTA_CLIENT_PRIVATEKEY: PEM,
    OKTA_CLIENT_KEYID: 'key-1',
    ...more,
  });

describe('checkCredentials', () => {
  it('passes a token', async () => {
    const { url, token } = await start();
    await checkCredentials(oktaClientFromEnvironment({ OKTA_CLIENT_ORGURL: url, OKTA_CLIENT_TOKEN: token }));
  });

  it.each([false, true])('passes a service app, which then works (DPoP %s)', async (dpop) => {
    const { url } = await start({ dpop });
    const client = serviceApp(url);
    await checkCredentials(client);
    const okta = createOktaActivities({ client });
    const task = { owner: 'kiro-okta/x/example.com', input: inputFor(url), choice: null };
    const { appId } = await okta.ensureOidcApplication(task);
    expect(await okta.ensureOidcApplication(task)).toMatchObject({ appId, changes: [{ action: 'reuse' }] });
  });

  it('lets the preflight warn of a service app with more rights than a run needs', async () => {
    const { url } = await start({ adminRoles: ['SUPER_ADMIN'] });
    const asked = [...BUILD_SCOPES, 'okta.roles.read', 'okta.users.manage'];
    const task = { owner: 'kiro-okta/x/example.com', input: inputFor(url) };
    const preflight = async (scopes: string[]): Promise<string[]> =>
      (
        await createOktaActivities({ client: serviceApp(url, { OKTA_CLIENT_SCOPES: scopes.join(' ') }) }).preflight(
          task,
        )
      ).warnings;
    expect(await preflight(asked)).toEqual([
      expect.stringContaining('The service app has the role Super Administrator'),
      expect.stringContaining('OKTA_CLIENT_SCOPES asks for okta.users.manage, which nothing here uses'),
    ]);
    expect(await preflight([...BUILD_SCOPES])).toEqual([]);
  });

  it('passes a service app whose key is a JWK', async () => {
    const { url } = await start();
    const jwk = JSON.stringify(KEYS.privateKey.export({ format: 'jwk' }));
    await checkCredentials(serviceApp(url, { OKTA_CLIENT_PRIVATEKEY: jwk }));
  });

  it('asks for the System Log, and does without it where it was not granted', async () => {
    const asked = async (granted: (grants: string[]) => string[]): Promise<string[]> => {
      const stateFile = join(mkdtempSync(join(tmpdir(), 'kiro-scopes-')), 'okta.json');
      afterTest(async () => rmSync(dirname(stateFile), { recursive: true }));
      await (await startOkta({ port: 0, stateFile, settings: { serviceAppKey } })).close();
      const state = JSON.parse(readFileSync(stateFile, 'utf8')) as { apps: { label: string; grants: string[] }[] };
      const app = state.apps.find(({ label }) => label === 'Runbook service app')!;
      app.grants = granted(app.grants);
      writeFileSync(stateFile, JSON.stringify(state));
      const okta = await startOkta({ port: 0, stateFile });
      afterTest(() => okta.close());
      const client = serviceApp(okta.url);
      await checkCredentials(client);
      return (client.sdk as unknown as { scopes: string[] }).scopes;
    };
    expect(await asked((grants) => grants)).toContain('okta.logs.read');
    const without = await asked((grants) => grants.filter((grant) => !grant.startsWith('okta.logs')));
    expect(without).toEqual(BUILD_SCOPES);
    await expect(asked((grants) => grants.filter((grant) => grant !== 'okta.apps.read'))).rejects.toThrow(
      'invalid_scope',
    );
  });

  it.each([
    ['another key', { OKTA_CLIENT_PRIVATEKEY: OTHER.toString() }, 'invalid_client'],
    ['an unknown client', { OKTA_CLIENT_CLIENTID: '0oaUnknown' }, 'invalid_client'],
    ['a scope not granted', { OKTA_CLIENT_SCOPES: 'okta.apps.read okta.brands.manage' }, 'invalid_scope'],
  ])('names %s', async (_what, env, error) => {
    const { url } = await start();
    const client = serviceApp(url, env);
    const failure = await failureOf(checkCredentials(client));
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toContain(error);
    // The same while a run is going on: the key was replaced, or a scope taken away.
    const task = { owner: 'kiro-okta/x/example.com', input: inputFor(url), choice: null };
    const inRun = await failureOf(createOktaActivities({ client }).ensureOidcApplication(task));
    expect(inRun).toMatchObject({ type: 'NeedsPerson', nonRetryable: true });
    expect((inRun as Error).message).toContain(error);
  });

  it('names a wrong token, without it', async () => {
    const { url } = await start();
    const client = oktaClientFromEnvironment({ OKTA_CLIENT_ORGURL: url, OKTA_CLIENT_TOKEN: 'wrong-token' });
    const failure = await failureOf(checkCredentials(client));
    expect(failure).toBeInstanceOf(ConfigurationError);
    expect((failure as Error).message).toContain('refuses OKTA_CLIENT_TOKEN (E0000011)');
    expect((failure as Error).message).not.toContain('wrong-token');
  });

  it('tells an org that cannot be reached from an address that is no org', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end('nothing here'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const env = {
      OKTA_CLIENT_ORGURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OKTA_CLIENT_TOKEN: 'x',
    };
    const check = () => failureOf(checkCredentials(oktaClientFromEnvironment(env)));
    expect(((await check()) as Error).message).toContain('is not an Okta org');
    await new Promise((resolve) => server.close(resolve));
    expect(((await check()) as Error).message).toContain('cannot be reached (nothing listens there)');
  });
});
