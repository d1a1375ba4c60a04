import type { Context } from '@temporalio/activity';
import { defaultPayloadConverter, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { AUDIT_TYPE, CONNECTION_TYPE, OFFBOARD_TYPE, REVIEW_TYPE, RUNBOOK_TYPES } from '../../runbook/model/names.js';
import { isJson } from '../../runbook/model/resumed.js';
import { completedInput } from '../../runbook/onboarding/input.js';
import type { Outside } from '../../runbook/outside.js';
import type { TrustedKey } from '../../runbook/trust/sender-keys.js';
import { groundOf, START, STARTED_WITH } from '../../runbook/trust/start-proof.js';
import { unprovenStart } from '../../sealing/start-proof.js';
import { blocking, needsPerson } from '../needs-person.js';

// Temporal gives this worker the activities of any workflow code that somebody runs on its task queue, and activities without
// a workflow. Here each is looked at before it begins.

export interface GuardOptions {
  /** Hosts by which the org of this worker is known; the ids of its runs have one of them. */
  hosts: readonly string[];
  /** Whom the worker trusts, as it is now. Nobody: no proof is asked for. */
  senderKeys: () => Promise<TrustedKey[]>;
  /** How long a run without a proof is waited for, since a command may be about to sign it. Milliseconds. */
  graceMs?: number;
}

/** A command joins the run right after it has started its worker. */
const GRACE_MS = 60_000;
/** Between two tries meanwhile. Milliseconds. */
const SOON_MS = 3_000;

type Name = keyof Outside;
type Info = Context['info'];

/** They reach nobody outside, and a run needs them to say what is wrong with it. */
const HARMLESS: readonly Name[] = ['senderKeys', 'sealingKey', 'writeReport'];
/** What runs may do that write nothing to Okta or Kiro, without a proof of who has started them. */
const UNPROVEN: Readonly<Record<string, readonly Name[]>> = {
  [AUDIT_TYPE]: ['readAuditGround', 'lookForAudit', 'rememberAudit'],
  [CONNECTION_TYPE]: ['notify'],
};
/** Their task has a part of the input. */
const OF_A_PART: readonly Name[] = ['recordConnection'];

/** Runs whose start was checked last, each remembered by the worker. */
const MOST_REMEMBERED = 2_000;

/**
 * Lets an activity begin only for a run of ours, of this org, and, where the worker trusts keys, one that somebody whom it
 * trusts has started, for the very configuration that this person gave. Costs two calls of Temporal for each run.
 */
export function startGuard({ hosts, senderKeys, graceMs = GRACE_MS }: GuardOptions): ActivityInterceptorsFactory {
  const known = new Map<string, Promise<Ground>>();
  const began = performance.now();
  const mayBeSigned = (): boolean => performance.now() - began < graceMs;
  const groundFor = (context: Context, runId: string): Promise<Ground> => {
    const reading = known.get(runId) ?? readGround(context, senderKeys, mayBeSigned);
    known.delete(runId);
    known.set(runId, reading);
    // What failed is looked at anew, and so is a worker that trusts nobody yet.
    reading.then((ground) => ground ?? known.delete(runId)).catch(() => known.delete(runId));
    for (const oldest of known.keys()) if (known.size > MOST_REMEMBERED) known.delete(oldest);
    return reading;
  };
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const { info } = context;
        const name = info.activityType as Name;
        const runId = requireOurs(info, hosts);
        const isFree = HARMLESS.includes(name) || UNPROVEN[info.workflowType ?? '']?.includes(name) === true;
        if (!isFree) requireGround(await groundFor(context, runId), name, input.args[0]);
        return next(input);
      },
    },
  });
}

const HOW = 'Start it with its own command, such as `npm run start-onboarding` (docs/trust.md, "Starting a run").';

const notProven = (problem: string, fix: string) =>
  needsPerson(`${problem} ${fix}`, { findings: [blocking(problem, fix)] }, 'NotProven');

/** The run id of a workflow of ours. @throws ApplicationFailure `NotProven`, which is not retried */
function requireOurs(
  { inWorkflow, workflowType = '', workflowExecution, activityType }: Info,
  hosts: readonly string[],
): string {
  if (!inWorkflow || workflowExecution === undefined)
    throw notProven(`${activityType} was called without a workflow.`, HOW);
  const { workflowId, runId } = workflowExecution;
  if (!RUNBOOK_TYPES.some((type) => type === workflowType))
    throw notProven(`${activityType} was called by a workflow of another type.`, HOW);
  if (!hosts.some((host) => workflowId.startsWith(`kiro-okta/${host}/`)))
    throw notProven(
      `The id of the run begins with the host of another org than ${hosts[0] ?? 'that of this worker'}.`,
      HOW,
    );
  return runId;
}

