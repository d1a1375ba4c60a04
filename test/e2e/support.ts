import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import type { RunEvent } from '../../client/follow-run.js';
import type { Report } from '../../runbook/words/report.js';
import { type Sandbox, startSandbox } from '../../sandbox/start.js';
import { readServerFile } from '../../temporal/server-file.js';

/** Where the commands run; it has no onboarding.yaml. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The last line of `start-onboarding --json`. */
export interface ResultLine {
  type: 'result';
  outcome: string;
  workflowId: string;
  report: Report | null;
}
export type Line = RunEvent | ResultLine;

/** A folder that is gone after `body`. */
export function newStateDir(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'kiro-e2e-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * A state folder for the tests of a file, with a sandbox that starts before them. After them the command that `started`
 * gives is killed, and all of it ends.
 */
export function sandboxOfFile(started: () => Command): { dir: string; sandbox: () => Sandbox } {
  const { dir, remove } = newStateDir();
  let sandbox: Sandbox;
  beforeAll(async () => {
    const ports = { oktaPort: 0, kiroPort: 0, dnsPort: 0, dnsConsolePort: 0 };
    sandbox = await startSandbox({ stateDir: join(dir, 'sandbox'), ...ports });
  });
  afterAll(async () => {
    started().kill();
    await killTemporal(dir);
    await sandbox.close();
    remove();
  });
  return { dir, sandbox: () => sandbox };
}

/** Ports that nobody uses at this moment. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

const PORT_FLAGS = ['--okta-port', '--kiro-port', '--dns-port', '--dns-console-port'];

/** Flags that move the sandbox to any ports. */
export const ANY_PORTS = PORT_FLAGS.flatMap((flag) => [flag, '0']);

/** Flags that move the sandbox to ports of its own, the same for every start of one test. */
export async function sandboxPorts(): Promise<string[]> {
  const ports = await freePorts(PORT_FLAGS.length);
  return PORT_FLAGS.flatMap((flag, index) => [flag, `${ports[index]}`]);
}

/** A command of the house as a process of its own, with all it prints. */
export class Command {
  stdout = '';
  stderr = '';
  /** The exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();
  private isOver = false;

  constructor(script: string, args: string[], env: Record<string, string> = {}, input = '') {
    const kept = Object.entries(process.env).filter(
      ([key]) => !/^(OKTA_|TEMPORAL_ADDRESS|KIRO_|DEBUG|VITEST)/.test(key),
    );
    this.child = spawn(process.execPath, ['cli/launch.js', script.replace(/\.ts$/, ''), ...args], {
      cwd: ROOT,
      env: { ...Object.fromEntries(kept), ...env },
      detached: true,
    });
    this.child.stdin?.end(input);
    this.child.stdout?.on('data', (chunk: Buffer) => this.heard(() => (this.stdout += chunk.toString())));
    this.child.stderr?.on('data', (chunk: Buffer) => this.heard(() => (this.stderr += chunk.toString())));
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code) => {
        this.isOver = true;
        this.heard(() => undefined);
        resolve(code);
      }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The lines so far; the last one only when it is whole. */
  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  get events(): Line[] {
    return this.lines.map((line) => JSON.parse(line) as Line);
  }

  /** Resolves as soon as the output says so. @throws when the command ends without. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo() && !this.isOver) return;
        this.watchers.delete(look);
        if (isSo()) resolve();
        else reject(new Error(`It ended without what was waited for.\n${this.stdout.slice(-2000)}\n${this.stderr}`));
      };
      this.watchers.add(look);
      look();
    });
  }

  /** End the whole process group. */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' = 'SIGKILL'): void {
    if (!this.isOver && this.child.pid !== undefined) process.kill(-this.child.pid, signal);
  }

  private heard(change: () => void): void {
    change();
    for (const look of [...this.watchers]) look();
  }
}

/** The plaintext token that the played Kiro admin has put into the vault. */
export function vaultToken(stateDir: string): string {
  const vault = JSON.parse(readFileSync(join(stateDir, 'sandbox', 'vault.json'), 'utf8')) as Record<string, string>;
  const [entry] = Object.values(vault);
  return (JSON.parse(entry ?? '{}') as { token: string }).token;
}

/** End the embedded Temporal of that folder without a word, if it runs. */
export async function killTemporal(stateDir: string): Promise<void> {
  const server = await readServerFile(join(stateDir, 'temporal'));
  if (server === null) return;
  try {
    process.kill(server.process.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
