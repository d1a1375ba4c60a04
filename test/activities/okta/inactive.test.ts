import { describe, expect, it } from 'vitest';
import { planOkta } from '../../../activities/okta/okta-plan.js';
import type { Choice } from '../../../runbook/outside.js';
import { recordBodies } from './matrix/bodies.js';
import { completeOrg } from './matrix/complete-org.js';
import { adopting, startOrg } from './support.js';

// Okta refuses a PUT on an INACTIVE application, so it is switched on before anything else of it is written.
describe('an application that was switched off', () => {
  it('is switched on before it is written, in plan and run', async () => {
    const org = await completeOrg();
    const path = org.objects['OIDC application'] ?? '';
    const app = (await org.call('GET', path)) as { settings: object };
    await org.call('PUT', path, { ...app, settings: { ...app.settings, implicitAssignment: true } });
    await org.call('POST', `${path}/lifecycle/deactivate`, {});
    const expected = [`POST ${path}/lifecycle/activate`, `PUT ${path}`];
    const planned = (await planOkta(org.client, org.task)).flatMap(({ writes }) => writes);
    expect(planned.map((call) => `${call.method} ${call.path}`)).toEqual(expected);
    const sent = recordBodies(org);
    await org.again();
    expect(sent.filter(({ method }) => method !== 'GET').map((call) => `${call.method} ${call.path}`)).toEqual(
      expected,
    );
    expect(sent.find(({ method }) => method === 'PUT')?.body).toMatchObject({ status: 'ACTIVE' });
  });

  it.each(['oidc', 'scim'] as const)('is adopted so: the %s application', async (kind) => {
    const org = await startOrg();
    const isOidc = kind === 'oidc';
    const label = isOidc ? 'Kiro-OIDC' : 'AWS IAM Identity Center (Kiro)';
    const oauthClient = {
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['kiro://kiro.oauth/callback'],
    };
    const body = isOidc
      ? {
          name: 'oidc_client',
          label,
          signOnMode: 'OPENID_CONNECT',
          credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
          settings: { oauthClient },
        }
      : { name: 'amazon_aws_sso', label, signOnMode: 'SAML_2_0' };
    const { id } = (await org.call('POST', '/api/v1/apps?activate=false', body)) as { id: string };
    const step = (choice: Choice | null): Promise<{ appId: string }> => {
      const task = { ...org.task, choice };
      return isOidc ? org.okta.ensureOidcApplication(task) : org.okta.ensureScimApplication(task);
    };
    const { appId } = await step(await adopting(id, step(null)));
    expect(appId).toBe(id);
    const writes = (await org.writes()).slice(-2);
    expect(writes).toEqual([`POST /api/v1/apps/${id}/lifecycle/activate`, `PUT /api/v1/apps/${id}`]);
  });
});
