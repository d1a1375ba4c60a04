import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan } from '../../cli/plan/plan.js';
import { verify } from '../../cli/verify/verify.js';
import { workflowIdFor } from '../../runbook/names.js';
import { startKiro } from '../../sandbox/kiro/start-kiro.js';
import { connectIn, runAll } from '../activities/okta/run.js';
import { startScimTarget } from '../activities/okta/scim-target.js';
import { adopting, afterTest, startOrg, type Org } from '../activities/okta/support.js';
import { runToEnd, workFolder, yamlFor } from './run.js';

interface House {
  org: Org;
  serverId: string;
  scim: { endpoint: string; token: string };
}

/** An org whose onboarding is finished, and the Kiro that it pushes to. */
async function finished(): Promise<House> {
  const kiro = await startKiro({ port: 0, stateFile: null, resolver: '127.0.0.1:9' });
  afterTest(() => kiro.close());
  const answer = await fetch(`${kiro.url}/console/access-tokens`, { method: 'POST', body: '{}' });
  const { scimEndpoint, token } = (await answer.json()) as { scimEndpoint: string; token: string };
  const org = await startOrg();
  org.task.owner = workflowIdFor(org.url, 'example.com');
  const { server } = await runAll(org, connectIn(org, { baseUrl: scimEndpoint, token }));
  return { org, serverId: server.serverId, scim: { endpoint: scimEndpoint, token } };
}

const problems = (found: { findings: { problem: string }[] }) =>
  found.findings.map(({ problem }) => problem).join('\n');

describe('verify', () => {
  it('finds a finished onboarding clean, down to the members in Kiro, and writes nothing', async () => {
    const { org, scim } = await finished();
    const before = await org.writes();
    const found = await verify(org.client, org.task.input, { scim, seats: null });
    expect([problems(found), found.outcome]).toEqual(['', 'clean']);
    const evidence = (step: string, label: string) => found.evidence.find((e) => e.step === step && e.label === label);
    expect(evidence('token-check', 'scp')?.value).toContain('offline_access');
    expect(evidence('subscription-review', 'Group "Kiro Team" over SCIM')?.value).toContain('12 of 12 have arrived');
    expect(found.roster).toMatchObject({ people: 25, verdicts: { 'not as meant': 0 } });
    expect(await org.writes()).toEqual(before);
  });

  it('finds without its run what was adopted, or made under another name', async () => {
    const org = await startOrg();
    org.task.owner = workflowIdFor(org.url, 'example.com');
    const make = async (path: string, body: object) => ((await org.call('POST', path, body)) as { id: string }).id;
    const { provisioningApplication: label, authorizationServer } = org.task.input.okta;
    const body = { name: 'amazon_aws_sso', label, signOnMode: 'SAML_2_0' };
    const app = await make('/api/v1/apps', body);
    const { name } = authorizationServer;
    const server = await make('/api/v1/authorizationServers', { name, description: '', audiences: ['api://x'] });
    const connect = connectIn(org, await startScimTarget());
    await connect(app);
    const { okta, task } = org;
    await okta.ensureOidcApplication({ ...task, choice: { use: 'create', name: 'IDE sign-in' } });
    const asked = { ...task, choice: null };
    const serverChoice = await adopting(server, okta.ensureAuthorizationServer(asked));
    await okta.ensureAuthorizationServer({ ...task, choice: serverChoice });
    const choice = await adopting(app, okta.ensureScimApplication(asked));
    await okta.ensureScimApplication({ ...task, choice });
    const run = await runAll(org, connect);
    expect([run.scim.appId, run.server.serverId]).toEqual([app, server]);
    const found = await verify(org.client, task.input, { scim: null, seats: null });
    expect([problems(found), found.outcome]).toEqual(['', 'clean']);
    expect((await plan(org.client, task.input)).changes).toBe(0);
  });

  it('names what has drifted, and what no token would be issued for', async () => {
    const { org, serverId } = await finished();
    const path = `/api/v1/authorizationServers/${serverId}/policies`;
    const [policy] = (await org.call('GET', path)) as { id: string }[];
    await org.call('POST', `${path}/${policy?.id}/lifecycle/deactivate`);
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(found.outcome).toBe('findings');
    expect(problems(found)).toContain('access policy "Kiro" has drifted: status is "INACTIVE" instead of "ACTIVE"');
    expect(problems(found)).toContain('For group "Kiro Users" no token would be issued');
  });

  it('names members of a pushed group who are not in Kiro', async () => {
    const { org, scim } = await finished();
    const headers = { authorization: `Bearer ${scim.token}`, 'content-type': 'application/scim+json' };
    const filter = encodeURIComponent('displayName eq "Kiro Team"');
    const list = (await (await fetch(`${scim.endpoint}/Groups?filter=${filter}`, { headers })).json()) as {
      Resources: { id: string }[];
    };
    const response = await fetch(`${scim.endpoint}/Groups/${list.Resources[0]?.id}`, { method: 'DELETE', headers });
    expect(response.ok).toBe(true);
    const found = await verify(org.client, org.task.input, { scim, seats: null });
    expect(problems(found)).toBe('The pushed group "Kiro Team" is not in Kiro.');
  });

  it('says of an org without an onboarding what is missing, and does not wait', async () => {
    const org = await startOrg();
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(found.outcome).toBe('findings');
    expect(problems(found)).toContain('There is no OIDC application "Kiro-OIDC".');
  });

  it('does not wait for people whom Okta does not push', async () => {
    const org = await startOrg();
    org.task.owner = workflowIdFor(org.url, 'example.com');
    const { scim } = await runAll(org);
    const groups = (await org.call('GET', '/api/v1/groups?q=Kiro%20Users')) as { id: string }[];
    await org.call('PUT', `/api/v1/apps/${scim.appId}/groups/${groups[0]?.id}`, {});
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(problems(found)).toMatch(/Okta has not brought ana@example\.com to Kiro: provisioning is off/);
  });
});

