import { describe, expect, it } from 'vitest';
import type { Choice } from '../../../runbook/outside.js';
import type { Change, Proof } from '../../../runbook/model/proof.js';
import { connectIn } from './run.js';
import { startScimTarget } from './scim-target.js';
import { adopting, failureOf, startOrg, type Org } from './support.js';

interface Kind {
  name: string;
  path: string;
  /** One that an admin made, which is not ours. */
  body: object;
  ensure(org: Org, choice: Choice | null): Promise<Proof & { id: string }>;
}

const oauthClient = {
  application_type: 'native',
  grant_types: ['authorization_code'],
  response_types: ['code'],
  redirect_uris: ['kiro://kiro.oauth/callback'],
};

const KINDS: Kind[] = [
  {
    name: 'Kiro-OIDC',
    path: '/api/v1/apps',
    body: {
      name: 'oidc_client',
      label: 'Kiro-OIDC',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'none', pkce_required: true } },
      settings: { oauthClient },
    },
    ensure: async ({ okta, task }, choice) => {
      const { appId, ...proof } = await okta.ensureOidcApplication({ ...task, choice });
      return { ...proof, id: appId };
    },
  },
  {
    name: 'Kiro',
    path: '/api/v1/authorizationServers',
    body: { name: 'Kiro', description: 'of somebody else', audiences: ['api://other'] },
    ensure: async ({ okta, task }, choice) => {
      const { serverId, ...proof } = await okta.ensureAuthorizationServer({ ...task, choice });
      return { ...proof, id: serverId };
    },
  },
  {
    name: 'AWS IAM Identity Center (Kiro)',
    path: '/api/v1/apps',
    body: { name: 'amazon_aws_sso', label: 'AWS IAM Identity Center (Kiro)', signOnMode: 'SAML_2_0' },
    ensure: async ({ okta, task }, choice) => {
      const { appId, ...proof } = await okta.ensureScimApplication({ ...task, choice });
      return { ...proof, id: appId };
    },
  },
];

const make = async (org: Org, { path, body }: Kind): Promise<string> =>
  ((await org.call('POST', path, body)) as { id: string }).id;
const actions = (changes: Change[]) => changes.map(({ action }) => action);

describe.each(KINDS)('a namesake of "$name"', (kind) => {
  it.each([1, 2])('stops the step before any write, with all %i to choose from', async (count) => {
    const org = await startOrg();
    const ids = [];
    while (ids.length < count) ids.push(await make(org, kind));
    const before = await org.writes();
    const failure = await failureOf(kind.ensure(org, null));
    expect(failure).toMatchObject({ type: 'NamesakeFound', nonRetryable: true });
    const [{ candidates }] = (failure as { details: [{ candidates: { id: string; name: string; url: string }[] }] })
      .details;
    expect(candidates.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(candidates.every(({ name, url }) => name === kind.name && url.startsWith(org.url))).toBe(true);
    expect(await org.writes()).toEqual(before);
  });

  it('is adopted where the admin says so, and is ours from then on', async () => {
    const org = await startOrg();
    const ids = [await make(org, kind), await make(org, kind)];
    const adopted = await kind.ensure(org, await adopting(ids[1] ?? '', kind.ensure(org, null)));
    expect([adopted.id, actions(adopted.changes)]).toEqual([ids[1], ['change']]);
    const again = await kind.ensure(org, null);
    expect([again.id, actions(again.changes)]).toEqual([ids[1], ['reuse']]);
  });

  it('is left alone where ours gets another name, which is found again', async () => {
    const org = await startOrg();
    const other = await make(org, kind);
    const name = `Für "alle": ${kind.name.length}`;
    const made = await kind.ensure(org, { use: 'create', name });
    expect(made.id).not.toBe(other);
    expect(actions((await kind.ensure(org, { use: 'create', name })).changes)).toEqual(['reuse']);
    expect((await kind.ensure(org, null)).id).toBe(made.id);
  });
});

describe('a SCIM application that is adopted although it provisions already', () => {
  const [oidc, , kind] = KINDS as [Kind, Kind, Kind];

  it('is never written, since a PUT could wipe its connection: the notes of the OIDC application tell of it', async () => {
    const org = await startOrg();
    const ids = [await make(org, kind), await make(org, kind)];
    for (const id of ids) await connectIn(org, await startScimTarget())(id);
    const before = await org.writes();
    const early = await kind.ensure(org, { use: 'adopt', id: ids[0]! });
    expect([early.id, actions(early.changes)]).toEqual([ids[0], ['reuse']]);
    expect(early.warnings.join()).toContain('asks again');
    expect(await org.writes()).toEqual(before);

    const ours = await oidc.ensure(org, null);
    for (const id of [...ids].reverse()) {
      const adopted = await kind.ensure(org, { use: 'adopt', id });
      expect([adopted.id, actions(adopted.changes), adopted.warnings]).toEqual([id, ['reuse', 'change'], []]);
    }
    expect((await org.writes()).slice(before.length + 1)).toEqual(Array(2).fill(`PUT /api/v1/apps/${ours.id}`));
    const again = await kind.ensure(org, null);
    expect([again.id, actions(again.changes)]).toEqual([ids[0], ['reuse', 'reuse']]);
    expect(actions((await oidc.ensure(org, null)).changes)).toEqual(['reuse']);
  });
});
