import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { TxtQuery } from '../../runbook/outside.js';
import type { NoticeEvent } from '../../runbook/model/notice-events.js';
import { questionText } from '../../runbook/words/question-text.js';
import type { Status } from '../../runbook/words/status.js';
import { SKIPPING } from '../support/temporal.js';
import { AT_ANY_HOUR, calmWorld, input, proof, RIGHT_ANSWERS, TOKEN, type World } from './fake-world.js';
import { answerInOrder, isAsked, send, until, withRun, type Handle } from './harness.js';
import { onSkippedTime, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onSkippedTime((there) => ({ env, bundle } = there));

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No reminder within the test. */
/**
 * Events of a run, without those of its connection's record, which gets a message whenever there is news; nor
 * workflow tasks, which only follow other events.
 */
async function ownEvents(handle: Handle): Promise<number> {
  const all = (await handle.fetchHistory()).events!;
  const ofRecord = new Set(
    all
      .filter((event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'recordConnection')
      .map(({ eventId }) => String(eventId)),
  );
  return all.filter((event) => {
    const { activityTaskStartedEventAttributes: started, activityTaskCompletedEventAttributes: completed } = event;
    const of = String((started ?? completed)?.scheduledEventId ?? event.eventId);
    const isTask =
      event.workflowTaskScheduledEventAttributes != null ||
      event.workflowTaskStartedEventAttributes != null ||
      event.workflowTaskCompletedEventAttributes != null;
    return !ofRecord.has(of) && !isTask;
  }).length;
}

const quietly = { waits: { ...AT_ANY_HOUR, syncWindowMs: DAY, remindAfterMs: 60 * DAY } };

const now = (): Promise<number> => env.currentTimeMs();
const stepIn = (status: Status, id: string): Status['steps'][number] => status.steps.find((step) => step.id === id)!;

describe('the wait for DNS', SKIPPING, () => {
  /** Fails, as the real look-up does, until that long after its first attempt. */
  async function dnsAfter(waitMs: number): Promise<World> {
    let began: number | null = null;
    return calmWorld({
      awaitTxtRecord: async () => {
        began ??= await now();
        if ((await now()) - began >= waitMs) return proof;
        throw ApplicationFailure.create({
          type: 'NotYet',
          message: 'ns1.example.com has no such record yet',
          nextRetryDelay: 6 * HOUR,
          category: ApplicationFailureCategory.BENIGN,
        });
      },
    });
  }
  const seen = (status: Status): boolean => stepIn(status, 'dns-propagation').state === 'done';

  const eventsOfWait = async (days: number): Promise<number> =>
    withRun(
      env,
      bundle,
      await dnsAfter(days * DAY),
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        if (days > 0) {
          await until(handle, isAsked('checkNow', 'dns-propagation'));
          await env.sleep(days * DAY + 7 * HOUR);
        }
        await until(handle, seen);
        await until(handle, isAsked('domainVerified'));
        return ownEvents(handle);
      },
      quietly,
    );

  it('costs at most ten events more for fourteen days than for a record that is there at once', async () => {
    const [atOnce, late] = [await eventsOfWait(0), await eventsOfWait(14)];
    expect(late - atOnce).toBeLessThanOrEqual(10);
  });
});

describe('publishing', SKIPPING, () => {
  it('that fails for ten minutes becomes the work of the DNS admin, with the reason', async () => {
    const world = await calmWorld({
      publishTxtRecord: async () => {
        throw ApplicationFailure.create({ type: 'DnsUnavailable', message: 'ns1.example.com:53 does not answer.' });
      },
    });
    const late = { ...world, awaitTxtRecord: (query: TxtQuery) => world.watchTxtRecord(query) };
    const algorithm = 'hmac-sha256' as const;
    const rfc2136 = { server: 'ns1.example.com:53', zone: 'example.com', keyName: 'key', algorithm };
    const publishing = { dns: { ...input.dns, publish: 'rfc2136' as const, rfc2136 } };
    await withRun(
      env,
      bundle,
      late,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        await env.sleep(HOUR);
        const { waitingFor } = await until(handle, isAsked('dnsRecordPublished'));
        const asked = waitingFor.find(({ step }) => step === 'dns-record');
        expect(asked).toMatchObject({ role: 'dns-admin', reason: 'ns1.example.com:53 does not answer.' });
      },
      { ...quietly, ...publishing },
    );
  });
});

