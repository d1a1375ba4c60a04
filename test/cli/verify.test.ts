import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan } from '../../cli/plan/make-plan.js';
import { readRecord } from '../../activities/verify/besides-okta.js';
import { verificationMarkdown } from '../../cli/verify/verification-markdown.js';
import { verify } from '../../activities/verify/verify-onboarding.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { startDns } from '../../sandbox/dns/start-dns.js';
import { finishedOrg } from '../activities/okta/finished-org.js';
import { connectIn, runAll } from '../activities/okta/run.js';
import { startScimTarget } from '../activities/okta/scim-target.js';
import { adopting, startOrg, type Org } from '../activities/okta/support.js';
import { afterTest } from '../support/after-test.js';
import { runToEnd, workFolder, yamlFor } from './run-cli.js';
import { held } from '../support/secret.js';

interface House {
  org: Org;
  serverId: string;
  scimAppId: string;
  scim: { endpoint: string; token: string };
}

/** An org whose onboarding is finished, and the Kiro that it pushes to. */
async function finished(): Promise<House> {
  const { org, access, server, scim } = await finishedOrg();
  return { org, serverId: server.serverId, scimAppId: scim.appId, scim: access };
}

const problems = (found: { findings: { problem: string }[] }) =>
  found.findings.map(({ problem }) => problem).join('\n');

describe('verify', () => {
  it('finds a finished onboarding clean, down to the members in Kiro, and writes nothing', async () => {
    const { org, scim } = await finished();
    const before = await org.writes();
    const found = await verify(org.client, org.task.input, { scim: held(scim), seats: null });
    expect([problems(found), found.outcome]).toEqual(['', 'clean']);
    const evidence = (step: string, label: string) => found.evidence.find((e) => e.step === step && e.label === label);
    expect(evidence('token-check', 'scp')?.value).toContain('offline_access');
    expect(evidence('subscription-review', 'Group "Kiro Team" over SCIM')?.value).toContain('12 of 12 have arrived');
    expect(found.roster).toMatchObject({ people: 25, verdicts: { 'not as meant': 0 } });
    expect(found.counts).toEqual({ proven: found.proven.length, wrong: 0, notLookedAt: 3 });
    expect(found.notLookedAt).toMatchObject([
      { id: 'okta/issuer/Kiro', why: 'no record of what Kiro was given' },
      { id: 'dns/txt/example.com', why: 'DNS was not asked' },
      { id: 'people/seats/all', why: 'no list', how: expect.stringContaining('--subscriptions') as string },
    ]);
    expect(found.proven.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'okta/object/OIDC-application-Kiro-OIDC',
        'okta/provisioning/endpoint',
        'kiro/group/Kiro%20Team',
      ]),
    );
    const again = await verify(org.client, org.task.input, { scim: held(scim), seats: null });
    expect(again.proven.map(({ id }) => id)).toEqual(found.proven.map(({ id }) => id));
    expect(await org.writes()).toEqual(before);
  });

  it('finds without its run what was adopted, or made under another name', async () => {
    const org = await startOrg();
    org.task.owner = workflowIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
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

  it('names what has drifted, and not the tokens that nobody gets because of it', async () => {
    const { org, serverId } = await finished();
    const path = `/api/v1/authorizationServers/${serverId}/policies`;
    const [policy] = (await org.call('GET', path)) as { id: string }[];
    await org.call('POST', `${path}/${policy?.id}/lifecycle/deactivate`);
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(found.outcome).toBe('findings');
    expect(problems(found)).toBe('access policy "Kiro" has drifted: status is "INACTIVE" instead of "ACTIVE".');
    expect(found.notLookedAt).toContainEqual(
      expect.objectContaining({ id: 'okta/token/Kiro', why: 'the server or its policies are not as they were' }),
    );
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
    const found = await verify(org.client, org.task.input, { scim: held(scim), seats: null });
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
    org.task.owner = workflowIdFor({ okta: { orgUrl: org.url }, domain: 'example.com' });
    const { scim } = await runAll(org);
    const groups = (await org.call('GET', '/api/v1/groups?q=Kiro%20Users')) as { id: string }[];
    await org.call('PUT', `/api/v1/apps/${scim.appId}/groups/${groups[0]?.id}`, {});
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(problems(found)).toMatch(/Okta has not brought ana@example\.com to Kiro: provisioning is off/);
  });
});

