import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { NoticeTask } from '../../runbook/outside.js';
import { calmWorld, input, needsPerson, RIGHT_ANSWERS, type World } from './fake-world.js';
import { answerInOrder, isAsked, reportOf, send, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

const withWebhook = { notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' } };

async function listening(
  changes: Partial<World> = {},
): Promise<{ world: World; sent: NoticeTask[]; kinds: () => string[] }> {
  const sent: NoticeTask[] = [];
  const world = await calmWorld({
    notify: async (task) => {
      sent.push(task);
      return {};
    },
    ...changes,
  });
  const kinds = (): string[] =>
    sent.flatMap(({ notice }) => notice.events.map(({ kind, step }) => `${kind} ${step ?? ''}`.trim()));
  return { world, sent, kinds };
}

describe('notices', () => {
  it('tell who is asked, what was answered and how it ended, once each, what happens at once together', async () => {
    const { world, sent, kinds } = await listening();
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS);
        await handle.result();
      },
      withWebhook,
    );
    const asked = kinds().filter((kind) => kind.startsWith('asked'));
    expect(asked).toContain('asked domain');
    expect(new Set(asked).size).toBe(asked.length);
    expect(kinds()).toContain('answered kiro-profile');
    expect(kinds().at(-1)).toBe('finished');
    expect(new Set(sent.map(({ notice }) => notice.id)).size).toBe(sent.length);
    // The answer and the questions that it leads to are one notice.
    const answer = sent.find(
      ({ notice }) => notice.events[0]?.step === 'kiro-profile' && notice.events[0].kind === 'answered',
    );
    expect(answer!.notice.events.map(({ kind }) => kind)).toEqual(['answered', 'asked', 'asked']);
    const first = sent.find(({ notice }) => notice.events[0]?.kind === 'asked')!;
    expect(first.notice).toMatchObject({
      events: [{ to: ['ana@example.com'], text: 'ana@example.com is asked: Create the Kiro profile.' }],
      status: { waitingFor: [{ message: 'kiroProfileEnabled' }] },
    });
  });

  it('tell why an answer is asked for again, and of refused Signals without flooding anybody', async () => {
    let tries = 0;
    const { world, sent, kinds } = await listening({
      checkScimAccess: async () => {
        tries += 1;
        if (tries === 1) throw needsPerson('The endpoint does not answer.');
        return { evidence: [], changes: [], warnings: [] };
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS, 'scimAccessIssued');
        await send(handle, 'scimAccessIssued', {
          endpoint: 'https://scim.example.com/a/scim/v2',
          by: 'ana@example.com',
        });
        await until(handle, (now) => now.waitingFor.some((one) => one.step === 'scim-access' && one.reason !== null));
        for (let i = 0; i < 40; i += 1) await handle.signal('nonsense', {});
        await until(handle, (now) => now.refusedCount === 41);
        await answerInOrder(handle, RIGHT_ANSWERS.slice(4));
        await handle.result();
      },
      withWebhook,
    );
    expect(kinds()).toContain('check-failed scim-access');
    expect(kinds().filter((kind) => kind === 'refused')).toHaveLength(19);
    expect(sent.every(({ notice }) => notice.status.refusals.length <= 3)).toBe(true);
  });

  it('are retried, given up without a word to anybody but the report, and never block the run', async () => {
    let tries = 0;
    const { world } = await listening({
      notify: async () => {
        tries += 1;
        throw tries === 1
          ? ApplicationFailure.create({ message: 'The webhook answered 503.' })
          : ApplicationFailure.nonRetryable('The webhook answered 410.');
      },
    });
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await until(handle, isAsked('kiroProfileEnabled'));
        await answerInOrder(handle, RIGHT_ANSWERS);
        expect((await handle.result()).outcome).toBe('done');
        const told = (await reportOf(handle)).warnings.filter((warning) => warning.includes('delivered'));
        expect(told).toHaveLength(1);
        expect(told[0]).toMatch(/^\d+ notice\(s\) could not be delivered by webhook, .*The webhook answered 410\.$/);
      },
      withWebhook,
    );
    expect(tries).toBeGreaterThanOrEqual(2);
  });

  it('end with a run that is cancelled or stopped', async () => {
    for (const end of ['cancel', 'stop'] as const) {
      const { world, sent } = await listening({ checkToken: async () => Promise.reject(needsPerson('No.')) });
      await withRun(
        env,
        bundle,
        world,
        async (handle) => {
          await until(handle, isAsked('stepDone', 'token-check'));
          if (end === 'cancel') await handle.cancel();
          else await send(handle, 'decisionMade', { step: 'token-check', decision: 'stop', reason: 'enough' });
          await handle.result().catch(() => undefined);
        },
        withWebhook,
      );
      const last = sent.at(-1)!.notice;
      expect(last.events.at(-1)!.kind).toBe('finished');
      expect(last.status.outcome).toBe(end === 'cancel' ? 'cancelled' : 'failed');
    }
  });
});
