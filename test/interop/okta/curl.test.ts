import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OktaSandbox, startOkta } from '../../../sandbox/okta/start-okta.js';
import { describeWith, requirePath } from '../programs.js';
import { run } from '../run.js';

interface Answer {
  status: number;
  headers: string;
  json: unknown;
}

/** The calls as Okta's reference and guides print them (developer.okta.com), with other names in them. */
describeWith(['curl'], "curl by Okta's documents", () => {
  let okta: OktaSandbox;
  beforeAll(async () => {
    okta = await startOkta({ port: 0, stateFile: null });
  });
  afterAll(() => okta?.close());

  async function curl(...args: string[]): Promise<Answer> {
    const { stdout } = await run(requirePath('curl'), ['--silent', '--include', '--max-time', '20', ...args]);
    const [headers = '', body = ''] = stdout.split(/\r\n\r\n(.*)/s, 2);
    const json: unknown = body === '' ? null : JSON.parse(body);
    return { status: Number(headers.split(' ')[1]), headers, json };
  }
  const api = (...args: string[]) =>
    curl(
      '-H',
      'Accept: application/json',
      '-H',
      'Content-Type: application/json',
      '-H',
      `Authorization: SSWS ${okta.token}`,
      ...args,
    );

  it('makes a user with a password, finds it by search, and by login', async () => {
    const profile = { firstName: 'Isaac', lastName: 'Brock', email: 'isaac@example.com', login: 'isaac@example.com' };
    const body = JSON.stringify({ profile, credentials: { password: { value: 'tlpWENT2m' } } });
    const made = await api('-X', 'POST', '-d', body, `${okta.url}/api/v1/users?activate=true`);
    expect(made).toMatchObject({ status: 200, json: { status: 'ACTIVE', profile } });
    const search = 'profile.login eq "isaac@example.com"';
    const found = await api('-G', '--data-urlencode', `search=${search}`, `${okta.url}/api/v1/users`);
    expect(found.json).toMatchObject([{ profile }]);
    expect(await api(`${okta.url}/api/v1/users/isaac@example.com`)).toMatchObject({ status: 200, json: { profile } });
  });

  it('follows the links of a list, one header line each', async () => {
    const first = await api(`${okta.url}/api/v1/users?limit=2`);
    expect(first.headers).toMatch(/^link: <http[^>]+>; rel="self"\r$/im);
    const next = /^link: <([^>]+)>; rel="next"\r?$/im.exec(first.headers)?.[1] ?? '';
    const [one, two] = [first.json, (await api(next)).json] as [{ id: string }[], { id: string }[]];
    expect(two).toHaveLength(2);
    expect(two.map(({ id }) => id)).not.toContain(one[0]?.id);
  });

  it('adds an OpenID Connect app, an authorization server and a scope', async () => {
    const app = {
      name: 'oidc_client',
      label: 'Sample Client',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } },
      settings: {
        oauthClient: {
          client_uri: 'http://localhost:8080',
          redirect_uris: ['https://example.com/oauth2/callback', 'myapp://callback'],
          response_types: ['token', 'id_token', 'code'],
          grant_types: ['implicit', 'authorization_code'],
          application_type: 'native',
        },
      },
    };
    const made = await api('-X', 'POST', '-d', JSON.stringify(app), `${okta.url}/api/v1/apps`);
    const secret = expect.any(String) as string;
    const id = expect.stringMatching(/^0oa.{17}$/) as string;
    const credentials = { oauthClient: { client_id: id, client_secret: secret } };
    expect(made).toMatchObject({ status: 200, json: { id, credentials, settings: app.settings } });
    const server = { name: 'Sample Authorization Server', description: 'Sample', audiences: ['api://default'] };
    const path = `${okta.url}/api/v1/authorizationServers`;
    const as = await api('-X', 'POST', '-d', JSON.stringify(server), path);
    expect(as).toMatchObject({ status: 201, json: server });
    const { issuer, id: asId } = as.json as Record<string, string>;
    const scope = { name: 'car:drive', description: 'Drive car', consent: 'REQUIRED' };
    const scoped = await api('-X', 'POST', '-d', JSON.stringify(scope), `${path}/${asId}/scopes`);
    expect(scoped).toMatchObject({ status: 201, json: scope });
    const metadata = await curl(`${issuer}/.well-known/oauth-authorization-server`);
    expect(metadata.json).toMatchObject({ issuer, scopes_supported: expect.arrayContaining(['openid']) as string[] });
  });

  it('is refused in the form of the documents', async () => {
    const refused = await curl('-H', 'Authorization: SSWS wrong', `${okta.url}/api/v1/users/me`);
    expect(refused.status).toBe(401);
    expect(refused.json).toEqual({
      errorCode: 'E0000011',
      errorSummary: 'Invalid token provided',
      errorLink: 'E0000011',
      errorId: expect.stringMatching(/^oae/) as string,
      errorCauses: [],
    });
    expect(await api('-X', 'POST', '-d', '{', `${okta.url}/api/v1/users`)).toMatchObject({
      status: 400,
      json: { errorCode: 'E0000003' },
    });
  });
});
