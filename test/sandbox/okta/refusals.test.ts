import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeError, isErrorCode } from '../../../sandbox/kit/okta-error-codes.js';
import { asText, type JsonObject } from '../../../sandbox/kit/json-values.js';
import type { OktaSandbox } from '../../../sandbox/okta/start-okta.js';
import { call, startTestOkta } from './support.js';

// What Okta refuses. Each name ends with where the fact is from. Okta's OpenAPI document is the one of
// https://github.com/okta/okta-management-openapi-spec, dist/2026.06.3/management-minimal.yaml; recordings are those in
// https://github.com/okta/terraform-provider-okta, test/fixtures/vcr/idaas.

let sandbox: OktaSandbox;
beforeEach(async () => (sandbox = await startTestOkta()));
afterEach(() => sandbox.close());

const api = (method: string, path: string, body?: object): ReturnType<typeof call> =>
  call(sandbox, method, `/api/v1${path}`, body);
const idOf = ({ body }: Awaited<ReturnType<typeof call>>): string => asText(body['id']);
const groupId = async (name: string): Promise<string> =>
  asText((await api('GET', `/groups?q=${encodeURIComponent(name)}`)).list[0]?.['id']);

describe('the form of errors', () => {
  it.each([
    ['E0000005', 403, 'Invalid session'],
    ['E0000006', 403, 'You do not have permission to perform the requested action'],
    ['E0000016', 403, 'Activation failed because the user is already active'],
    ['E0000032', 403, 'Unlock is not allowed for this user.'],
    ['E0000038', 403, "This operation is not allowed in the user's current status."],
    ['E0000046', 403, 'Deactivate application for user forbidden.'],
    ['E0000056', 403, 'Delete application forbidden.'],
    ['E0000117', 403, 'Cannot assign apps or update app profiles for an inactive user.'],
  ])(
    'has the summary of %s (https://developer.okta.com/docs/reference/error-codes/)',
    async (code, status, summary) => {
      expect(isErrorCode(code) && describeError(code)).toEqual({ status, summary });
      const fault = { path: '/api/v1/groups', kind: 'status', status, code };
      await call(sandbox, 'POST', '/sandbox/faults', fault);
      const answer = await api('GET', '/groups');
      expect([answer.status, answer.body]).toEqual([
        status,
        {
          errorCode: code,
          errorSummary: summary,
          errorLink: code,
          errorId: expect.any(String) as string,
          errorCauses: [],
        },
      ]);
    },
  );

  it.each([
    ['E0000016', () => api('POST', '/users/ana@example.com/lifecycle/activate')],
    ['E0000038', () => api('POST', '/users/ana@example.com/lifecycle/reactivate')],
    ['E0000117', async () => api('POST', `/apps/${await bookmark()}/users`, { id: await leaver() })],
    ['E0000006', async () => api('DELETE', `/groups/${await groupId('Everyone')}`)],
  ])('is refused with %s (https://developer.okta.com/docs/reference/error-codes/)', async (code, refused) => {
    const answer = await refused();
    expect([answer.status, answer.body['errorCode']]).toEqual([403, code]);
    expect(answer.body['errorSummary']).toBe(isErrorCode(code) ? describeError(code).summary : '');
  });

  const leaver = async (): Promise<string> =>
    asText((await api('GET', `/users?filter=${encodeURIComponent('status eq "DEPROVISIONED"')}`)).list[0]?.['id']);
});

describe('groups', () => {
  const SOURCE =
    'https://help.okta.com/wf/en-us/content/topics/workflows/connector-reference/okta/actions/creategroup.htm';
  const group = (profile: JsonObject): ReturnType<typeof call> => api('POST', '/groups', { profile });

  it(`have a name of at most 255 characters and a description of at most 1024 (${SOURCE})`, async () => {
    const long = await group({ name: 'x'.repeat(256) });
    expect([long.status, long.body['errorSummary']]).toEqual([400, 'Api validation failed: name']);
    expect((await group({ name: 'y', description: 'x'.repeat(1025) })).status).toBe(400);
    const made = await group({ name: 'x'.repeat(255), description: 'x'.repeat(1024) });
    expect(made.status).toBe(200);
    expect((await api('PUT', `/groups/${idOf(made)}`, { profile: { name: 'x'.repeat(256) } })).status).toBe(400);
  });
});

