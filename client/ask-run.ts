import {
  type Client,
  QueryNotRegisteredError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Status } from '../runbook/words/status.js';
import { GRPC, grpcCodeOf } from '../temporal/connect.js';

/** A worker must answer within this. Milliseconds. */
export const PATIENCE_MS = 15_000;
/** So must the server when it is asked whether it is there. Milliseconds. */
const SERVER_PATIENCE_MS = 2_000;

const NO_SERVER = 'Temporal does not answer. The run is kept.';

/** Ends what somebody wanted of a run, with one sentence for them. */
export class RunError extends Error {
  override readonly name: string = 'RunError';
}

/** No worker executes the run. */
export class NoWorkerError extends RunError {}

/** Temporal itself does not answer. */
export class NoServerError extends RunError {}

/** There is nothing to ask: no such run of the runbook, or it is over and forgotten. */
export class RunGoneError extends RunError {}

/** Ask a query of a run, with one sentence for each way it can fail. */
export async function queryRun<T>(client: Client, workflowId: string, query: string, ...args: unknown[]): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).query<T, unknown[]>(query, ...args),
    );
  } catch (error) {
    throw await explained(error, client, workflowId);
  }
}

/**
 * The state of a run, as its query `status` tells it. Anybody's worker may answer for a workflow of that name, so what comes is
 * looked at before it is shown beside others. @throws RunError
 */
export async function statusOfRun(client: Client, workflowId: string): Promise<Status> {
  const status: unknown = await queryRun<unknown>(client, workflowId, 'status');
  if (isStatus(status)) return status;
  throw new RunGoneError(`${workflowId} answers, but not as a run of this runbook does.`);
}

function isStatus(given: unknown): given is Status {
  if (typeof given !== 'object' || given === null) return false;
  const { workflowId, domain, oktaOrg, outcome, steps, waitingFor } = given as Record<string, unknown>;
  const areTexts = [workflowId, domain, oktaOrg, outcome].every((text) => typeof text === 'string');
  // `temporal` and older runs write an empty list as null.
  return areTexts && [steps, waitingFor ?? []].every((list) => Array.isArray(list) && list.every(isEntry));
}

const isEntry = (given: unknown): boolean => typeof given === 'object' && given !== null;

/** One sentence for what goes wrong when a run is asked. */
export async function explained(error: unknown, client: Client, workflowId: string): Promise<Error> {
  // Some calls give gRPC's error itself, some one around it.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = grpcCodeOf(error);
  if (error instanceof WorkflowNotFoundError || code === GRPC.notFound)
    return new RunGoneError(`There is no run ${workflowId}, or it is over and forgotten.`);
  if (code === GRPC.unavailable) return new NoServerError(NO_SERVER);
  if (error instanceof QueryNotRegisteredError) return new RunError(`The run did not answer: ${error.message}`);
  const text = error instanceof Error ? error.message : String(error);
  const isTooLate = error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
  if (isTooLate || /deadline|no poller|timed? ?out/i.test(`${text} ${cause instanceof Error ? cause.message : ''}`)) {
    // The SDK tries a server that is away again until the time is over.
    if (!(await isServed(client))) return new NoServerError(NO_SERVER);
    return new NoWorkerError(
      'No worker answered. Start one with `npm run worker`, or `npm run start-onboarding` with the embedded server.',
    );
  }
  return error instanceof Error ? error : new Error(text);
}

async function isServed(client: Client): Promise<boolean> {
  const asked = client.withDeadline(Date.now() + SERVER_PATIENCE_MS, () => client.workflowService.getSystemInfo({}));
  return asked.then(
    () => true,
    () => false,
  );
}
