import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { DEEP } from '../support/how-often.js';
import { connectClient } from '../../temporal/connect.js';
import type { OktaState } from '../../sandbox/okta/okta-state.js';
import { embeddedSettings } from '../../temporal/running-server.js';
import { Command, killTemporal, newStateDir, sandboxPorts, vaultToken, type Line, type ResultLine } from './support.js';

const { dir, remove } = newStateDir();
const started: Command[] = [];
afterAll(async () => {
  for (const command of started) command.kill();
  await killTemporal(dir);
  remove();
});

const isStep = (id: string, state: string) => (line: Line) =>
  line.type === 'step' && line.id === id && line.state === state;

/** Where the run is killed: while people and DNS are waited for, and in the long look among the first writes before. */
const KILLED_AT = [...(DEEP ? [isStep('oidc-application', 'done')] : []), isStep('domain', 'done')];

const PUSHES = '/api/v1/apps/*/group-push/mappings';

/** Okta does no such thing (push a group, as a rule) until this process is killed, so that the run cannot be over before it is. */
async function holdBack(flags: string[], method = 'POST', path = PUSHES): Promise<void> {
  const url = `http://127.0.0.1:${flags[flags.indexOf('--okta-port') + 1]}/sandbox/faults`;
  const fault = {
    method,
    path,
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

let ports: string[];

it('goes on after every kill -9 of the command, its worker, the sandbox and Temporal', async () => {
  ports = await sandboxPorts();
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
}, 240_000);

it.runIf(DEEP)(
  'goes on with a rotation of the token that was killed before Okta had the new one',
  async () => {
    const start = (...more: string[]): Command => {
      const command = new Command('start/rotate-token.ts', ['--json', ...ports, ...more], { KIRO_STATE_DIR: dir });
      started.push(command);
      return command;
    };
    const old = vaultToken(dir);
    const killed = start();
    await holdBack(ports, 'GET');
    await killed.until(() => killed.events.some(isStep('probe', 'done')));
    killed.kill('SIGSTOP');
    await writtenDown();
    killed.kill();
    await killTemporal(dir);
    // The one that is going on is planned, and is not turned into another.
    const other = start('--compromised');
    expect(await other.ended).toBe(2);
    expect(other.stderr).toContain('Delete the leaked token in the Kiro console now');

    const last = start();
    expect(await last.ended, last.stderr).toBe(0);
    const { report } = last.events.at(-1) as ResultLine;
    const confirmed = Object.fromEntries(report?.steps.map((step) => [step.id, step.confirmed]) ?? []);
    expect(confirmed).toMatchObject({ probe: 'proven', 'push-after': 'proven', 'old-is-dead': 'proven' });
    expect(vaultToken(dir)).not.toBe(old);
    for (const text of [old, vaultToken(dir)]) expect(killed.stdout + last.stdout + last.stderr).not.toContain(text);
  },
  240_000,
);

it.runIf(DEEP)(
  'goes on with an offboarding that was killed between two writes, and does neither twice',
  async () => {
    const org = (): OktaState => JSON.parse(readFileSync(join(dir, 'sandbox', 'okta.json'), 'utf8')) as OktaState;
    const login = 'lena@example.com';
    const start = (): Command => {
      const command = new Command('start/offboard.ts', [login, '--json', ...ports], { KIRO_STATE_DIR: dir });
      started.push(command);
      return command;
    };
    const groups = org().groups.filter(({ type }) => type === 'OKTA_GROUP');
    const users = groups.find(({ profile }) => profile.name === 'Kiro Users')!;
    const killed = start();
    await holdBack(ports, 'DELETE', `/api/v1/groups/${users.id}/users/*`);
    await killed.until(() => killed.events.some(isStep('push-group', 'done')));
    killed.kill('SIGSTOP');
    await writtenDown();
    killed.kill();
    await killTemporal(dir);
    const left = (): string[] =>
      org()
        .events.filter(({ eventType }) => eventType === 'group.user_membership.remove')
        .filter(({ target }) => target.some(({ alternateId }) => alternateId === login))
        .map(({ target }) => target.find(({ type }) => type === 'UserGroup')!.displayName);
    expect(left()).toEqual(['Kiro Team']);

    const last = start();
    expect(await last.ended, last.stderr).toBe(0);
    const { report } = last.events.at(-1) as ResultLine;
    const confirmed = Object.fromEntries(report?.steps.map((step) => [step.id, step.confirmed]) ?? []);
    expect(confirmed).toMatchObject({ 'push-group': 'proven', assignments: 'proven', 'kiro-groups': 'proven' });
    expect(left()).toEqual(['Kiro Team', 'Kiro Users']);
  },
  240_000,
);

it.runIf(DEEP)(
  'goes on with a reprovisioning that was killed while everybody was taken off, and gives all of them back',
  async () => {
    const org = (): OktaState => JSON.parse(readFileSync(join(dir, 'sandbox', 'okta.json'), 'utf8')) as OktaState;
    /** Who is assigned to what, as pairs of ids. */
    const assigned = (): string[] =>
      [
        ...org().appGroups.map(({ appId, groupId }) => `${appId} ${groupId}`),
        ...org()
          .appUsers.filter(({ scope }) => scope === 'USER')
          .map(({ appId, userId }) => `${appId} ${userId}`),
      ].sort();
    const run = (script: string, ...more: string[]): Command => {
      const command = new Command(script, [...more, '--json', ...ports], { KIRO_STATE_DIR: dir });
      started.push(command);
      return command;
    };
    const before = assigned();
    expect(await run('sandbox/cli.ts', '--drill', 'profile').ended).toBe(0);

    const killed = run('start/reprovision.ts');
    await holdBack(ports, 'PUT', '/api/v1/apps/*/groups/*');
    await killed.until(() => killed.events.some(isStep('provisioning-features', 'done')));
    killed.kill('SIGSTOP');
    await writtenDown();
    killed.kill();
    await killTemporal(dir);
    // The sign-in application alone is left to them.
    expect(assigned().length).toBeLessThan(before.length);

    const last = run('start/reprovision.ts');
    expect(await last.ended, last.stderr).toBe(0);
    const { report } = last.events.at(-1) as ResultLine;
    expect(report?.facts['stillOff']).toEqual([]);
    const states = Object.fromEntries(report?.steps.map((step) => [step.id, step.confirmed]) ?? []);
    expect(states).toMatchObject({
      'old-pushes': 'proven',
      'provisioning-assignments': 'proven',
      'push-groups': 'proven',
    });
    expect(assigned()).toEqual(before);
    // What was done before the end is not done again.
    const since = (command: Command): unknown =>
      command.events.find((line) => isStep('old-pushes', 'done')(line) && 'since' in line);
    expect(since(last)).toMatchObject({ since: (since(killed) as { since: string }).since });
  },
  240_000,
);
