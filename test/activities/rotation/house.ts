import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRotationActivities } from '../../../activities/rotation/rotation-activities.js';
import { tokenOpener } from '../../../activities/secrets/secret-activities.js';
import type { KnownConnection, RotationActivities, ScimTask } from '../../../runbook/outside.js';
import { loadSealingKeys, publicJwk } from '../../../sealing/keys.js';
import { sealToken } from '../../../sealing/seal-token.js';
import { clientOf, type TestKiro } from '../../sandbox/kiro/support.js';
import { afterTest } from '../../support/after-test.js';
import { finishedOrg } from '../okta/finished-org.js';
import { connectIn } from '../okta/run.js';
import { type Org } from '../okta/support.js';

/** An org that has pushed everybody to a Kiro, and a worker with a copy of the token that Okta holds. */
export interface RotationHouse {
  org: Org;
  appId: string;
  /** The connection as its record knows it. */
  known: KnownConnection;
  kiro: TestKiro;
  rotation: RotationActivities;
  /** The task on Kiro's endpoint, with a sealed token or without one. */
  task: (token: string | null) => Promise<ScimTask>;
  seal: (token: string) => Promise<string>;
  /** Another token of the same Kiro. */
  another: () => Promise<string>;
  /** Deletes all tokens but the one given. */
  deleteAllBut: (kept: string | null) => Promise<void>;
  /** The Okta admin pastes that token, which pushes the groups. */
  paste: (token: string) => Promise<void>;
  /** Something that Okta pushes by itself. */
  change: (login: string) => Promise<void>;
  giveWorker: (access: { endpoint: string; token: string }) => Promise<void>;
}

export async function rotationHouse(): Promise<RotationHouse> {
  const dir = await mkdtemp(join(tmpdir(), 'rotation-'));
  afterTest(() => rm(dir, { recursive: true, force: true }));
  const keys = await loadSealingKeys({ stateDir: dir, env: {} });
  const openToken = tokenOpener(keys);
  const { org, kiroUrl, access, oidc, server: authorization, scim } = await finishedOrg(openToken);
  const kiro = await clientOf(kiroUrl, access);
  const file = join(dir, 'access.json');
  const env = { KIRO_SCIM_ACCESS_FILE: file };
  const seal = (token: string): Promise<string> =>
    sealToken(token, publicJwk(keys), { workflowId: org.task.owner, endpoint: kiro.endpoint });
  const ids = new Map<string, string>();
  const another = async (): Promise<string> => {
    const { body } = await kiro.console('POST', '/access-tokens');
    ids.set(body['token'] as string, body['id'] as string);
    return body['token'] as string;
  };
  return {
    org,
    appId: scim.appId,
    known: {
      ...{ signInAppId: oidc.appId, clientId: oidc.clientId, scimAppId: scim.appId, endpoint: kiro.endpoint },
      ...{ serverId: authorization.serverId, issuer: authorization.issuer, storedAt: null },
    },
    kiro,
    rotation: createRotationActivities({ client: org.client, openToken, keys, env }),
    seal,
    another,
    task: async (token) => ({
      ...org.task,
      endpoint: kiro.endpoint,
      sealedToken: token === null ? null : await seal(token),
    }),
    deleteAllBut: async (kept) => {
      const listed = (await (await fetch(`${kiro.url}/console/access-tokens`)).json()) as { id: string }[];
      for (const { id } of listed) if (id !== ids.get(kept ?? '')) await kiro.console('DELETE', `/access-tokens/${id}`);
    },
    paste: (token) => connectIn(org, { baseUrl: kiro.endpoint, token })(scim.appId),
    change: async (login) =>
      void (await org.call('POST', `/api/v1/users/${login}`, { profile: { displayName: `Since ${Date.now()}` } })),
    giveWorker: (access) => writeFile(file, JSON.stringify(access), { mode: 0o600 }),
  };
}