describe('applications', () => {
  const oidc = async (settings: JsonObject = {}): Promise<string> =>
    idOf(
      await api('POST', '/apps', {
        name: 'oidc_client',
        label: 'Client',
        signOnMode: 'OPENID_CONNECT',
        settings: { oauthClient: { redirect_uris: ['https://example.com/callback'] }, ...settings },
      }),
    );
  const custom = async (): Promise<string> =>
    idOf(await api('POST', '/apps', { label: 'Payroll', signOnMode: 'SAML_2_0' }));
  const update = async (id: string): Promise<Awaited<ReturnType<typeof call>>> => {
    const { body } = await api('GET', `/apps/${id}`);
    return api('PUT', `/apps/${id}`, { ...body, label: 'Renamed' });
  };

  it('cannot be changed while inactive when the org made them (recording TestAccResourceOktaAppAutoLoginApplication_crud)', async () => {
    const id = await custom();
    await api('POST', `/apps/${id}/lifecycle/deactivate`);
    const refused = await update(id);
    expect(refused).toMatchObject({
      status: 400,
      body: {
        errorCode: 'E0000024',
        errorSummary: 'Bad request. This operation on app metadata is not yet supported.',
        errorCauses: [{ errorSummary: 'This operation on app metadata is not yet supported: No active instances.' }],
      },
    });
    await api('POST', `/apps/${id}/lifecycle/activate`);
    expect((await update(id)).status).toBe(200);
  });

  it('can be changed while inactive as clients and catalog apps (recordings TestAppUpdateStatus_all_apps)', async () => {
    const catalog = idOf(await api('POST', '/apps', { name: 'amazon_aws_sso', label: 'AWS', signOnMode: 'SAML_2_0' }));
    for (const id of [await oidc(), catalog]) {
      await api('POST', `/apps/${id}/lifecycle/deactivate`);
      expect((await update(id)).body).toMatchObject({ label: 'Renamed', status: 'INACTIVE' });
      await call(sandbox, 'POST', '/sandbox/settings', { refuseInactiveUpdates: true });
      expect((await update(id)).body).toMatchObject({ errorCode: 'E0000024' });
      await call(sandbox, 'POST', '/sandbox/settings', { refuseInactiveUpdates: false });
    }
  });

  it('take no groups and no users under Federation Broker Mode (okta/terraform-provider-okta#1172)', async () => {
    const id = await oidc({ implicitAssignment: true });
    const team = await groupId('Kiro Team');
    expect(await api('PUT', `/apps/${id}/groups/${team}`, {})).toMatchObject({
      status: 400,
      body: {
        errorSummary: 'Api validation failed: GroupAppAssignment',
        errorCauses: [
          {
            errorSummary:
              'It is not possible to assign groups to an AppInstance that has Federation Broker Mode enabled',
          },
        ],
      },
    });
    const ana = idOf(await api('GET', '/users/ana@example.com'));
    expect((await api('POST', `/apps/${id}/users`, { id: ana })).status).toBe(400);
    const { body } = await api('GET', `/apps/${id}`);
    await api('PUT', `/apps/${id}`, {
      ...body,
      settings: { ...(body['settings'] as object), implicitAssignment: false },
    });
    expect((await api('PUT', `/apps/${id}/groups/${team}`, {})).status).toBe(200);
  });

  it('take user names of at most 100 characters (Okta, OpenAPI: AppUserCredentials)', async () => {
    const id = await custom();
    const ana = idOf(await api('GET', '/users/ana@example.com'));
    const assign = (userName: string): ReturnType<typeof call> =>
      api('POST', `/apps/${id}/users`, { id: ana, credentials: { userName } });
    expect((await assign('x'.repeat(101))).body['errorSummary']).toBe('Api validation failed: userName');
    expect((await assign('x'.repeat(100))).status).toBe(200);
  });
});

