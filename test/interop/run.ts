import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface Run {
  code: number;
  stdout: string;
  /** Both streams, for a failed test's message. */
  output: string;
}

/** Run a program to its end. Never fails for its exit code. */
export async function run(command: string, args: string[], options: { cwd?: string; env?: object } = {}): Promise<Run> {
  const env = { ...process.env, ...options.env };
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], cwd: options.cwd, env });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, stdout, output: `${stdout}\n${stderr}` };
}
