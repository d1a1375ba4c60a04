import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import type { ConnectionNews } from '../../runbook/connection/record.js';
import { troubleOf } from '../engine/failures.js';
import type { Run } from '../engine/run.js';
import { connection, lastNews } from '../outside.js';

/** What a run has to say of its connection now; null before there is anything. */
export type NewsOf<R extends Run> = (run: R) => ConnectionNews | null;

/** What every run has to say of itself; its report once it is over. */
export function newsOfRun({ runbook, state, workflowId, runId }: Run): ConnectionNews {
  const { startedAt, finishedAt, outcome, facts } = state;
  const isOver = outcome !== 'running';
  return {
    run: { runbook: runbook.name, workflowId, outcome, startedAt, finishedAt: isOver ? finishedAt : null },
    ...(isOver && facts.report !== undefined ? { lastReport: { sha256: facts.report.sha256, workflowId, runId } } : {}),
  };
}

/**
 * Keep the record of the connection up to date with what this run makes and finds, beside its steps. The run never waits for
 * it, and no step fails by it.
 */
export async function keepRecord<R extends Run>(run: R, newsOf: NewsOf<R>): Promise<void> {
  let told = 'null';
  let isTelling = false;
  upToDate.set(run, () => !isTelling && JSON.stringify(newsOf(run)) === told);
  for (;;) {
    await condition(() => JSON.stringify(newsOf(run)) !== told);
    const news = newsOf(run);
    // Also where nothing is left to say, because the step that made it is done again.
    told = JSON.stringify(news);
    isTelling = true;
    await tell(run, news, connection);
    isTelling = false;
  }
}

const upToDate = new WeakMap<Run, () => boolean>();

/** Whether the record knows all that this run has to say now; also of a run that tells no record. */
export const isRecordUpToDate = (run: Run): boolean => upToDate.get(run)?.() ?? true;

/** Tell the record how this run has ended. It is over for that as well where it was cancelled. */
export async function closeRecord<R extends Run>(run: R, newsOf: NewsOf<R>): Promise<void> {
  try {
    await CancellationScope.nonCancellable(() => tell(run, newsOf(run), lastNews));
  } catch (error) {
    // However the telling was broken off, the run ends as it would have ended.
    if (!isCancellation(error)) throw error;
  }
}

async function tell(run: Run, news: ConnectionNews | null, by: typeof connection): Promise<void> {
  const input = completedConnectionInput(run.input);
  if (news === null || input === null) return;
  try {
    const summary = 'Tell the record of the connection';
    await by.recordConnection.executeWithOptions({ summary }, [{ input, owner: run.workflowId, news }]);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === null || isCancellation(error)) throw error;
    const text = `The record of the connection was not told: ${trouble.message}`;
    if (!run.state.warnings.includes(text)) run.warn(text);
  }
}
