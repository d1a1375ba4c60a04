import { activityInfo, getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import { objectsOf } from '../../runbook/outside.js';
import type { ConnectionRecord } from '../../runbook/connection/record.js';
import { aheadOf, goesBesideAll, type Turn as Asked } from '../../runbook/connection/turns.js';
import { connectionIdFor } from '../../runbook/model/names.js';
import type { KnownConnection, Turn, TurnTask } from '../../runbook/outside.js';
import { attempt, unlessCancelled } from '../attempt.js';
import { needsPerson } from '../needs-person.js';
import { requireRecord, updateRecord } from './reach-record.js';

/** The answer to the record's query `connection`. */
type Answer = Pick<ConnectionRecord, 'objects' | 'issuer' | 'endpoint' | 'token'> & { turns: Asked[] };

/** See `ConnectionActivities.takeTurn`. Waiting asks by a query alone, which leaves no trace in the record's history. */
export async function takeTurn(task: TurnTask): Promise<Turn> {
  const { input, owner, runbook, isPatient, startsRecord = true, behind = [] } = task;
  const completed = completedConnectionInput(input);
  if (completed === null) throw needsPerson('The run names no domain or org, so it belongs to no connection.', {});
  const recordId = connectionIdFor(completed);
  const isThere = await requireRecord(getClient(), recordId, activityInfo().taskQueue).catch((error: unknown) => {
    // A run that goes on without a record goes on without this one, too; that it could not be told is a warning of the run.
    if (startsRecord || !(error instanceof ApplicationFailure) || error.nonRetryable !== true) throw error;
    return false;
  });
  if (!isThere && !startsRecord) return { ahead: [], known: NOTHING_KNOWN };
  const record = getClient().workflow.getHandle(recordId);
  const takesPlace = !goesBesideAll(runbook);
  const isAsking = attempt() > 1 || isPatient;
  // A record that had no room for it keeps nothing of the Update but its id, so every attempt asks anew; asking twice adds nothing.
  const ask = (): Promise<unknown> =>
    updateRecord(completed, owner, 'turn', { workflowId: owner, runbook }, { isAnew: true });
  // What takes no place leaves no trace in the record's history, however many leave at once.
  if (takesPlace ? !isAsking : !isThere) await ask();
  const answer = await unlessCancelled(record.query<Answer>('connection'));
  if (takesPlace && !answer.turns.some(({ workflowId }) => workflowId === owner))
    // The record was begun anew meanwhile.
    await ask();
  const first = takesPlace
    ? aheadOf(owner, answer.turns)
    : answer.turns.filter((turn) => behind.includes(turn.runbook));
  const ahead = await stillGoingOn(first, (workflowId) =>
    unlessCancelled(record.executeUpdate('turnOver', { args: [{ workflowId }] })),
  );
  if (ahead.length > 0 && isPatient) {
    // What goes beside all others waits until the work of the run ahead is done, and not for its turn.
    if (takesPlace) await Promise.all(ahead.map((workflowId) => askToGoFirst(workflowId, owner)));
    throw notYet(ahead);
  }
  return { ahead, known: knownBy(answer) };
}

/** Those of them that still run; one that was ended without a word (`terminate`) gives its turn up. */
async function stillGoingOn(ahead: Asked[], giveUp: (workflowId: string) => Promise<unknown>): Promise<string[]> {
  const going: string[] = [];
  for (const { workflowId } of ahead) {
    const found = await getClient()
      .workflow.getHandle(workflowId)
      .describe()
      .catch((error: unknown) => {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      });
    if (found?.status.name === 'RUNNING') going.push(workflowId);
    else await giveUp(workflowId);
  }
  return going;
}

/** How long the run ahead may take to answer: its worker may be away. Milliseconds. */
const ANSWER_WITHIN_MS = 5_000;

/**
 * Asks a run to let this one go first, once for each wait. One that cannot (a reprovisioning, an earlier version, one without a
 * worker) is waited for as before.
 */
async function askToGoFirst(ahead: string, owner: string): Promise<void> {
  const { activityId, workflowExecution } = activityInfo();
  const client = getClient();
  const updateId = `first-${workflowExecution?.runId ?? owner}-${activityId}`;
  const ask = (): Promise<unknown> =>
    client.workflow
      .getHandle(ahead)
      .executeUpdate('turnWanted', { updateId, args: [{ workflowId: owner }] satisfies [object] });
  await unlessCancelled(client.withDeadline(Date.now() + ANSWER_WITHIN_MS, ask).catch(() => undefined));
}

/** The longest time between two looks. Milliseconds. */
const RAREST_MS = 5 * 60_000;

function notYet(ahead: string[]): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${ahead.join(', ')} ${ahead.length === 1 ? 'is' : 'are'} changing the connection; this run goes on after that`,
    type: 'NotItsTurn',
    nextRetryDelay: Math.min(2_000 * 2 ** Math.min(attempt() - 1, 10), RAREST_MS),
    category: ApplicationFailureCategory.BENIGN,
  });
}

const NOTHING_KNOWN: KnownConnection = {
  signInAppId: null,
  scimAppId: null,
  serverId: null,
  clientId: null,
  issuer: null,
  endpoint: null,
  storedAt: null,
};

const knownBy = ({ objects, issuer, endpoint, token }: Answer): KnownConnection => ({
  ...objectsOf(objects),
  clientId: objects.clientId,
  issuer,
  endpoint,
  storedAt: token.storedAt,
});