describe('verify says no more than it saw', () => {
  it('of Kiro and of DNS, where it has no way to look', async () => {
    const { org } = await finished();
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect([found.outcome, found.wrong]).toEqual(['clean', []]);
    expect(found.notLookedAt.map(({ id, why }) => [id, why])).toEqual([
      ['okta/issuer/Kiro', 'no record of what Kiro was given'],
      ['okta/provisioning/endpoint', 'no SCIM token'],
      ['kiro/scim-token/endpoint', 'no SCIM token'],
      ['dns/txt/example.com', 'DNS was not asked'],
      ['kiro/groups/all', 'no SCIM token'],
      ['people/users/all', 'no SCIM token'],
      ['people/groups/all', 'no SCIM token'],
      ['people/seats/all', 'no list'],
    ]);
    expect(found.warnings.join()).toContain('which SCIM token Okta holds');
    const text = verificationMarkdown(found);
    expect(text).toMatch(/\*\*\d+ proven, 0 wrong, 8 not looked at\*\*: .*Seats \(no list\)/);
    expect(text).not.toContain('Everything');
  });

  it('a token that was revoked and a TXT record that is gone are findings, and the rest is looked at', async () => {
    const { org, scim } = await finished();
    const kiro = new URL(scim.endpoint).origin;
    const tokens = (await (await fetch(`${kiro}/console/access-tokens`)).json()) as { id: string }[];
    await fetch(`${kiro}/console/access-tokens/${tokens[0]?.id}`, { method: 'DELETE' });
    const dns = await dnsWith('v=spf1 -all');
    const input = { ...org.task.input, dns: { ...org.task.input.dns, ...dns } };
    const found = await verify(org.client, input, {
      scim: held(scim),
      seats: null,
      record: (name) => readRecord(input, name),
    });
    expect(found.wrong).toMatchObject([
      { id: 'kiro/scim-token/endpoint', step: 'scim-access', expected: 'the token is taken' },
      { id: 'dns/txt/example.com', step: 'dns-record', found: '1 other TXT values' },
    ]);
    expect([found.outcome, found.counts.wrong]).toEqual(['findings', 2]);
    expect(found.counts.proven).toBeGreaterThan(10);
    expect(JSON.stringify(found)).not.toContain(scim.token);
  });

  it('Create Users, which was on and is not to be seen now, is a finding', async () => {
    const { org, scimAppId } = await finished();
    await org.call('POST', `/console/apps/${scimAppId}/to-app`, { createUsers: false });
    const found = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(found.wrong).toMatchObject([
      {
        id: 'okta/provisioning/create-users',
        step: 'provisioning-connection',
        expected: 'on',
        found: 'unknown; 24 people were pushed, so it was on',
      },
    ]);
    expect(problems(found)).toBe('Create Users was on, now unknown: Okta no longer shows it.');
  });

  it('an empty profile is a finding where Kiro can be asked, and else not looked at', async () => {
    const { org, scim } = await finished();
    const kiro = new URL(scim.endpoint).origin;
    const profile = { issuer: 'https://example.okta.com/oauth2/aus1', clientId: '0oa1' };
    for (const [method, body] of [
      ['POST', JSON.stringify(profile)],
      ['DELETE', undefined],
      ['POST', JSON.stringify(profile)],
    ] as const)
      await fetch(`${kiro}/console/profile`, { method, ...(body === undefined ? {} : { body }) });
    const answer = await fetch(`${kiro}/console/access-tokens`, { method: 'POST', body: '{}' });
    const { scimEndpoint, token } = (await answer.json()) as { scimEndpoint: string; token: string };
    const access = { endpoint: scimEndpoint, token };
    const found = await verify(org.client, org.task.input, { scim: held(access), seats: null });
    expect(found.wrong.map(({ id }) => id)).toEqual(['okta/provisioning/endpoint']);
    expect(found.wrong[0]?.found).toMatch(/^0 of 24 people looked up are at /);
    const blind = await verify(org.client, org.task.input, { scim: null, seats: null });
    expect(blind.notLookedAt.map(({ id }) => id)).toContain('okta/provisioning/endpoint');
  });

  it('a record of Kiro’s form is proven', async () => {
    const org = await startOrg();
    const dns = await dnsWith('kiro-site-verification=12345678-1234-1234-1234-123456789abc');
    const input = { ...org.task.input, dns: { ...org.task.input.dns, ...dns } };
    const found = await verify(org.client, input, {
      scim: null,
      seats: null,
      record: (name) => readRecord(input, name),
    });
    expect(found.proven.map(({ id }) => id)).toContain('dns/txt/example.com');
  });
});

/** A zone example.com with that TXT value, as a configuration names it. */
async function dnsWith(value: string): Promise<{ resolvers: string[]; port: number }> {
  const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0 });
  afterTest(() => dns.close());
  const record = { name: 'example.com', type: 'TXT', value };
  await fetch(`${dns.consoleUrl}/console/records`, { method: 'POST', body: JSON.stringify(record) });
  return { resolvers: [dns.resolver], port: dns.port };
}

describe('npm run verify', { timeout: 240_000 }, () => {
  const run = async (org: Org, args: string[], stdin = '') => {
    const dns = await dnsWith('kiro-site-verification=12345678-1234-1234-1234-123456789abc');
    const yaml = `${yamlFor(org.url)}dns: { resolvers: ["${dns.resolvers[0]}"], port: ${dns.port} }\n`;
    return runToEnd('verify.ts', args, { cwd: workFolder(yaml), env: { OKTA_CLIENT_TOKEN: org.token }, stdin });
  };

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
        'mira@example.com has a subscription, but is not among those who should have one.',
        'lena@example.com should have a subscription, but is not in the list.',
      ],
    ]);
    const absent = await run(org, ['--subscriptions', 'nowhere.csv']);
    expect([absent.code, absent.stderr.trim()]).toEqual([2, '--subscriptions nowhere.csv: the file cannot be read.']);
  });

  it('exits with 3 where the SCIM token is refused, and with --strict where something was not looked at', async () => {
    const { org, scim } = await finished();
    const { code, stdout } = await run(org, ['--scim-endpoint', scim.endpoint, '--scim-token-stdin'], 'wrong-token');
    expect([code, /does not accept the token/.test(stdout)]).toEqual([3, true]);
    const access = ['--json', '--scim-endpoint', scim.endpoint, '--scim-token-stdin'];
    const strict = await run(org, [...access, '--strict'], scim.token);
    expect([strict.code, JSON.parse(strict.stdout)]).toMatchObject([3, { counts: { wrong: 0, notLookedAt: 2 } }]);
  });

  it('exits with 3 at findings, and with 2 at half a SCIM access', async () => {
    const org = await startOrg();
    expect((await run(org, [])).code).toBe(3);
    const { code, stderr } = await run(org, ['--scim-token-stdin'], 'token');
    expect([code, stderr.trim()]).toEqual([2, '--scim-token-stdin needs --scim-endpoint, too.']);
  });
});
