import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporalCommand } from '../../runbook/commands.js';
import { workflowIdFor } from '../../runbook/names.js';
import type { Status } from '../../runbook/status.js';
import { playPeople } from '../../sandbox/people.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { openVault } from '../../sandbox/vault.js';
import { addressOf } from '../../temporal/address.js';
import { readServerFile } from '../../temporal/server-file.js';
import { Command, killTemporal, newStateDir, vaultToken, type ResultLine } from '../e2e/support.js';
import { describeWith, requirePath } from './programs.js';
import { run as runProgram, type Run } from './run.js';

describeWith(['sh'], 'the temporal command', () => {
  const { dir, remove } = newStateDir();
  const started: Command[] = [];
  let info: SandboxInfo;
  let run: Command;
  let address: string;
  let workflowId: string;

  beforeAll(async () => {
    const start = (script: string, args: string[], env = {}): Command => {
      const command = new Command(script, args, { KIRO_STATE_DIR: dir, ...env });
      started.push(command);
      return command;
    };
    // It stays when the run is over.
    const server = start('cli/temporal.ts', ['--json']);
    const ports = ['okta', 'kiro', 'dns', 'dns-console'].flatMap((name) => [`--${name}-port`, '0']);
    const sandbox = start('sandbox/cli.ts', ports);
    await Promise.all([server, sandbox].map((command) => command.until(() => command.lines.length > 0)));
    info = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
    address = addressOf((await readServerFile(join(dir, 'temporal')))!);
    workflowId = workflowIdFor(info.okta.orgUrl, 'example.com');
    run = start('starter.ts', ['--config', info.config, '--json'], { OKTA_CLIENT_TOKEN: info.okta.token });
    await run.until(() => run.lines.length > 0);
  });
  afterAll(async () => {
    for (const command of started) command.kill();
    await killTemporal(dir);
    remove();
  });

  /** A line as somebody types it into a shell. */
  const shell = (line: string): Promise<Run> => {
    const define = 'temporal() { "$TEMPORAL_CLI_PATH" "$@"; }';
    return runProgram(requirePath('sh'), ['-c', `${define}\n${line}`], { env: { TEMPORAL_ADDRESS: address } });
  };

  async function status(): Promise<Status> {
    const { stdout, output } = await shell(`temporal workflow query -w '${workflowId}' --name status -o json`);
    if (stdout === '') throw new Error(output);
    const [read] = (JSON.parse(stdout) as { queryResult: [Status] }).queryResult;
    const asked = read.waitingFor as Status['waitingFor'] | null;
    // The command shows an empty list as null.
    return {
      ...read,
      waitingFor: (asked ?? []).map((one) => ({ ...one, copy: one.copy ?? [], fields: one.fields ?? [] })),
    };
  }

  /** The command that the page shows, with the person's values where it has placeholders. */
  async function answer(message: string, value: Record<string, unknown>): Promise<string | null> {
    const asked = (await status()).waitingFor.find((one) => one.message === message);
    if (asked === undefined) return 'not asked';
    const shown = temporalCommand(workflowId, asked).replace(/"<(\w+)>"/g, (_, field: string) =>
      JSON.stringify(value[field]).replaceAll("'", `'\\''`),
    );
    const typed = message === 'domainVerified' ? shown.replace('update execute', 'signal') : shown;
    const { code, output } = await shell(typed);
    return code === 0 ? null : output;
  }

  it('tells why a command is refused that is pasted as it is shown', async () => {
    await run.until(() => run.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'));
    const profile = (await status()).waitingFor.find((one) => one.message === 'kiroProfileEnabled')!;
    const wrong = temporalCommand(workflowId, { ...profile, copy: [] });
    const { code, output } = await shell(wrong);
    expect([code, output]).toEqual([1, expect.stringContaining('<issuer> is only a placeholder')]);
  });

  it('carries a whole onboarding, without a sealed token', async () => {
    const stop = new AbortController();
    const vault = openVault(join(dir, 'sandbox', 'vault.json'));
    const line = { status, answer, seal: () => Promise.resolve('') };
    const playing = playPeople({ info, vault, line, signal: stop.signal });
    const code = await run.ended;
    stop.abort();
    await playing;
    const { outcome, report } = run.events.at(-1) as ResultLine;
    expect([code, outcome], run.stderr).toEqual([0, 'done']);
    const answered = (report?.steps ?? []).filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    const others = answered.filter(({ via }) => via !== 'update').map(({ id, via }) => [id, via]);
    expect(others).toEqual([['domain-verified', 'signal']]);
    expect(JSON.stringify(report)).not.toContain(vaultToken(dir));
  });
});
