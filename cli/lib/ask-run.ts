import {
  type Client,
  WorkflowNotFoundError,
  QueryNotRegisteredError,
  ApplicationFailure,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { Status } from '../../runbook/status.js';
import type { Reason } from '../../runbook/answers/verdict.js';
import { CommandError } from './exit-codes.js';
import { GRPC, grpcCodeOf } from '../../temporal/grpc-code.js';

/** A worker must answer within this, and the server when it is asked whether it is there; milliseconds. */
const PATIENCE_MS = 15_000;
const SERVER_PATIENCE_MS = 2_000;

const NO_SERVER = 'Temporal does not answer. The run is kept.';

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
    throw await explained(error, client, workflowId);
  }
}

/** The state of a run, as its query `status` tells it. */
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
    throw await explained(error, client, workflowId);
  }
}

/** One sentence for what goes wrong when a run is asked. */
export async function explained(error: unknown, client: Client, workflowId: string): Promise<Error> {
  // Some calls give gRPC's error itself, some one around it.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = grpcCodeOf(error);
  if (error instanceof WorkflowNotFoundError || code === GRPC.notFound)
    return new CommandError(`There is no run ${workflowId}, or it is over and forgotten.`);
  if (code === GRPC.unavailable) return new NoServerError(NO_SERVER);
  if (error instanceof QueryNotRegisteredError) return new CommandError(`The run did not answer: ${error.message}`);
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
