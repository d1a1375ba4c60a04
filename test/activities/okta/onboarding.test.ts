import { describe, expect, it } from 'vitest';
import { planOkta } from '../../../activities/okta/okta-plan.js';
import { REDIRECT_URIS } from '../../../runbook/onboarding/guide.js';
import { connectIn, runAll } from './run.js';
import { startScimTarget } from './scim-target.js';
import { startOrg } from './support.js';

describe('all Okta steps', () => {
  it('make everything in an empty org, and write nothing the second time', async () => {
    const org = await startOrg();
    const connect = connectIn(org, await startScimTarget());
    const first = await runAll(org, connect);
    expect(first.changes.some((change) => change.action === 'create')).toBe(true);
    expect(first.oidc.clientId).toMatch(/^kiro-example\.com-/);
    expect(await org.call('GET', `/api/v1/apps/${first.oidc.appId}`)).toMatchObject({
      label: 'Kiro-OIDC',
      settings: { oauthClient: { application_type: 'native', redirect_uris: [...REDIRECT_URIS] } },
    });
    expect(first.server.issuer).toBe(`${org.url}/oauth2/${first.server.serverId}`);

    const before = await org.writes();
    const second = await runAll(org, async () => {});
    expect(await org.writes()).toEqual(before);
    expect(new Set(second.changes.map((change) => change.action))).toEqual(new Set(['reuse']));
    expect([second.oidc.appId, second.server.serverId, second.scim.appId]).toEqual([
      first.oidc.appId,
      first.server.serverId,
      first.scim.appId,
    ]);
  });

  it('show with the evidence what Token Preview would, and the request ids of the writes', async () => {
    const org = await startOrg();
    const { token, server, oidc } = await runAll(org);
    expect(token.evidence).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ label: 'iss', value: server.issuer }),
        expect.objectContaining({
          label: 'scp',
          value: 'codewhisperer:completions codewhisperer:conversations offline_access',
        }),
        expect.objectContaining({ label: 'cid', value: oidc.clientId }),
        expect.objectContaining({ label: 'Access token lifetime', value: '60 minutes' }),
      ]),
    );
    expect(oidc.evidence.at(-1)?.label).toBe('Request id of POST /api/v1/apps');
    expect(oidc.evidence.at(-1)?.value).toMatch(/^\w{10,}/);
  });

  it('make only the scopes that were asked for', async () => {
    const org = await startOrg({}, { scopes: ['codewhisperer:completions'] });
    const { server } = await runAll(org);
    const scopes = (await org.call('GET', `/api/v1/authorizationServers/${server.serverId}/scopes`)) as object[];
    expect(scopes).not.toContainEqual(expect.objectContaining({ name: 'codewhisperer:conversations' }));
  });
});

describe('planOkta', () => {
  it('plans every create of an empty org without a write, and nothing after the run', async () => {
    const org = await startOrg();
    const plan = await planOkta(org.client, org.task);
    expect(await org.writes()).toEqual([]);
    expect(plan.map(({ step }) => step)).toEqual([
      'oidc-application',
      'sign-in-assignments',
      'authorization-server',
      'scopes',
      'access-policy',
      'scim-application',
      'attribute-mappings',
      'provisioning-assignments',
      'push-groups',
    ]);
    expect(new Set(plan.flatMap(({ changes }) => changes).map(({ action }) => action))).toEqual(
      new Set(['create', 'change']),
    );

    await runAll(org, connectIn(org, await startScimTarget()));
    const after = (await planOkta(org.client, org.task)).flatMap(({ changes }) => changes);
    expect(after.filter(({ action }) => action !== 'reuse')).toEqual([]);
  });

  it('names a drifted field', async () => {
    const org = await startOrg();
    const { server, oidc } = await runAll(org);
    const path = `/api/v1/authorizationServers/${server.serverId}/policies`;
    const [policy] = (await org.call('GET', path)) as { id: string; conditions: object }[];
    await org.call('PUT', `${path}/${policy?.id}`, {
      ...policy,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    });
    const changes = (await planOkta(org.client, org.task)).flatMap((step) => step.changes);
    expect(changes.filter(({ action }) => action === 'change')).toEqual([
      {
        object: 'access policy "Kiro"',
        action: 'change',
        fields: [{ path: 'conditions.clients.include', from: '["ALL_CLIENTS"]', to: `["${oidc.clientId}"]` }],
      },
    ]);
  });
});
