import {
  type Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  QueryNotRegisteredError,
  ApplicationFailure,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Status } from '../../runbook/status.js';
import type { Reason } from '../../runbook/answers/verdict.js';
import { CommandError } from './exit-codes.js';

/** A worker must answer within this; milliseconds. */
const PATIENCE_MS = 15_000;
/** gRPC's status codes. */
const GRPC_NOT_FOUND = 5;
const GRPC_UNAVAILABLE = 14;

/** Nobody who executes the run answers. */
export class NoWorkerError extends CommandError {}

/** Temporal itself does not answer. */
export class NoServerError extends CommandError {}

/** Ask a query of a run, with one sentence for each way it can fail. */
export async function queryRun<T>(client: Client, workflowId: string, query: string, ...args: unknown[]): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).query<T, unknown[]>(query, ...args),
    );
  } catch (error) {
    throw explained(error, workflowId);
  }
}

/** The state of a run; `temporal`-style nulls are told apart from empty lists nowhere. */
export const statusOfRun = (client: Client, workflowId: string): Promise<Status> =>
  queryRun<Status>(client, workflowId, 'status');

/** What became of an Update. */
export type Sent = { accepted: true; notes: string[] } | { accepted: false; why: Reason };

/** Send an answer as an Update; a refusal is a result, not an error. */
export async function sendAnswer(
  client: Client,
  workflowId: string,
  message: string,
  value: object,
  updateId?: string,
): Promise<Sent> {
  try {
    const taken = await client.withDeadline(Date.now() + PATIENCE_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate<{ notes?: string[] }, [object]>(message, {
        args: [value],
        ...(updateId === undefined ? {} : { updateId }),
      }),
    );
    return { accepted: true, notes: taken.notes ?? [] };
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      const [why] = (error.cause.details ?? []) as Reason[];
      return { accepted: false, why: why ?? { code: 'invalid', field: null, reason: error.cause.message } };
    }
    throw explained(error, workflowId);
  }
}

/** One sentence for what goes wrong when a run is asked. */
export function explained(error: unknown, workflowId: string): Error {
  // Some calls give gRPC's error itself, some one around it.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = isGrpcServiceError(cause) ? Number(cause.code) : null;
  if (error instanceof WorkflowNotFoundError || code === GRPC_NOT_FOUND)
    return new CommandError(`There is no run ${workflowId}, or it is over and forgotten.`);
  if (code === GRPC_UNAVAILABLE) return new NoServerError('Temporal does not answer. The run is kept.');
  if (error instanceof QueryNotRegisteredError) return new CommandError(`The run did not answer: ${error.message}`);
  const text = error instanceof Error ? error.message : String(error);
  const isTooLate = error instanceof WorkflowUpdateRPCTimeoutOrCancelledError;
  if (isTooLate || /deadline|no poller|timed? ?out/i.test(`${text} ${cause instanceof Error ? cause.message : ''}`)) {
    return new NoWorkerError(
      'No worker answered. Start one with `npm run worker`, or `npm run start-onboarding` with the embedded server.',
    );
  }
  return error instanceof Error ? error : new Error(text);
}