describe('the watch of the record, until Kiro says Verified', SKIPPING, () => {
  const eventsOfWatch = async (days: number): Promise<number> =>
    withRun(
      env,
      bundle,
      await calmWorld(),
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
        await until(handle, isAsked('domainVerified'));
        if (days > 0) await env.sleep(days * DAY);
        expect(await send(handle, 'domainVerified', {})).toBeNull();
        await until(handle, (status) => stepIn(status, 'domain-verified').state === 'done');
        // The branch beside it has come as far as it can, too.
        await until(handle, (status) => stepIn(status, 'scim-application').state === 'done');
        return ownEvents(handle);
      },
      quietly,
    );

  it('costs no more events for fourteen days than for a minute', async () => {
    const [atOnce, late] = [await eventsOfWatch(0), await eventsOfWatch(14)];
    expect(late - atOnce).toBeLessThanOrEqual(3);
  });
});

describe('reminders', SKIPPING, () => {
  it('go to the DNS admin with the whole question, where a published record is not there', async () => {
    const told: NoticeEvent[] = [];
    const missing = { problem: 'No name server gives it yet.', fix: null, more: [], isPublished: false };
    const world = await calmWorld({
      awaitTxtRecord: async ({ told: known }) => {
        if (known === null) return { ...proof, miss: { kind: 'missing', ...missing } };
        throw ApplicationFailure.create({ message: missing.problem, nextRetryDelay: 6 * HOUR });
      },
      notify: async ({ notice }) => {
        told.push(...notice.events);
        return {};
      },
    });
    const changes = {
      people: { ...input.people, 'dns-admin': { email: 'cem@example.com', escalateTo: { email: 'dee@example.com' } } },
      notify: { ...input.notify, webhook: 'https://hooks.example.com/kiro' },
      waits: { ...input.waits, dueAfterMs: 30 * HOUR },
    };
    await withRun(
      env,
      bundle,
      world,
      async (handle) => {
        await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 3));
        const record = (status: Status) => status.waitingFor.find(({ step }) => step === 'dns-record');
        await until(handle, (status) => record(status)?.reason?.startsWith('Published, but no name server') === true);
        await env.sleep(4 * HOUR + 60_000);
        const asked = record(await until(handle, (status) => record(status)?.reminders === 1))!;
        const mail = questionText(asked, handle.workflowId);
        for (const part of ['For cem@example.com (dns-admin)', 'Published, but no name server gives it', TOKEN])
          expect(mail).toContain(part);
        expect(mail).not.toMatch(/nobody|Nowhere|Nothing to do/);
        await env.sleep(30 * HOUR);
        await until(handle, (status) => record(status)?.overdue === true);
      },
      changes,
    );
    const textOf = (kind: string) => told.find((event) => event.kind === kind && event.step === 'dns-record');
    expect(textOf('reminder')?.text).toMatch(
      /^Reminder 1 to cem@example\.com: Publish the TXT .* Published, but no name/,
    );
    expect(textOf('escalation')).toMatchObject({ to: ['cem@example.com', 'dee@example.com'] });
    expect(textOf('escalation')?.text).toContain('Published, but no name server gives it yet.');
  });

  it('say what is to be shown to Kiro where DNS is right and the domain stays Pending', async () => {
    await withRun(env, bundle, await calmWorld(), async (handle) => {
      await answerInOrder(handle, RIGHT_ANSWERS.slice(0, 2));
      const verified = (status: Status) => status.waitingFor.find(({ message }) => message === 'domainVerified');
      expect(verified(await until(handle, isAsked('domainVerified')))?.copy).toEqual([]);
      await env.sleep(4 * HOUR + 60_000);
      const asked = verified(await until(handle, (status) => verified(status)?.reminders === 1));
      expect(asked?.instructions[0]).toContain('the fault is not in DNS');
      expect(asked?.copy).toMatchObject([
        { label: 'For Kiro support', value: expect.stringContaining('id: x1') as string },
      ]);
    });
  });
});
