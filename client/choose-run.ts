import type { Client } from '@temporalio/client';
import type { MessageName } from '../runbook/messages/schemas.js';
import { CONNECTION_TYPE, WORKFLOW_TYPE } from '../runbook/model/names.js';
import type { Waiting } from '../runbook/words/status.js';
import { allRunning, isRunning } from './find-runs.js';
import { type AskedRun, askRuns, connectionOf } from './other-runs.js';

/** A message, and among which runs the one is looked for that it is meant for. */
export interface Wanted {
  message: MessageName;
  /** The step that the message names; null where it names none. */
  step: string | null;
  /** Workflow ids of the onboardings of the meant connection, one for each address of its org; null where any connection may be meant. */
  onboardings: string[] | null;
}

/** A run among which somebody has to choose, and the question that makes it one of them. */
export interface Option extends AskedRun {
  question: Waiting | null;
}

/** The run that is meant, or those that may be meant: none, or at least two. */
export type Choice = { workflowId: string } | { waits: boolean; options: Option[] };

/**
 * The run that waits for a message now. Where none does, the onboarding, which takes some answers before it asks; where none is
 * going on, the only other run. The record of a connection counts only for messages that name a step.
 */
export async function chooseRun(client: Client, wanted: Wanted): Promise<Choice> {
  const { step, onboardings } = wanted;
  const among = (await allRunning(client)).filter(
    ({ runbook, workflowId }) =>
      (onboardings === null || onboardings.includes(connectionOf(workflowId))) &&
      (runbook !== CONNECTION_TYPE || step !== null),
  );
  const [only] = among;
  // Without a step there is nothing to find out of a single run: what it does not take now, it refuses with its reason.
  if (among.length === 1 && only !== undefined && step === null && only.runbook === WORKFLOW_TYPE)
    return { workflowId: only.workflowId };
  const runs = await askRuns(client, among);
  for (const rank of RANKS) {
    const options = runs.flatMap((run) => {
      const question = run.status?.waitingFor?.find((one) => rank(one, wanted));
      return question === undefined ? [] : [{ ...run, question }];
    });
    if (options.length > 0) return oneOf(options, true);
  }
  return whereNoneWaits(client, runs, wanted);
}

/** Which questions count, the best first. */
const RANKS: ((one: Waiting, wanted: Wanted) => boolean)[] = [
  (one, wanted) => isAsked(one, wanted) && one.role !== 'time',
  isAsked,
  // What is done, skipped or decided at a step need not be what it asks for.
  ({ step }, wanted) => step === wanted.step,
];

function isAsked({ message, step }: Waiting, wanted: Wanted): boolean {
  return message === wanted.message && (wanted.step === null || step === wanted.step);
}

async function whereNoneWaits(client: Client, runs: AskedRun[], { step, onboardings }: Wanted): Promise<Choice> {
  const own = runs
    .filter(({ runbook }) => runbook !== CONNECTION_TYPE)
    .map((run): Option => ({ ...run, question: null }));
  const fitting = own.filter(({ status }) => step === null || status?.steps.some(({ id }) => id === step) === true);
  const asBefore = fitting.filter(({ runbook }) => runbook === WORKFLOW_TYPE);
  if (asBefore.length > 0) return oneOf(asBefore, false);
  const [first] = onboardings ?? [];
  if (step === null || fitting.length === 0) {
    // One that has only just begun is not listed yet.
    for (const id of onboardings ?? []) if (await isRunning(client, id)) return { workflowId: id };
    if (own.length === 0 && first !== undefined) return { workflowId: first };
  }
  return oneOf(fitting.length > 0 ? fitting : own, false);
}

const oneOf = (options: Option[], waits: boolean): Choice =>
  options.length === 1 ? { workflowId: options[0]!.workflowId } : { waits, options };
