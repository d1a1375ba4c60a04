import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { calmWorld, CLIENT_ID, input, ISSUER, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, isAsked, reportOf, send, statusOf, until, withRun } from './harness.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

describe('the whole run', () => {
  it('goes from preflight to report with every person answering, in at most 225 events', async () => {
    const world = await calmWorld();
    await withRun(env, bundle, world, async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS);
      const report = await handle.result();
      expect(report.outcome).toBe('done');
      expect(report.steps.filter((step) => step.state !== 'done')).toEqual([]);
      const { events } = await handle.fetchHistory();
      // Usually 191 to 212: things that arrive together share a workflow task. 225 if none of them do.
      expect(events!.length).toBeLessThanOrEqual(225);
    });
  });

  it('carries 5,000 groups in each of two lists, in a history far below 50 MB', async () => {
    const groups = (of: string): string[] =>
      Array.from({ length: 5_000 }, (_, at) => `Kiro group of ${of} number ${at}`);
    const lists = {
      signIn: { ...input.signIn, groups: groups('sign-in') },
      provision: { ...input.provision, groups: groups('provision') },
    };
    await withRun(
      env,
      bundle,
      await calmWorld(),
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS);
        expect((await handle.result()).outcome).toBe('done');
        const { raw } = await handle.describe();
        // Seen: 4 MB for an input of 370 kB.
        expect(Number(raw.workflowExecutionInfo?.historySizeBytes)).toBeLessThan(10_000_000);
      },
      lists,
    );
  });

  it('takes answers before their step is asked, as soon as their check has what it needs', async () => {
    // DNS is not there yet, so that its question stays.
    const awaitTxtRecord = async (): Promise<never> => {
      throw ApplicationFailure.create({ type: 'NotYet', message: 'not there yet', nextRetryDelay: '1h' });
    };
    await withRun(env, bundle, await calmWorld({ awaitTxtRecord }), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      expect(await send(handle, 'domainAdded', { verificationToken: '"kiro-site-verification=1"' })).toBeNull();
      expect(await send(handle, 'scimAccessIssued', { endpoint: 'https://scim.example.com/t/scim/v2/' })).toBeNull();
      expect(
        await send(handle, 'kiroProfileEnabled', {
          issuer: `${ISSUER}/`,
          clientId: CLIENT_ID,
          by: 'ana@example.com',
          via: 'slack',
        }),
      ).toBeNull();
      const status = await until(handle, isAsked('dnsRecordPublished'));
      expect(status.steps.find((step) => step.id === 'kiro-profile')).toMatchObject({
        state: 'done',
        by: 'ana@example.com',
        via: 'slack',
      });
      expect(status.warnings.join(' ')).toContain('another form');
    });
  });

  it('ends with a report of what was open when it is cancelled', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await until(handle, isAsked('kiroProfileEnabled'));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      const report = await reportOf(handle);
      expect(report.outcome).toBe('cancelled');
      expect(report.steps.find((step) => step.id === 'kiro-profile')?.state).toBe('waiting');
      expect(report.steps.find((step) => step.id === 'oidc-application')?.evidence.length).toBeGreaterThan(0);
      expect((await statusOf(handle)).outcome).toBe('cancelled');
    });
  });
});