describe('access policies', () => {
  it('have a description of at most 255 characters (Okta, OpenAPI: AuthorizationServerPolicy)', async () => {
    const policy = (length: number): ReturnType<typeof call> =>
      api('POST', '/authorizationServers/default/policies', { name: 'x', description: 'x'.repeat(length) });
    expect((await policy(256)).body['errorSummary']).toBe('Api validation failed: description');
    expect((await policy(255)).status).toBe(201);
  });
});

describe('pushed groups', () => {
  const OPERATIONS =
    'https://help.okta.com/oie/en-us/content/topics/users-groups-profiles/usgp-group-push-operations.htm';
  const app = async (name = 'amazon_aws_sso'): Promise<string> =>
    idOf(await api('POST', '/apps', { name, label: 'Target', signOnMode: 'SAML_2_0' }));
  const push = async (id: string, source: string, target: JsonObject): ReturnType<typeof call> =>
    api('POST', `/apps/${id}/group-push/mappings`, { sourceGroupId: source, ...target });
  const refusal = { status: 400, body: { errorCode: 'E0000027' } };

  it(`take a group of the target from one group only, which it is then sourced from (${OPERATIONS})`, async () => {
    const id = await app();
    const [team, users] = [await groupId('Kiro Team'), await groupId('Kiro Users')];
    const { body } = await push(id, team, { targetGroupName: 'Kiro Team' });
    const targetGroupId = asText(body['targetGroupId']);
    expect(await push(id, users, { targetGroupId })).toMatchObject(refusal);
    await call(sandbox, 'POST', '/sandbox/settings', { sharedPushTargets: true });
    expect((await push(id, users, { targetGroupId })).status).toBe(200);
  });

  it(`are not pushed onto themselves (inferred from ${OPERATIONS}: a group of the target is no source)`, async () => {
    const id = await app();
    const { body } = await push(id, await groupId('Kiro Team'), { targetGroupName: 'Kiro Team' });
    const own = asText(body['targetGroupId']);
    expect(await push(id, own, { targetGroupId: own })).toMatchObject(refusal);
    expect(await push(id, own, { targetGroupName: 'Another' })).toMatchObject(refusal);
    // Of another app it can be the source, as a group from a directory can
    expect((await push(await app(), own, { targetGroupName: 'Kiro Team' })).status).toBe(200);
  });

  it('link a group that has the name already (Okta, OpenAPI: CreateGroupPushMappingRequest.targetGroupName)', async () => {
    const id = await app('okta_org2org');
    const path = `/apps/${id}/group-push/mappings`;
    const { body } = await push(id, await groupId('Kiro Team'), { targetGroupName: 'Team' });
    await api('PATCH', `${path}/${asText(body['id'])}`, { status: 'INACTIVE' });
    await api('DELETE', `${path}/${asText(body['id'])}?deleteTargetGroup=false`);
    const again = await push(id, await groupId('Kiro Users'), { targetGroupName: 'Team' });
    expect(again.body['targetGroupId']).toBe(body['targetGroupId']);
  });

  it('link none by name in AWS IAM Identity Center (okta/terraform-provider-okta#2894)', async () => {
    const id = await app();
    const path = `/apps/${id}/group-push/mappings`;
    const { body } = await push(id, await groupId('Kiro Team'), { targetGroupName: 'Team' });
    await api('PATCH', `${path}/${asText(body['id'])}`, { status: 'INACTIVE' });
    await api('DELETE', `${path}/${asText(body['id'])}?deleteTargetGroup=false`);
    expect(await push(id, await groupId('Kiro Team'), { targetGroupName: 'Team' })).toMatchObject(refusal);
    const linked = await push(id, await groupId('Kiro Team'), { targetGroupId: asText(body['targetGroupId']) });
    expect(linked.status).toBe(200);
  });
});

async function bookmark(): Promise<string> {
  return idOf(await api('POST', '/apps', { name: 'bookmark', label: 'Wiki', signOnMode: 'BOOKMARK' }));
}
