import { randomUUID } from 'node:crypto';
import { temporal } from '@temporalio/proto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../runbook/words/status.js';
import { signed } from '../../sealing/signing.js';
import { keyFor } from '../support/sender-key.js';
import { calmWorld, RIGHT_ANSWERS } from './fake-world.js';
import { answerInOrder, isAsked, statusOf, until, withLimitedRun, type Handle } from './harness.js';
import { hostile, type Hostile } from './hostile-messages.js';
import { PLAIN_TOKEN } from './wrong-messages.js';
import { onDevServer, type There } from './suite.js';

let env: There['env'];
let bundle: There['bundle'];
onDevServer((there) => ({ env, bundle } = there));

/** `npm run test:hostile` sends 10,000. */
const MESSAGES = Number(process.env['KIRO_HOSTILE_MESSAGES'] ?? 200);
/** A run takes 10,000 Signals and 2,000 Updates at most. */
const A_RUN = 1_000;
/** So many are under way at once; Temporal allows ten Updates. */
const SIGNALS_AT_ONCE = 8;
const UPDATES_AT_ONCE = 8;
const { WorkflowTaskFailedCause } = temporal.api.enums.v1;
/** The server's own reasons to give a task again: a message came meanwhile, or more than 100 did while a busy worker had it. */
const MESSAGES_MEANWHILE = [
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
  WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
];
const SEED = Number(process.env['KIRO_HOSTILE_SEED'] ?? 20_261_124);

/** What is to be answered, at each point of the run. */
const POINTS = RIGHT_ANSWERS.filter(([message]) => message !== 'dnsRecordPublished');

/** Send it; an Update must be refused to its sender's face. */
async function send(handle: Handle, { kind, name, encoding, data }: Hostile): Promise<void> {
  const where = { namespace: env.namespace ?? 'default', workflowExecution: { workflowId: handle.workflowId } };
  const payloads = { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data }] };
  if (kind === 'signal') {
    const request = { ...where, signalName: name, input: payloads, requestId: randomUUID() };
    await env.client.workflowService.signalWorkflowExecution(request);
    return;
  }
  const { outcome } = await env.client.workflowService.updateWorkflowExecution({
    ...where,
    waitPolicy: {
      lifecycleStage:
        temporal.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED,
    },
    request: { meta: { updateId: randomUUID(), identity: 'test' }, input: { name, args: payloads } },
  });
  expect([name, data.toString().slice(0, 200), outcome?.failure == null]).toEqual([name, expect.anything(), false]);
}

async function sendAll(handle: Handle, messages: Hostile[]): Promise<void> {
  const lane = (kind: Hostile['kind'], atOnce: number): Promise<void>[] => {
    const left = messages.filter((message) => message.kind === kind);
    return Array.from({ length: atOnce }, async () => {
      for (let next = left.pop(); next !== undefined; next = left.pop()) await send(handle, next);
    });
  };
  await Promise.all([...lane('signal', SIGNALS_AT_ONCE), ...lane('update', UPDATES_AT_ONCE)]);
}

/** Without what a refusal is meant to change. */
const rest = ({ refusals: _shown, refusedCount: _counted, ...status }: Status): unknown => status;

async function failedTasks(handle: Handle): Promise<string[]> {
  const failed: string[] = [];
  for await (const { runId } of env.client.workflow.list({ query: `WorkflowId="${handle.workflowId}"` })) {
    const { events } = await env.client.workflow.getHandle(handle.workflowId, runId).fetchHistory();
    for (const { workflowTaskFailedEventAttributes: failure } of events ?? [])
      if (failure?.cause != null && !MESSAGES_MEANWHILE.includes(failure.cause))
        failed.push(`${WorkflowTaskFailedCause[failure.cause]}: ${failure.failure?.message}`);
  }
  return failed;
}

const trusted = keyFor('cli');
const stranger = keyFor('cli');
const KEYS = [{ key: trusted.key, via: 'cli', people: ['*'] }];

/** What the worker of a run trusts, and what its configuration asks for. */
const RULES = [
  ['without proofs', null, []],
  ['where sensitive messages need a proof', 'sensitive', KEYS],
  ['where all messages need a proof', 'all', KEYS],
] as const;
const SHARE = Math.ceil(MESSAGES / RULES.length);

/** Messages that are right but for their proof: none, one of a key that nobody trusts, one that has counted, one of another run. */
function unprovenOnes({ workflowId }: Handle, message: string, value: object, used: string | null): Hostile[] {
  const sub = 'ana@example.com';
  const sent = [
    { ...value, by: sub, via: 'cli' },
    signed(stranger, { workflowId, message, value, sub }),
    signed({ ...stranger, kid: trusted.kid }, { workflowId, message, value, sub }),
    signed(trusted, { workflowId: `${workflowId}/x`, message, value, sub }),
    ...(used === null ? [] : [{ ...value, proof: used }]),
  ];
  return sent.flatMap((one) =>
    (['signal', 'update'] as const).map((kind) => ({
      ...{ kind, name: message, encoding: 'json/plain' },
      data: Buffer.from(JSON.stringify(one)),
    })),
  );
}

/** The answer as a trusted front end sends it. */
const signedAnswer = (handle: Handle, message: string, value: object): Record<string, unknown> => ({
  ...signed(trusted, { workflowId: handle.workflowId, message, value, sub: 'ana@example.com' }),
});

describe('hostile messages', () => {
  it.each(RULES)(
    `${SHARE} of them %s, at every point of the run, change nothing, fail no workflow task and hold nothing up`,
    { timeout: 600_000 },
    async (_rule, proof, keys) => {
      const all = fc.sample(hostile, { numRuns: SHARE, seed: SEED });
      const world = await calmWorld({ senderKeys: async () => [...keys] });
      for (let from = 0; from < all.length; from += A_RUN) {
        const ofRun = all.slice(from, from + A_RUN);
        const share = Math.ceil(ofRun.length / POINTS.length);
        const play = async (first: Handle): Promise<void> => {
          const handle = env.client.workflow.getHandle(first.workflowId) as unknown as Handle;
          let refused = 0;
          let used: string | null = null;
          for (const [index, [message, value]] of POINTS.entries()) {
            await until(handle, isAsked(message));
            const before = await statusOf(handle);
            const sensitive = ['skipStep', { step: before.waitingFor[0]!.step, reason: 'seen', early: true }] as const;
            const [name, right] = proof === 'all' ? ([message, value] as const) : sensitive;
            const some = [
              ...ofRun.slice(index * share, (index + 1) * share),
              ...(proof === null ? [] : unprovenOnes(handle, name, right, used)),
            ];
            await sendAll(handle, some);
            refused += some.filter(({ kind }) => kind === 'signal').length;
            const after = await until(handle, (now) => now.refusedCount >= refused, 60_000);
            expect(after.refusedCount).toBe(refused);
            expect(after.refusals).toHaveLength(Math.min(refused, 50));
            expect(rest(after)).toEqual(rest(before));
            expect(JSON.stringify(after)).not.toContain(PLAIN_TOKEN);
            const answer = signedAnswer(handle, message, value);
            used = answer['proof'] as string;
            await answerInOrder(handle, [[message, answer]]);
            if (message === 'domainAdded')
              await answerInOrder(handle, [['dnsRecordPublished', signedAnswer(handle, 'dnsRecordPublished', {})]]);
          }
          expect((await first.result()).outcome).toBe('done');
          expect(await failedTasks(handle)).toEqual([]);
        };
        await withLimitedRun(env, bundle, world, play, { proof });
      }
    },
  );
});