describe('npm run verify', () => {
  const run = (org: Org, args: string[], stdin = '') =>
    runToEnd('verify.ts', args, { cwd: workFolder(yamlFor(org.url)), env: { OKTA_CLIENT_TOKEN: org.token }, stdin });

  it('exits with 0 when all is right, with the token from stdin and never on the output', async () => {
    const { org, scim } = await finished();
    const args = ['--json', '--scim-endpoint', scim.endpoint, '--scim-token-stdin'];
    const { code, stdout, stderr } = await run(org, args, `${scim.token}\n`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'clean', findings: [] });
    expect(stdout + stderr).not.toContain(scim.token);
  });

  it('compares the seats of a file, those that an id alone names as well', async () => {
    const { org, scim } = await finished();
    const headers = { authorization: `Bearer ${scim.token}` };
    const filter = encodeURIComponent('userName eq "ana@example.com"');
    const found = (await (await fetch(`${scim.endpoint}/Users?filter=${filter}`, { headers })).json()) as {
      Resources: { id: string }[];
    };
    const team = ['ben', 'cem', 'dee', 'eva', 'finn', 'gita', 'hugo', 'ines', 'jon', 'kaya', 'lena'];
    const right = [found.Resources[0]!.id, ...team.map((name) => `${name}@example.com`)];
    const listOf = (users: string[]): string => {
      const path = join(workFolder(), 'seats.csv');
      writeFileSync(path, ['User;Status', ...users.map((user) => `${user};Active`)].join('\n'));
      return path;
    };
    const access = ['--json', '--scim-endpoint', scim.endpoint, '--scim-token-stdin'];
    const verified = (file: string) => run(org, [...access, '--subscriptions', file], scim.token);
    expect(await verified(listOf(right))).toMatchObject({ code: 0 });
    const { code, stdout } = await verified(listOf([...right.slice(0, -1), 'mira@example.com']));
    expect([code, problems(JSON.parse(stdout) as { findings: { problem: string }[] }).split('\n')]).toEqual([
      3,
      [
        'mira@example.com has a subscription, but is not among those who shall have one.',
        'lena@example.com shall have a subscription, but is not in the list.',
      ],
    ]);
    const absent = await run(org, ['--subscriptions', 'nowhere.csv']);
    expect([absent.code, absent.stderr.trim()]).toEqual([2, '--subscriptions nowhere.csv: the file cannot be read.']);
  });

  it('exits with 1 where the SCIM token is refused', async () => {
    const { org, scim } = await finished();
    const { code, stdout } = await run(org, ['--scim-endpoint', scim.endpoint, '--scim-token-stdin'], 'wrong-token');
    expect([code, /does not accept the token/.test(stdout)]).toEqual([1, true]);
  });

  it('exits with 3 at findings, and with 2 at half a SCIM access', async () => {
    const org = await startOrg();
    expect((await run(org, [])).code).toBe(3);
    const { code, stderr } = await run(org, ['--scim-token-stdin'], 'token');
    expect([code, stderr.trim()]).toEqual([2, '--scim-token-stdin needs --scim-endpoint, too.']);
  });
});