/** What a run may do: the ground of its signed input; null where the worker trusts nobody, and asks for no proof. */
type Ground = { text: string; domain: string | null } | null;

/** @throws ApplicationFailure `NotProven` */
async function readGround(
  context: Context,
  senderKeys: GuardOptions['senderKeys'],
  mayBeSigned: () => boolean,
): Promise<Ground> {
  const trusted = await senderKeys();
  if (trusted.length === 0) return null;
  const { workflowExecution, workflowType } = context.info;
  const own = await describe(context, workflowExecution!);
  const root = own.root === null || own.memo[START] !== undefined ? own : await describeRoot(context, own.root);
  // A review starts offboardings; nobody else of ours starts a child.
  if (root !== own && (root.type !== REVIEW_TYPE || workflowType !== OFFBOARD_TYPE))
    throw notProven('It is the child of a run that starts no such children.', HOW);
  const input = STARTED_WITH in root.memo ? root.memo[STARTED_WITH] : await firstInput(context, root);
  const why = unprovenStart({ workflowIds: idsOf(root), proof: root.memo[START], type: root.type, input }, trusted);
  const isUnsigned = root.memo[START] === undefined;
  if (isUnsigned && mayBeSigned())
    throw ApplicationFailure.create({
      message: `${why} It is waited for.`,
      type: 'NotProven',
      nextRetryDelay: SOON_MS,
    });
  if (why !== null) throw notProven(why, isUnsigned ? SIGN_LATER : HOW);
  return { text: groundText(input), domain: domainOf(input) };
}

const SIGN_LATER =
  'Run the command that starts it once more, with the same configuration: it joins the run and signs it. Then answer stepDone ' +
  '(docs/trust.md, "Starting a run").';

interface Execution {
  workflowId: string;
  runId: string;
}

interface Described extends Execution {
  type: string;
  memo: Record<string, unknown>;
  /** Another workflow at the top of the family that it was started in; null where it is itself. */
  root: Execution | null;
}

async function describe(context: Context, { workflowId, runId }: Execution): Promise<Described> {
  const { raw, type, memo } = await context.client.workflow.getHandle(workflowId, runId || undefined).describe();
  const top = raw.workflowExecutionInfo?.rootExecution;
  // A run that carries on another is its own root, by the id.
  const isOwn = top?.workflowId == null || top.workflowId === workflowId;
  return {
    workflowId,
    runId,
    type,
    memo: memo ?? {},
    root: isOwn ? null : { workflowId: top.workflowId!, runId: top.runId ?? '' },
  };
}

/** @throws ApplicationFailure `NotProven` where Temporal has forgotten it */
async function describeRoot(context: Context, root: Execution): Promise<Described> {
  const unlessGone = (error: unknown): null => {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  };
  const found =
    (await describe(context, root).catch(unlessGone)) ??
    // It has gone on as a new run, which has the same memo.
    (await describe(context, { ...root, runId: '' }).catch(unlessGone));
  if (found === null)
    throw notProven('The run that started it is over and forgotten, and so is the proof of its start.', HOW);
  return found;
}

/** What a run was started with. */
async function firstInput({ client }: Context, { workflowId, runId }: Execution): Promise<unknown> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  return payload == null ? null : defaultPayloadConverter.fromPayload(payload);
}

/** A Schedule adds the time to the id of the audits that it starts. */
const BY_SCHEDULE = /-\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

const idsOf = ({ workflowId, type }: Described): string[] =>
  type === AUDIT_TYPE ? [workflowId, workflowId.replace(BY_SCHEDULE, '')] : [workflowId];

function groundText(input: unknown): string {
  const completed = completedInput(input);
  return completed === null ? '' : groundOf(completed);
}

const domainOf = (input: unknown): string | null => completedInput(input)?.domain ?? null;

/** Another workflow code under our names has tasks of its own. @throws ApplicationFailure `NotProven` */
function requireGround(ground: Ground, name: Name, task: unknown): void {
  if (ground === null || !isJson(task) || !('input' in task)) return;
  const { input } = task;
  const isOfIt = OF_A_PART.includes(name) ? domainOf(input) === ground.domain : groundText(input) === ground.text;
  if (!isOfIt) throw notProven(`${name} was called with another configuration than the run was started with.`, HOW);
}
