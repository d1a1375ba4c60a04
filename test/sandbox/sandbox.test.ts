import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type SandboxInfo, startSandbox } from '../../sandbox/start.js';
import { call } from './okta/support.js';

const ANY_PORT = ['--okta-port', '0', '--kiro-port', '0', '--dns-port', '0', '--dns-console-port', '0'];
let stateDir: string;
beforeAll(() => (stateDir = mkdtempSync(join(tmpdir(), 'kiro-state-'))));
afterAll(() => rmSync(stateDir, { recursive: true }));

function run(args: string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, KIRO_STATE_DIR: stateDir };
  const child = spawn(process.execPath, ['cli/launch.js', 'sandbox/cli', ...args], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<SandboxInfo> {
  const lines = createInterface(child.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  return JSON.parse(line) as SandboxInfo;
}

const idOf = (item: object | undefined) => (item as { id?: string } | undefined)?.id ?? 'none';
const portOf = (url: string | undefined) => new URL(url ?? '').port;
const post = async (url: string, body: object) => {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  expect(response.ok).toBe(true);
  return (await response.json()) as Record<string, string>;
};

describe('npm run sandbox', () => {
  it('goes on where it was killed, and forgets with --fresh', async () => {
    const first = run(ANY_PORT);
    const info = await firstLine(first);
    expect(statSync(info.config).isFile()).toBe(true);
    const okta = { url: info.okta.orgUrl, token: info.okta.token } as Parameters<typeof call>[0];
    const groups = async (name: string) => (await call(okta, 'GET', `/api/v1/groups?q=${name}`)).list.length;
    const access = await post(`${info.kiro.consoleUrl}/console/access-tokens`, {});
    const scim = () =>
      fetch(`${access['scimEndpoint']}/Users`, { headers: { Authorization: `Bearer ${access['token']}` } });
    const domain = await post(`${info.kiro.consoleUrl}/console/domains`, { domain: 'example.com' });
    const value = domain['verificationToken'];
    await post(`${info.dns.consoleUrl}/console/records`, { name: 'example.com', type: 'TXT', value });
    expect((await call(okta, 'POST', '/api/v1/groups', { profile: { name: 'Kept' } })).status).toBe(200);
    first.kill('SIGKILL');
    await once(first, 'exit');

    const ports = [
      ['--okta-port', portOf(info.okta.orgUrl)],
      ['--kiro-port', portOf(info.kiro.consoleUrl)],
      ['--dns-port', portOf(`http://${info.dns.authoritative[0]}`)],
      ['--dns-console-port', portOf(info.dns.consoleUrl)],
    ].flat();
    const second = run(ports);
    expect(await firstLine(second)).toEqual(info);
    expect([(await scim()).status, await groups('Kept')]).toEqual([200, 1]);
    const domains = async (): Promise<unknown> => (await fetch(`${info.kiro.consoleUrl}/console/domains`)).json();
    await expect.poll(domains, { timeout: 60_000 }).toEqual([{ ...domain, status: 'Verified' }]);
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);

    const third = run([...ports, '--fresh']);
    expect(await firstLine(third)).toEqual(info);
    expect([(await scim()).status, await groups('Kept')]).toEqual([401, 0]);
    expect(await domains()).toEqual([]);
  });

  it.each([
    [['--okta-port', 'x'], 2, 'A port is a number'],
    [['--nothing'], 2, 'unknown option'],
    [['--drill', 'flood'], 2, 'leaver, token, profile, drift'],
    [['--drill', 'token', '--fresh'], 2, 'forgets the onboarding'],
  ])('refuses %j', async (args, code, message) => {
    const child = run(args);
    const said = text(child.stderr);
    expect(await once(child, 'exit')).toEqual([code, null]);
    expect(await said).toContain(message);
  });
});

describe('npm run sandbox -- --drill', () => {
  it('plants in the sandbox of another command, and says where nothing has been onboarded', async () => {
    const info = await firstLine(run([...ANY_PORT, '--fresh']));
    const ports = ['--okta-port', portOf(info.okta.orgUrl), '--kiro-port', portOf(info.kiro.consoleUrl)];
    const drill = run([...ports, '--drill', 'leaver']);
    const said = text(drill.stderr);
    expect(await once(drill, 'exit')).toEqual([1, null]);
    expect(await said).toBe('Nothing has been onboarded in this sandbox: run `npm run start-onboarding` first.\n');
  });
});

describe('the sandbox', () => {
  it('provisions a team from Okta to Kiro’s seats, through its consoles and APIs alone', async () => {
    const sandbox = await startSandbox({ stateDir: null, oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 });
    onTestFinished(() => sandbox.close());
    const { okta, kiro, dns } = sandbox.info;
    const org = { url: okta.orgUrl, token: okta.token } as Parameters<typeof call>[0];
    const named = async (name: string) => idOf((await call(org, 'GET', `/api/v1/groups?q=${name}`)).list[0]);
    const [users, team] = [await named('Kiro%20Users'), await named('Kiro%20Team')];
    const catalogApp = { name: 'amazon_aws_sso', label: 'Kiro', signOnMode: 'SAML_2_0' };
    const app = idOf((await call(org, 'POST', '/api/v1/apps', catalogApp)).body);
    const access = await post(`${kiro.consoleUrl}/console/access-tokens`, {});
    const connection = { baseUrl: access['scimEndpoint'], token: access['token'] };
    await post(`${okta.orgUrl}/console/apps/${app}/provisioning`, connection);
    await post(`${okta.orgUrl}/console/apps/${app}/to-app`, { createUsers: true, updateUserAttributes: true });
    // The guide's pre-requisite: without it Kiro refuses everybody.
    const mapping = (await call(org, 'GET', `/api/v1/mappings?targetId=${app}`)).list[0];
    const properties = { department: null, employeeNumber: null };
    expect((await call(org, 'POST', `/api/v1/mappings/${idOf(mapping)}`, { properties })).status).toBe(200);
    await call(org, 'PUT', `/api/v1/apps/${app}/groups/${users}`, {});
    const push = { sourceGroupId: team, targetGroupName: 'Kiro Team', status: 'ACTIVE' };
    expect((await call(org, 'POST', `/api/v1/apps/${app}/group-push/mappings`, push)).status).toBe(200);
    const subscribe = async () => {
      const body = JSON.stringify({ groups: ['Kiro Team'], tier: 'Kiro Pro' });
      return (await fetch(`${kiro.consoleUrl}/console/subscriptions`, { method: 'POST', body })).status;
    };
    await expect.poll(subscribe, { timeout: 60_000 }).toBe(201);
    const seats = async () =>
      ((await (await fetch(`${kiro.consoleUrl}/console/subscriptions`)).json()) as unknown[]).length;
    await expect.poll(seats, { timeout: 60_000 }).toBe(12);

    const resolver = new Resolver();
    resolver.setServers(dns.resolvers);
    expect(await resolver.resolveNs('example.com')).toHaveLength(dns.authoritative.length);
  });

  it('leaves nothing open where one of its ports is taken', async () => {
    const free = { stateDir: null, oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
    const sandbox = await startSandbox(free);
    onTestFinished(() => sandbox.close());
    const oktaPort = Number(portOf(sandbox.info.okta.orgUrl));
    await expect(startSandbox({ ...free, oktaPort })).rejects.toThrow(`Port ${oktaPort} on 127.0.0.1 is in use`);
  });
});
