import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { settingsOfRun } from '../../client/find-runs.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { workflowIdFor } from '../../runbook/model/names.js';
import { leakWhilePlanned } from '../../runbook/rotate/rotation.js';
import { completedOffboardInput } from '../../runbook/offboard/offboard-input.js';
import { isOverAlready, joiningOffboarding } from '../../start/going-offboarding.js';
import { joinRun, joinRunbook, type RunToJoin } from '../../start/join-run.js';
import { hasty } from '../support/temporal.js';
import { calmWorld, input } from '../workflows/fake-world.js';
import { type Handle, isAsked, reportOf, until, workerFor } from '../workflows/harness.js';
import { onDevServer, type There } from '../workflows/suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

/** A connection of its own, with a task queue of that name. */
function itsOwn() {
  const taskQueue = `test-${randomUUID()}`;
  const given = { ...input, domain: `${taskQueue}.example.com` };
  return { taskQueue, given, workflowId: workflowIdFor(given) };
}

/** An input as a version wrote it that knew less. */
function older({ tokens: _tokens, waits, ...rest }: OnboardingInput): object {
  const { renewScimAccessMs: _renew, reviewAccessMs: _review, ...before } = waits;
  return { ...rest, waits: before };
}

describe('joining a run', () => {
  it('of an earlier version takes missing keys for their defaults', async () => {
    const { taskQueue, given, workflowId } = itsOwn();
    // No worker takes it up: joining needs none.
    const handle = await env.client.workflow.start('connectOktaToKiro', {
      workflowId,
      taskQueue,
      args: [older(given)],
    });
    try {
      const client = hasty(env.client);
      expect(await joinRun(client, given, taskQueue)).toMatchObject({ workflowId, joined: true, settings: [] });
      const changed = { ...given, tokens: { ...given.tokens, accessMinutes: 15 } };
      await expect(joinRun(client, changed, taskQueue)).rejects.toThrow('tokens.accessMinutes: 60 there, 15 here');
    } finally {
      await handle.terminate();
    }
  });

  it('of a planned rotation after a leak says what comes first', async () => {
    const { taskQueue, given } = itsOwn();
    const join = (compromised: boolean, changes: object = {}) =>
      joinRunbook(env.client, taskQueue, {
        type: 'rotateScimToken',
        workflowId: `${taskQueue}/rotate`,
        input: { ...given, ...changes, about: { compromised } } as OnboardingInput,
        completed: (one) => one as OnboardingInput,
        refusal: (other, id) => leakWhilePlanned({ compromised }, other, id),
        firstStep: 'new-token',
        summary: '',
        details: [],
      });
    const { workflowId } = await join(false);
    try {
      await expect(join(true)).rejects.toThrow(
        /Delete the leaked token in the Kiro console now; then end the planned rotation \(temporal workflow cancel -w '.*\/rotate'\)/,
      );
      await expect(join(true, { pilot: 'zoe@example.com' })).rejects.toThrow('another configuration');
    } finally {
      await env.client.workflow.getHandle(workflowId).terminate();
    }
  });

  it('of somebody who leaves raises it to --now, never takes that back, and knows when it is over', async () => {
    const { taskQueue, given } = itsOwn();
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const about = { login: 'lena@example.com', reason: null, ticket: null, now: false, hourMs: 1 };
    const workflowId = `${taskQueue}/offboard/lena%40example.com`;
    const join = (changes: object, isOneOfMany = false) => {
      const run: RunToJoin = {
        ...{ type: 'offboardUser', workflowId, firstStep: 'find', summary: '', details: [] },
        input: { ...given, about: { ...about, ...changes } } as OnboardingInput,
        completed: completedOffboardInput,
      };
      return joinRunbook(env.client, taskQueue, { ...run, adjusted: joiningOffboarding(run, isOneOfMany) });
    };
    const isOver = (now: boolean) =>
      isOverAlready(env.client, workflowId, { login: 'lena@example.com', now, json: false });
    const worker = await workerFor(env, bundle, await calmWorld(), taskQueue);
    await worker.runUntil(async () => {
      expect(await isOver(false)).toBe(false);
      await join({ reason: 'leaves', ticket: 'HR-1' });
      const handle = env.client.workflow.getHandle(workflowId) as Handle;
      await until(handle, isAsked('seatDeleted'));
      expect(await isOver(false)).toBe(false);
      // Nobody has to say the reason again; another one is another matter.
      expect(await join({})).toMatchObject({ joined: true });
      await expect(join({ reason: 'stays', now: true })).rejects.toThrow('about.reason');
      expect(await handle.query('leaving')).toMatchObject({ now: false });
      expect(await join({ now: true })).toMatchObject({ joined: true });
      expect(await handle.query('leaving')).toMatchObject({ now: true, reason: 'leaves' });
      await expect(join({})).rejects.toThrow(/lena@example\.com goes on with --now, which cannot be taken back/);
      expect(await join({}, true)).toMatchObject({ joined: true });
      await until(handle, isAsked('seatDeleted'));
      await handle.executeUpdate('seatDeleted', { args: [{ by: 'ana@example.com' }] });
      expect(await handle.result()).toMatchObject({ stamps: { refreshTokens: { confirmed: 'proven' } } });
      expect([await isOver(false), await isOver(true)]).toEqual([true, true]);
    });
    const lines = said.mock.calls.join('\n');
    said.mockRestore();
    expect(lines).toContain('lena@example.com: raised to --now, so their refresh tokens are revoked.');
    expect(lines).toMatch(
      /over since .*; not done again\. If they have access again: npm run offboard -- 'lena@example\.com'/,
    );
  });

  it('gives it the people, channels and waits of the configuration, and nothing else', async () => {
    const { taskQueue, given, workflowId } = itsOwn();
    const worker = await workerFor(env, bundle, await calmWorld(), taskQueue);
    await worker.runUntil(async () => {
      await joinRun(env.client, given, taskQueue);
      const handle = env.client.workflow.getHandle(workflowId) as Handle;
      try {
        await until(handle, isAsked('kiroProfileEnabled'));
        const people = { ...given.people, 'kiro-admin': { email: 'dee@example.com' } };
        const holiday = { ...given, people, waits: { ...given.waits, dueAfterMs: 3_600_000 } };
        const paths = ['people.kiro-admin.email', 'waits.dueAfterMs'];
        expect(await joinRun(env.client, holiday, taskQueue)).toMatchObject({ joined: true, settings: paths });
        expect(await joinRun(env.client, holiday, taskQueue)).toMatchObject({ joined: true, settings: [] });
        const [asked] = (await until(handle, isAsked('kiroProfileEnabled'))).waitingFor;
        expect(asked).toMatchObject({ person: 'dee@example.com' });
        expect(Date.parse(asked!.dueAt!) - Date.parse(asked!.since)).toBe(3_600_000);
        expect((await settingsOfRun(env.client, workflowId)).people['kiro-admin']?.email).toBe('dee@example.com');
        const said = expect.stringContaining(`has changed the settings of the run: ${paths.join(', ')}.`) as string;
        expect((await reportOf(handle)).warnings).toContainEqual(said);
        // Back to what the run was started with.
        expect(await joinRun(env.client, given, taskQueue)).toMatchObject({ settings: paths });
        expect((await until(handle, isAsked('kiroProfileEnabled'))).waitingFor[0]?.person).toBe('ana@example.com');
        const other = { ...holiday, pilot: 'zoe@example.com' };
        await expect(joinRun(env.client, other, taskQueue)).rejects.toThrow(
          /another configuration:\n {2}pilot: .*\nJoin/,
        );
      } finally {
        await handle.terminate();
      }
    });
  });
});
