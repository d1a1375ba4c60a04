import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { kiro, signIn } from './sign-in.js';
import { call, startTestOkta } from './support.js';

// Each name ends with where the fact is from. Okta's OpenAPI document is the one of
// https://github.com/okta/okta-management-openapi-spec, dist/2026.06.3/management-minimal.yaml.

describe('an org with a custom domain', () => {
  let sandbox: OktaSandbox;
  let custom: string;
  beforeEach(async () => {
    sandbox = await startTestOkta();
    custom = `http://localhost:${sandbox.port}`;
  });
  afterEach(() => sandbox.close());

  const setDomain = (domain = `localhost:${sandbox.port}`): ReturnType<typeof call> =>
    call(sandbox, 'POST', '/console/custom-domain', { domain }, {});
  const at = async (address: string, path: string): Promise<JsonObject> => {
    const answer = await fetch(`${address}${path}`, { headers: { Authorization: `SSWS ${sandbox.token}` } });
    return (await answer.json()) as JsonObject;
  };
  const ISSUER_MODE = 'Okta, OpenAPI: AuthorizationServer.issuerMode';

  it('is one org at both addresses (Okta, OpenAPI: WellKnownOrgMetadata)', async () => {
    const before = await at(sandbox.url, '/.well-known/okta-organization');
    expect(before['_links']).toEqual({ organization: { href: sandbox.url } });
    await setDomain();
    for (const address of [sandbox.url, custom]) {
      expect(await at(address, '/.well-known/okta-organization')).toEqual({
        id: before['id'],
        pipeline: 'idx',
        _links: { organization: { href: sandbox.url }, alternate: { href: custom } },
      });
    }
    const [here, there] = await Promise.all([sandbox.url, custom].map((address) => at(address, '/api/v1/users/ana')));
    expect(here?.['id']).toBe(there?.['id']);
  });

  it('is refused as no host, or as the address that the org has already', async () => {
    for (const domain of ['', 'https://sso.example.com', 'a b', sandbox.url.replace('http://', '')]) {
      expect((await setDomain(domain)).status).toBe(400);
    }
  });

  it.each([
    ['ORG_URL', false, false],
    ['CUSTOM_URL', true, true],
    ['DYNAMIC', false, true],
  ])(
    `gives the issuer that %s says, in answers, metadata and tokens (${ISSUER_MODE})`,
    async (issuerMode, here, there) => {
      await setDomain();
      const { clientId, serverId } = await kiro(sandbox, { issuerMode });
      const path = `/oauth2/${serverId}`;
      for (const [address, isCustom] of [
        [sandbox.url, here],
        [custom, there],
      ] as const) {
        const issuer = `${isCustom ? custom : sandbox.url}${path}`;
        expect((await at(address, `/api/v1/authorizationServers/${serverId}`))['issuer']).toBe(issuer);
        expect((await at(address, `${path}/.well-known/oauth-authorization-server`))['issuer']).toBe(issuer);
        const { tokens } = await signIn(clientId, 'ana@example.com', `${address}${path}`);
        expect(decodeJwt(asText(tokens['access_token'])).iss).toBe(issuer);
      }
    },
  );

  it(`makes new servers CUSTOM_URL once there is a domain, and not without one (${ISSUER_MODE})`, async () => {
    const make = async (body: object): Promise<JsonObject> =>
      (await call(sandbox, 'POST', '/api/v1/authorizationServers', { name: 'x', audiences: ['x'], ...body })).body;
    expect((await make({}))['issuerMode']).toBe('ORG_URL');
    expect(await make({ issuerMode: 'CUSTOM_URL' })).toMatchObject({ errorCode: 'E0000001' });
    expect(await make({ issuerMode: 'OTHER' })).toMatchObject({ errorCode: 'E0000001' });
    await setDomain();
    expect((await make({}))['issuerMode']).toBe('CUSTOM_URL');
  });

  it('goes back to ORG_URL with the domain (https://developer.okta.com/docs/guides/custom-url-domain/main/)', async () => {
    await setDomain();
    const { serverId } = await kiro(sandbox, { issuerMode: 'CUSTOM_URL' });
    expect((await call(sandbox, 'DELETE', '/console/custom-domain', undefined, {})).status).toBe(204);
    const server = await at(sandbox.url, `/api/v1/authorizationServers/${serverId}`);
    expect(server).toMatchObject({ issuerMode: 'ORG_URL', issuer: `${sandbox.url}/oauth2/${serverId}` });
    expect((await call(sandbox, 'DELETE', '/console/custom-domain', undefined, {})).status).toBe(404);
  });
});
