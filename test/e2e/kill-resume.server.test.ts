import { afterAll, expect, it } from 'vitest';
import type { StepId } from '../../runbook/onboarding/steps.js';
import { connectClient } from '../../temporal/connect.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { Command, killTemporal, newStateDir, sandboxPorts, type Line, type ResultLine } from './support.js';

const { dir, remove } = newStateDir();
const started: Command[] = [];
afterAll(async () => {
  for (const command of started) command.kill();
  await killTemporal(dir);
  remove();
});

const isStep = (id: StepId, state: string) => (line: Line) =>
  line.type === 'step' && line.id === id && line.state === state;

/** Where the run is killed: among the first writes, and while people and DNS are waited for. */
const KILLED_AT = [isStep('oidc-application', 'done'), isStep('domain', 'done')];

/** Okta takes no push mapping until this process is killed, so that the run cannot be over before it is. */
async function holdBack(flags: string[]): Promise<void> {
  const url = `http://127.0.0.1:${flags[flags.indexOf('--okta-port') + 1]}/sandbox/faults`;
  const fault = {
    method: 'POST',
    path: '/api/v1/apps/*/group-push/mappings',
    kind: 'status',
    status: 503,
    times: 1000,
  };
  const headers = { 'content-type': 'application/json' };
  for (;;) {
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(fault) }).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * What the command has been told may be one workflow task ahead of what Temporal has written down. With the command
 * standing still, an answer of the server about the run means that it has caught up.
 */
async function writtenDown(): Promise<void> {
  const client = await connectClient(await embeddedSettings(dir));
  for await (const run of client.workflow.list()) await client.workflow.getHandle(run.workflowId).describe();
  await client.connection.close();
}

it('goes on after every kill -9 of the command, its worker, the sandbox and Temporal', async () => {
  const ports = await sandboxPorts();
  const args = ['--json', ...ports];
  const start = (): Command => {
    const command = new Command('starter.ts', args, { KIRO_STATE_DIR: dir });
    started.push(command);
    return command;
  };
  const doneSince = new Map<string, string | null>();
  for (const isThere of KILLED_AT) {
    const command = start();
    await holdBack(ports);
    await command.until(() => command.events.some(isThere));
    command.kill('SIGSTOP');
    await writtenDown();
    command.kill();
    await killTemporal(dir);
    expect(await command.ended).toBeNull();
    for (const line of command.events) {
      if (line.type !== 'step' || line.state !== 'done') continue;
      // What an earlier process has seen done is not done again.
      expect([line.id, doneSince.get(line.id) ?? line.since]).toEqual([line.id, line.since]);
      doneSince.set(line.id, line.since);
    }
  }

  const last = start();
  expect(await last.ended).toBe(0);
  const { outcome, report } = last.events.at(-1) as ResultLine;
  expect(outcome).toBe('done');
  const since = report?.steps.filter(({ id }) => doneSince.has(id)).map(({ id, at }) => [id, at]);
  expect(doneSince.size).toBeGreaterThan(5);
  expect(Object.fromEntries(since ?? [])).toEqual(Object.fromEntries(doneSince));
  const [firstLine] = started[0]?.events ?? [];
  expect(Date.parse(report?.startedAt ?? '')).toBeLessThan(Date.parse((firstLine as { at: string }).at));
}, 85_000);
