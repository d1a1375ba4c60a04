import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { describe, expect, it } from 'vitest';
import { createOktaActivities } from '../../activities/okta/okta-activities.js';
import { oktaClient } from '../../activities/okta/okta-client.js';
import type { OktaActivities } from '../../runbook/outside.js';
import type { Finding, Proof } from '../../runbook/model/proof.js';
import { startOrg, TEST_PATIENCE, type Org } from '../activities/okta/support.js';
import { calmWorld, needsPerson, proof } from './fake-world.js';
import { gate, isAsked, send, until, withRun, type Handle } from './harness.js';
import { onDevServer, type There } from './suite.js';
import { Secret } from '../../runbook/secrets/secret.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const USERS = ['ana', 'ben', 'cem', 'dee', 'eva', 'finn', 'gita', 'hugo'].map((name) => `${name}@example.com`);
const redo = (handle: Handle): Promise<unknown> =>
  send(handle, 'redoStep', { step: 'authorization-server', reason: 'changed by hand' });
const isRunning = (id: string) => (status: { steps: { id: string; state: string }[] }) =>
  status.steps.some((step) => step.id === id && step.state === 'running');

interface Write {
  /** Which execution of the activity made it. */
  by: number;
  end: number;
}

interface Watched {
  begun: number[];
  writes: Write[];
  assign: (...args: Parameters<OktaActivities['ensureSignInAssignments']>) => Promise<Proof & { findings: Finding[] }>;
}

/** The real activity, each execution with its own client, so that each write shows who made it. */
function watched(org: Org): Watched {
  const begun: number[] = [];
  const writes: Write[] = [];
  return {
    begun,
    writes,
    async assign(task) {
      const by = begun.push(Date.now());
      const client = oktaClient(
        { orgUrl: org.url, credentials: { mode: 'token', token: new Secret(org.token) } },
        TEST_PATIENCE,
      );
      const { http } = client.sdk;
      const call = http.http.bind(http);
      http.http = (uri, request, context) =>
        call(uri, request, context).finally(() => {
          if (request !== undefined && 'method' in request && request.method !== 'GET')
            writes.push({ by, end: Date.now() });
        });
      return createOktaActivities({ client }).ensureSignInAssignments(task);
    },
  };
}

describe('an Okta activity that is broken off', () => {
  it('writes nothing more once the step is done again', async () => {
    const org = await startOrg({}, { signIn: { groups: [], users: USERS, test: 'off' } });
    await org.fault({ method: 'POST', path: '/api/v1/apps/*/users', kind: 'delay', delayMs: 700, times: 99 });
    const { assign, begun, writes } = watched(org);
    const world = await calmWorld({
      ensureOidcApplication: (task) => org.okta.ensureOidcApplication(task),
      ensureSignInAssignments: assign,
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await until(handle, () => writes.length > 0);
        expect(await send(handle, 'redoStep', { step: 'oidc-application', reason: 'changed by hand' })).toBeNull();
        await until(handle, ({ steps }) =>
          steps.some(({ id, state }) => id === 'sign-in-assignments' && state === 'done'),
        );
      },
      org.task.input,
    );
    const first = writes.filter(({ by }) => by === 1);
    expect(begun).toHaveLength(2);
    expect(Math.max(...first.map(({ end }) => end))).toBeLessThanOrEqual(begun[1]!);
    expect(first.length).toBeLessThan(USERS.length);
    expect(writes).toHaveLength(USERS.length);
  });

  it.concurrent('is no trouble where it ends with one, and leaves none', async () => {
    let times = 0;
    const world = await calmWorld({
      ensureScopes: async () => {
        if ((times += 1) === 1) await Context.current().cancelled.catch(() => Promise.reject(needsPerson('No.')));
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isRunning('scopes'));
      expect(await redo(handle)).toBeNull();
      const status = await until(handle, isAsked('kiroProfileEnabled'));
      expect([times, status.waitingFor.map(({ step }) => step)]).toEqual([2, ['kiro-profile']]);
    });
  });

  it.concurrent('has come to rest before the report of a cancelled run is written', async () => {
    const order: string[] = [];
    const world = await calmWorld({
      ensureScopes: async () => {
        await Context.current().cancelled.catch(() => undefined);
        await delay(300);
        order.push('last write');
        return proof;
      },
      writeReport: async ({ report }) => {
        order.push('report', ...report.steps.filter(({ id }) => id === 'scopes').map(({ state }) => state));
        return proof;
      },
    });
    await withRun(env, bundle, world, async (handle) => {
      await until(handle, isRunning('scopes'));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
    });
    expect(order).toEqual(['last write', 'report', 'done']);
  });

  it.concurrent('by a worker that has died holds the run up no longer than its heartbeat timeout', async () => {
    const { open, opened } = gate();
    let times = 0;
    const world = await calmWorld({
      ensureScopes: async () => {
        if ((times += 1) === 1) await opened;
        return proof;
      },
    });
    // Without a heartbeat, and without an end.
    const dead = { interceptors: {} };
    const isDone = async (handle: Handle): Promise<void> => {
      await until(handle, isRunning('scopes'));
      expect(await redo(handle)).toBeNull();
      await until(handle, isAsked('kiroProfileEnabled'), 15_000);
    };
    await withRun(env, bundle, world, (handle) => isDone(handle).finally(open), {}, dead);
    expect(times).toBe(2);
  });
});
