import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ONBOARDING_STEPS } from '../../runbook/onboarding/steps.js';
import { Command, killTemporal, newStateDir, sandboxPorts, vaultToken, type ResultLine } from './support.js';

const { dir, remove } = newStateDir();
let first: Command;
let second: Command;
const codes: (number | null)[] = [];

beforeAll(async () => {
  const args = ['--json', ...(await sandboxPorts())];
  // A proxy that nobody answers at, and no NO_PROXY: what stays on this machine must not ask it.
  const proxies = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'grpc_proxy'];
  const dead = Object.fromEntries(proxies.map((name) => [name, 'http://127.0.0.1:9']));
  first = new Command('starter.ts', args, { KIRO_STATE_DIR: dir, ...dead });
  codes.push(await first.ended);
  second = new Command('starter.ts', args, { KIRO_STATE_DIR: dir });
  codes.push(await second.ended);
});
afterAll(async () => {
  first.kill();
  second.kill();
  await killTemporal(dir);
  remove();
});

const resultOf = (command: Command): ResultLine => command.events.at(-1) as ResultLine;
const reports = (): string[] => readdirSync(join(dir, 'reports')).map((name) => join(dir, 'reports', name));

describe('npm run start-onboarding without a configuration', () => {
  it('prints JSON alone, ends with the result, and exits with 0', () => {
    expect(codes, first.stderr + second.stderr).toEqual([0, 0]);
    for (const event of first.events.slice(0, -1)) expect(event.type).toMatch(/^(step|waiting|refusal|warning)$/);
    expect(resultOf(first)).toMatchObject({ type: 'result', outcome: 'done' });
    expect(first.stderr).not.toMatch(/Warning|Error|\n +at /);
  });

  it('proves every step that a program does', () => {
    const steps = resultOf(first).report?.steps ?? [];
    const programs = ONBOARDING_STEPS.rows.filter(({ by }) => by === 'program').map(({ id }) => id);
    const unproven = programs.filter((id) => steps.find((step) => step.id === id)?.confirmed !== 'proven');
    expect(unproven).toEqual([]);
    expect(steps.every((step) => step.state === 'done')).toBe(true);
  });

  it('writes the report in its forms for each run, and the roster where people were looked at', () => {
    const endings = reports().map((name) => name.slice(name.lastIndexOf('.')));
    // The second run takes the review over from the record: nothing has changed since.
    expect(endings.sort()).toEqual(['.csv', '.html', '.html', '.json', '.json', '.md', '.md']);
  });

  it('changes nothing in Okta the second time', () => {
    expect(resultOf(first).report?.oktaWrites).toBeGreaterThan(0);
    expect(resultOf(second)).toMatchObject({ outcome: 'done', report: { oktaWrites: 0 } });
  });

  it('leaves the SCIM token nowhere but with Kiro and in the vault', () => {
    const token = vaultToken(dir);
    expect(token.length).toBeGreaterThan(40);
    for (const { stdout, stderr } of [first, second]) {
      expect(stdout).not.toContain(token);
      expect(stderr).not.toContain(token);
    }
    const files = (readdirSync(dir, { recursive: true }) as string[])
      .map((name) => join(dir, name))
      .filter((name) => statSync(name).isFile());
    const holders = files
      .filter((name) => readFileSync(name).includes(token))
      .map((name) => name.slice(dir.length + 1));
    expect(files.some((name) => name.endsWith('temporal.db'))).toBe(true);
    expect(holders.filter((name) => !name.startsWith('sandbox/'))).toEqual([]);
  });
});
