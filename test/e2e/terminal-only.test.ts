import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../runbook/report.js';
import { playPeople } from '../../sandbox/people.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { openVault } from '../../sandbox/vault.js';
import { Command, killTemporal, newStateDir, vaultToken } from './support.js';
import { Terminal } from './terminal.js';
import { terminalLine } from './terminal-person.js';

const { dir, remove } = newStateDir();
const env = { KIRO_STATE_DIR: dir };
let sandbox: Command;
let terminal: Terminal;

// Elsewhere `script` takes other flags.
describe.skipIf(process.platform !== 'linux')('an onboarding at the terminal alone', () => {
  beforeAll(async () => {
    const ports = ['okta', 'kiro', 'dns', 'dns-console'].flatMap((name) => [`--${name}-port`, '0']);
    sandbox = new Command('sandbox/cli.ts', ports, env);
    await sandbox.until(() => sandbox.lines.length > 0);
  });
  afterAll(async () => {
    terminal.kill();
    sandbox.kill();
    await killTemporal(dir);
    remove();
  });

  it('is done, every answer typed there, and the token is not on the screen', async () => {
    const info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
    terminal = new Terminal('starter.ts', ['--config', info.config], { ...env, OKTA_CLIENT_TOKEN: info.okta.token });
    const stop = new AbortController();
    const vault = openVault(join(dir, 'sandbox', 'vault.json'));
    const line = terminalLine(terminal, join(dir, 'subscriptions.csv'));
    const playing = playPeople({ info, vault, line, signal: stop.signal });
    const code = await terminal.ended;
    stop.abort();
    await playing;
    expect(code, terminal.text).toBe(0);
    // From the first step to the last, and then what came of it.
    expect(terminal.text).toMatch(/✓ Check the org.*✓ Write the report.*Okta to Kiro, example\.com: done/s);
    const file = readdirSync(join(dir, 'reports')).find((name) => name.endsWith('.json'));
    const report = JSON.parse(readFileSync(join(dir, 'reports', file ?? ''), 'utf8')) as Report;
    const answered = report.steps.filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    expect(answered.filter(({ via }) => via !== 'terminal')).toEqual([]);
    expect(terminal.everything).not.toContain(vaultToken(dir));
  });
});
