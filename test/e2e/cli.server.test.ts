import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxInfo } from '../../sandbox/start.js';
import { addressOf, readServerFile } from '../../temporal/server-file.js';
import { Command, freePorts, killTemporal, type Line, newStateDir } from './support.js';

const { dir, remove } = newStateDir();
const started: Command[] = [];
let info: SandboxInfo;
let env: Record<string, string>;
let going: Command;

function run(script: string, args: string[], more: Record<string, string> = {}): Command {
  const command = new Command(script, args, { KIRO_STATE_DIR: dir, ...more });
  started.push(command);
  return command;
}
async function outcome(script: string, args: string[], more?: Record<string, string>) {
  const command = run(script, args, more);
  const code = await command.ended;
  expect(command.stderr).not.toMatch(/\n +at /);
  return { code, stdout: command.stdout, stderr: command.stderr };
}

interface Link {
  type: 'link';
  role: string;
  person: string;
  url: string;
}
/** What a browser shows that opens a link. */
async function openedBy(url: string): Promise<string> {
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return answer.text();
}

beforeAll(async () => {
  const sandbox = run('sandbox/cli.ts', [
    '--okta-port',
    '0',
    '--kiro-port',
    '0',
    '--dns-port',
    '0',
    '--dns-console-port',
    '0',
  ]);
  await sandbox.until(() => sandbox.lines.length > 0);
  info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
  env = { OKTA_CLIENT_TOKEN: info.okta.token };
});
afterAll(async () => {
  for (const command of started) command.kill();
  await killTemporal(dir);
  remove();
});

describe('bad input, before anything runs', () => {
  it.each([
    ['an unknown flag', 'starter.ts', ['--nonsense'], /unknown option '--nonsense'/],
    ['a missing configuration', 'starter.ts', ['--config', 'nowhere.yaml'], /nowhere\.yaml/],
    ['an unknown message', 'cli/answer.ts', ['domainRemoved'], /domainRemoved/],
    ['links without a page', 'starter.ts', ['--no-web', '--print-links'], /--print-links prints links to the page/],
    ['links to a page that ends at once', 'starter.ts', ['--no-wait', '--print-links'], /for a command that stays/],
    ['a page for everybody without TLS', 'web.ts', ['--host', '0.0.0.0'], /^--host 0\.0\.0\.0: .* set KIRO_WEB_URL/],
    ['a page at a port that is none', 'web.ts', ['--port', '99999'], /A port is a number from 1 to 65535/],
    ['an invitation for nobody', 'cli/invite.ts', [], /^For whom\?/],
    ['an invitation for no time', 'cli/invite.ts', ['ana@example.com', '--hours', '0'], /hours, from 1 to 8760/],
    ['a missing field without a terminal', 'cli/answer.ts', ['domainAdded'], /`verificationToken` is missing/],
  ])('%s exits with 2', async (_name, script, args, said) => {
    const { code, stdout, stderr } = await outcome(script, args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
  });

  it('says so where npm has kept a flag for itself', async () => {
    const { code, stdout, stderr } = await outcome('starter.ts', [], { npm_config_fresh: 'true' });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('npm has kept --fresh for itself: write -- before the flags');
  });

  it.each(['starter.ts', 'web.ts'])('%s says what is wrong with KIRO_WEB_URL', async (script) => {
    const { code, stderr } = await outcome(script, [], { KIRO_WEB_URL: 'http://kiro.example.com' });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^KIRO_WEB_URL is http, /)]);
  });

  it('says where a folder that may not be written to can be given another place', async () => {
    const file = join(dir, 'no-folder');
    writeFileSync(file, '');
    const { code, stderr } = await outcome('starter.ts', ['--config', info.config], { KIRO_STATE_DIR: file, ...env });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is a file, not a folder .* Set KIRO_STATE_DIR/)]);
  });

  it('names all problems of a configuration, each with its line', async () => {
    const file = join(dir, 'wrong.yaml');
    writeFileSync(file, 'domain: not a domain\nokta: { orgUrl: ftp://example }\nscopes: [nonsense]\n');
    const { code, stderr } = await outcome('starter.ts', ['--config', file]);
    expect(code).toBe(2);
    for (const [key, line] of [
      ['domain', 1],
      ['okta.orgUrl', 2],
      ['scopes', 3],
    ] as const) {
      expect(stderr.split('\n').find((text) => text.includes(key) && text.includes(String(line)))).toBeDefined();
    }
  });

  it('says that no page is served', async () => {
    const { code, stderr } = await outcome('cli/invite.ts', ['ana@example.com']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^No page is served on this machine: .*`npm run web`/)]);
  });

  it('says that nothing runs', async () => {
    const { code, stderr } = await outcome('cli/answer.ts', ['dnsRecordPublished']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Temporal is not running here')]);
  });

  it('says that the org cannot be reached', async () => {
    const file = join(dir, 'unreachable.yaml');
    writeFileSync(file, readFileSync(info.config, 'utf8').replace(info.okta.orgUrl, 'http://127.0.0.1:9'));
    const { code, stderr } = await outcome('starter.ts', ['--config', file], env);
    expect([code, stderr]).toEqual([2, expect.stringContaining('http://127.0.0.1:9 cannot be reached')]);
  });
});

