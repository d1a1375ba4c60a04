import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxInfo } from '../sandbox/start.js';
import { Command, killTemporal, newStateDir, sandboxPorts } from '../test/e2e/support.js';

/** How many people leave at once, and how many of them the rest is compared with. */
const LEAVERS = 200;
const FIRST = 50;

/** 200 people offboarded from a file in the sandbox: memory of the command and pace, the last 150 beside the first 50. */
export async function manyLeavers(): Promise<string[]> {
  const { dir, remove } = newStateDir();
  const ports = await sandboxPorts();
  const env = { KIRO_STATE_DIR: dir };
  const onboarding = new Command('starter.ts', ['--json', ...ports], env);
  await onboarding.ended;
  const logins = Array.from({ length: LEAVERS }, (_, index) => `leaver${index}@example.com`);
  await hire(logins, ports, env);
  const file = join(dir, 'leavers.txt');
  writeFileSync(file, logins.join('\n'));
  const began = performance.now();
  const offboard = new Command('start/offboard.ts', ['--file', file, '--json', ...ports], env);
  const overNow = (): number => offboard.events.filter((one) => one.type === 'result').length;
  try {
    await offboard.until(() => overNow() >= FIRST);
    const [firstMs, firstMb] = [performance.now() - began, memoryOf(offboard)];
    await offboard.until(() => overNow() >= LEAVERS - 1);
    const [allMs, allMb] = [performance.now() - began, memoryOf(offboard)];
    await offboard.ended;
    const pace = (allMs - firstMs) / (LEAVERS - FIRST) / (firstMs / FIRST);
    return [
      `${LEAVERS} leavers from a file: memory ${(allMb / firstMb).toFixed(2)} x that after ${FIRST} (${allMb.toFixed(0)} MB); ` +
        `a leaver takes ${pace.toFixed(2)} x as long after ${FIRST} as before (${(allMs / LEAVERS / 1_000).toFixed(2)} s each)`,
    ];
  } finally {
    offboard.kill();
    await killTemporal(dir);
    remove();
  }
}

/** They come into the sandbox's org, and into the group that has access. */
async function hire(logins: string[], ports: string[], env: Record<string, string>): Promise<void> {
  const sandbox = new Command('sandbox/cli.ts', ports, env);
  await sandbox.until(() => sandbox.lines.length > 0);
  const { okta } = JSON.parse(sandbox.lines[0] ?? '') as SandboxInfo;
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${okta.orgUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `SSWS ${okta.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (response.status === 204 ? null : await response.json()) as T;
  };
  const groups = await call<{ id: string; type: string; profile: { name: string } }[]>('GET', '/groups?limit=200');
  // What was imported from Kiro has the same name, and its members are Kiro's.
  const wanted = groups.filter(
    ({ type, profile }) => type === 'OKTA_GROUP' && ['Kiro Users', 'Kiro Team'].includes(profile.name),
  );
  for (const login of logins) {
    const profile = { login, email: login, firstName: 'Lea', lastName: login };
    const { id } = await call<{ id: string }>('POST', '/users?activate=true', { profile });
    for (const group of wanted) await call('PUT', `/groups/${group.id}/users/${id}`);
  }
  sandbox.kill('SIGTERM');
  await sandbox.ended;
}

/** Resident memory of a command. MB. */
const memoryOf = ({ pid }: Command): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString()) / 1_000;
