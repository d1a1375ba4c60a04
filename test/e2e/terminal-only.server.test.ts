import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../runbook/words/report.js';
import { playPeople } from '../../sandbox/people.js';
import { openVault } from '../../sandbox/vault.js';
import { DEEP } from '../support/how-often.js';
import { PlayedRun } from './played-run.js';
import { freePorts, killTemporal, vaultToken, type Command } from './support.js';
import { Terminal } from './terminal.js';
import { terminalLine } from './terminal-person.js';

let played: PlayedRun;
let terminal: Terminal;
let startTemporal: () => Command;

// `script` takes other flags on other systems. `npm test` tries single answers (terminal.server.test.ts).
describe.runIf(DEEP && process.platform === 'linux')('an onboarding at the terminal alone, all of it proven', () => {
  beforeAll(async () => {
    played = new PlayedRun();
    await played.openSandbox();
    const [port, uiPort] = await freePorts(2);
    startTemporal = () => played.start('cli/temporal.ts', ['--json', '--port', `${port}`, '--ui-port', `${uiPort}`]);
    const temporal = startTemporal();
    await temporal.until(() => temporal.lines.length > 0);
    const env = { KIRO_STATE_DIR: played.dir, OKTA_CLIENT_TOKEN: played.info.okta.token };
    const config = join(played.dir, 'proven.yaml');
    writeFileSync(config, readFileSync(played.info.config, 'utf8').replace('proof: none', 'proof: all'));
    terminal = new Terminal('starter.ts', ['--config', config], env);
  });
  afterAll(async () => {
    terminal.kill();
    await played.close();
  });

  it('is done, every answer typed there, one of them while Temporal was away', async () => {
    await terminal.until(/issuer: As pasted/);
    await killTemporal(played.dir);
    startTemporal();
    const vault = openVault(join(played.dir, 'sandbox', 'vault.json'));
    const line = terminalLine(terminal, join(played.dir, 'subscriptions.csv'));
    const stop = new AbortController();
    const playing = playPeople({ info: played.info, vault, line, signal: stop.signal });
    const code = await terminal.ended;
    stop.abort();
    await playing;
    expect(code, terminal.text).toBe(0);
    // From the first step to the last, and then what came of it.
    expect(terminal.text).toMatch(/✓ Check the org.*✓ Write the report.*Okta to Kiro, example\.com: done/s);
    const answered = report().steps.filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    expect(answered.filter(({ via, sender }) => via !== 'terminal' || sender !== 'proven')).toEqual([]);
    // The account at this machine is proven, and no person.
    expect(answered.map(({ by }) => by)).toContain(`${userInfo().username} (the operator, for ana@example.com)`);
    expect(terminal.text).not.toContain('unproven');
  });

  it('showed no token on the screen, though one was sent', () => {
    const { evidence } = report().steps.find(({ id }) => id === 'scim-access')!;
    expect(evidence.map(({ value }) => value).join()).toContain('answered with the token');
    expect(terminal.everything).not.toContain(vaultToken(played.dir));
  });
});

function report(): Report {
  const folder = join(played.dir, 'reports');
  const file = readdirSync(folder).find((name) => name.endsWith('.json'));
  return JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as Report;
}
