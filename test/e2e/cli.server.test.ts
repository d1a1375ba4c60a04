import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxInfo } from '../../sandbox/start.js';
import { Command, killTemporal, newStateDir } from './support.js';

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
    going = run('starter.ts', ['--config', info.config, '--json'], env);
    await going.until(() => going.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'));
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
