import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** As the npm scripts start commands: compiled, where the build is fresh. */
const LAUNCH = fileURLToPath(new URL('../../cli/launch.js', import.meta.url));

/** A folder of its own for a command, removed after the test; with an `onboarding.yaml` where one is given. */
export function workFolder(yaml?: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'kiro-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  if (yaml !== undefined) writeFileSync(join(dir, 'onboarding.yaml'), yaml);
  return dir;
}

/** Starts a command in that folder, with these variables and none of the caller's Okta or Temporal ones. */
export function startCommand(
  file: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string> },
): ChildProcessWithoutNullStreams {
  const kept = Object.entries(process.env).filter(([name]) => !/^(OKTA_CLIENT_|TEMPORAL_(?!CLI))/.test(name));
  const child = spawn(process.execPath, [LAUNCH, `cli/${file.replace(/\.ts$/, '')}`, ...args], {
    cwd: options.cwd,
    env: { ...Object.fromEntries(kept), ...options.env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Runs a command to its end. */
export async function runToEnd(
  file: string,
  args: string[],
  options: { cwd: string; env?: Record<string, string>; stdin?: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = startCommand(file, args, options);
  child.stdin.end(options.stdin ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** The configuration of `inputFor` in `test/activities/okta/support.ts`, as a file. */
export const yamlFor = (orgUrl: string): string => `domain: example.com
okta: { orgUrl: "${orgUrl}" }
signIn: { groups: [Kiro Users], users: [yara@example.com] }
provision: { groups: [Kiro Users] }
push: { groups: [Kiro Team] }
subscribe: { groups: [Kiro Team], tier: Kiro Pro }
`;
