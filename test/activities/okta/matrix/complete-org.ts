import { asTemporal } from '../drive.js';
import { connectIn, runAll } from '../run.js';
import { startScimTarget } from '../scim-target.js';
import { list, type Org } from '../support.js';
import { startSmallOrg } from './record.js';

/** An org in which a run has made everything, and where in it everything is. */
export interface CompleteOrg extends Org {
  /** Address of each object under `/api/v1`, by a name for tests. */
  objects: Record<string, string>;
  /** The whole run again. */
  again: () => Promise<void>;
}

/** Makes such an org by a run. */
export async function completeOrg(): Promise<CompleteOrg> {
  const org = await startSmallOrg();
  const connect = connectIn(org, await startScimTarget());
  const { oidc, server, scim } = await runAll(org, connect, null, asTemporal);
  const [own, apps] = [`/api/v1/authorizationServers/${server.serverId}`, '/api/v1/apps'];
  const first = async (path: string) => `${path}/${(await list(org, path))[0]?.id}`;
  const named = async (path: string, name: string) =>
    `${path}/${(await list(org, path)).find((item) => item.name === name)?.id}`;
  const policy = await first(`${own}/policies`);
  const user = (await org.call('GET', '/api/v1/users/yara@example.com')) as { id: string };
  const mappings = (await list(org, `/api/v1/mappings?targetId=${scim.appId}`)) as { id: string }[];
  return {
    ...org,
    objects: {
      'OIDC application': `${apps}/${oidc.appId}`,
      'sign-in group': await first(`${apps}/${oidc.appId}/groups`),
      'sign-in user': `${apps}/${oidc.appId}/users/${user.id}`,
      'authorization server': own,
      'completions scope': await named(`${own}/scopes`, 'codewhisperer:completions'),
      'conversations scope': await named(`${own}/scopes`, 'codewhisperer:conversations'),
      policy,
      rule: await first(`${policy}/rules`),
      'SCIM application': `${apps}/${scim.appId}`,
      'provisioned group': await first(`${apps}/${scim.appId}/groups`),
      'push mapping': await first(`${apps}/${scim.appId}/group-push/mappings`),
      'attribute mapping': `/api/v1/mappings/${mappings[0]?.id}`,
    },
    again: async () => void (await runAll(org, connect, null, asTemporal)),
  };
}
