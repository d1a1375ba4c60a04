import { join } from 'node:path';
import { expect } from 'vitest';
import type { Report, ReportStep } from '../../runbook/words/report.js';
import { type PeopleLine, playPeople } from '../../sandbox/people.js';
import { openVault } from '../../sandbox/vault.js';
import type { SandboxInfo } from '../../sandbox/start.js';
import { ANY_PORTS, Command, killTemporal, newStateDir, type ResultLine } from './support.js';

/** A sandbox and a run on it, each in a process of its own, whose people answer by whatever is tested. */
export class PlayedRun {
  readonly dir: string;
  private readonly remove: () => void;
  private readonly started: Command[] = [];
  private sandbox: SandboxInfo | null = null;
  private run: Command | null = null;

  /** @param env what every process gets beside its state folder */
  constructor(private readonly env: Record<string, string> = {}) {
    const { dir, remove } = newStateDir();
    this.dir = dir;
    this.remove = remove;
  }

  /** What the sandbox says of itself; there once it is open. */
  get info(): SandboxInfo {
    if (this.sandbox === null) throw new Error('The sandbox is not open.');
    return this.sandbox;
  }

  /** The command that follows the run; there once that is begun. */
  get command(): Command {
    if (this.run === null) throw new Error('The run has not begun.');
    return this.run;
  }

  start(script: string, args: string[], env: Record<string, string> = {}): Command {
    const command = new Command(script, args, { KIRO_STATE_DIR: this.dir, ...this.env, ...env });
    this.started.push(command);
    return command;
  }

  async openSandbox(): Promise<void> {
    const command = this.start('sandbox/cli.ts', ANY_PORTS);
    await command.until(() => command.lines.length > 0);
    this.sandbox = JSON.parse(command.lines[0] ?? '') as SandboxInfo;
  }

  /** Begins the run of a configuration, by default the sandbox's own; resolves when it says something. */
  async begin(config = this.info.config): Promise<void> {
    const run = this.start('starter.ts', ['--config', config, '--json'], { OKTA_CLIENT_TOKEN: this.info.okta.token });
    this.run = run;
    await run.until(() => run.lines.length > 0);
  }

  /** Resolves when the Kiro admin is asked for the profile. */
  async untilAsked(): Promise<void> {
    const { command } = this;
    await command.until(() =>
      command.events.some((one) => one.type === 'waiting' && one.message === 'kiroProfileEnabled'),
    );
  }

  /** Lets people answer until the run is done; the steps that somebody answered for, and the report. */
  async play(line: PeopleLine): Promise<{ answered: ReportStep[]; report: Report }> {
    const stop = new AbortController();
    const vault = openVault(join(this.dir, 'sandbox', 'vault.json'));
    const playing = playPeople({ info: this.info, vault, line, signal: stop.signal });
    const code = await this.command.ended;
    stop.abort();
    await playing;
    const { outcome, report } = this.command.events.at(-1) as ResultLine;
    expect([code, outcome], this.command.stderr).toEqual([0, 'done']);
    const answered = report!.steps.filter((step) => step.by !== null);
    expect(answered.map(({ id }) => id)).toContain('pilot-sign-in');
    return { answered, report: report! };
  }

  async close(): Promise<void> {
    for (const command of this.started) command.kill();
    await killTemporal(this.dir);
    this.remove();
  }
}