describe('beside a run that goes on', () => {
  beforeAll(async () => {
    going = run('starter.ts', ['--config', info.config, '--json', '--print-links'], env);
    await going.until(() => going.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'));
  });

  it('prints a link for each person, by which they see what is asked of them', async () => {
    const links = (going.events as (Line | Link)[]).filter((one) => one.type === 'link');
    expect(links.map(({ role, person }) => [role, person])).toEqual([
      ['kiro-admin', 'ana@example.com'],
      ['okta-admin', 'ben@example.com'],
      ['dns-admin', 'cem@example.com'],
    ]);
    for (const { url, person } of links) expect(await openedBy(url)).toContain(person);
  });

  it('makes a link to hand over, for who is named and for who runs it', async () => {
    const { code, stdout } = await outcome('cli/invite.ts', ['Ana@Example.com', '--json', '--hours', '2']);
    const { links } = JSON.parse(stdout) as { links: (Link & { until: string })[] };
    expect([code, links]).toEqual([0, [expect.objectContaining({ role: 'kiro-admin', person: 'ana@example.com' })]]);
    expect(Math.abs(Date.parse(links[0]!.until) - Date.now() - 7_200_000)).toBeLessThan(60_000);
    expect(await openedBy(links[0]!.url)).toContain('ana@example.com');
    const forMe = await outcome('cli/invite.ts', ['--role', 'operator']);
    expect(forMe.stdout).toMatch(/^For \S+, operator, run kiro-okta\/.*\nuntil .* UTC:\n\nhttp:\S+\/link\//);
  });

  it.each([
    ['somebody who is not named', ['eve@example.com'], /^The run names nobody eve@example\.com: add them under people/],
    [
      'another role',
      ['ana@example.com', '--role', 'dns-admin'],
      /^ana@example\.com is the Kiro admin of this run, not the DNS admin/,
    ],
  ])('makes no link for %s', async (_name, args, said) => {
    const { code, stdout, stderr } = await outcome('cli/invite.ts', args);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(said)]);
  });

  it('opens no second page of one state folder', async () => {
    const { code, stderr } = await outcome('web.ts', []);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The page of .* is served already, at http:/)]);
  });

  it('serves the page alone, at a port that is free', async () => {
    const server = await readServerFile(join(dir, 'temporal'));
    const elsewhere = { KIRO_STATE_DIR: join(dir, 'elsewhere'), TEMPORAL_ADDRESS: addressOf(server!) };
    const { port } = new URL(info.okta.orgUrl);
    const taken = await outcome('web.ts', ['--port', port], elsewhere);
    expect([taken.code, taken.stderr]).toEqual([
      1,
      expect.stringMatching(/^Port \d+ of 127\.0\.0\.1 is taken by another/),
    ]);
    const [free] = await freePorts(1);
    const page = run('web.ts', ['--port', String(free), '--json'], elsewhere);
    await page.until(() => page.lines.length > 0);
    expect(JSON.parse(page.lines[0]!)).toEqual({ type: 'serving', url: `http://127.0.0.1:${free}` });
    // It trusts no key of this machine, since the worker is said to be elsewhere.
    const invited = await outcome('cli/invite.ts', ['ana@example.com', '--json'], elsewhere);
    expect(invited.stderr).toMatch(/^The page takes it only where it trusts the key of this machine/);
    const { links } = JSON.parse(invited.stdout) as { links: Link[] };
    expect((await fetch(links[0]!.url)).status).toBe(404);
    page.kill('SIGTERM');
    expect(await page.ended).toBe(0);
    expect(existsSync(join(dir, 'elsewhere', 'web', 'page.json'))).toBe(false);
  });

  it('says that there is no run of that id', async () => {
    const { code, stderr } = await outcome('cli/status.ts', ['--workflow-id', 'elsewhere']);
    expect([code, stderr]).toEqual([1, 'There is no run elsewhere, or it is over and forgotten.\n']);
  });

  it.each([
    ['missing credentials', {}, /No Okta credentials/],
    ['a wrong token', { OKTA_CLIENT_TOKEN: 'wrong' }, /refuses OKTA_CLIENT_TOKEN/],
  ])('%s is one sentence', async (_name, more, said) => {
    const { code, stderr } = await outcome('starter.ts', ['--config', info.config], more);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n').at(-1)).toMatch(said);
  });

  it('refuses a wrong answer, and says why', async () => {
    const args = ['kiroProfileEnabled', '--issuer', 'https://elsewhere.example.com/oauth2/x', '--client-id', '0oa'];
    const { code, stderr } = await outcome('cli/answer.ts', args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Refused \(/)]);
  });

  it.each(['cli/status.ts', 'cli/report.ts'])('%s --json is one JSON line', async (script) => {
    const { code, stdout } = await outcome(script, ['--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ domain: 'example.com', outcome: 'running' });
  });

  it('joins with the same configuration, and leaves with 3 where a person is awaited', async () => {
    const { code, stdout } = await outcome('starter.ts', ['--config', info.config, '--no-wait', '--json'], env);
    expect(code).toBe(3);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'result', outcome: 'running' });
  });

  it('does not join with another configuration, and names what differs', async () => {
    const file = join(dir, 'other.yaml');
    writeFileSync(file, readFileSync(info.config, 'utf8').replace('Kiro Pro', 'Kiro Power'));
    const { code, stderr } = await outcome('starter.ts', ['--config', file, '--no-wait'], env);
    expect([code, stderr]).toEqual([2, expect.stringContaining('subscribe.tier')]);
  });
});
