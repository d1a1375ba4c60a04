import { CancellationScope, condition, isCancellation, patched } from '@temporalio/workflow';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import type { ConnectionNews } from '../../runbook/connection/record.js';
import { troubleOf } from '../engine/failures.js';
import type { Run } from '../engine/run.js';
import { connection, lastNews } from '../outside.js';

/** What a run has to say of its connection now; null before there is anything. */
export type NewsOf<R extends Run> = (run: R) => ConnectionNews | null;

/**
 * Keep the record of the connection up to date with what this run makes and finds, beside its steps. The run never waits for
 * it, and no step fails by it.
 */
export async function keepRecord<R extends Run>(run: R, newsOf: NewsOf<R>): Promise<void> {
  // Runs of versions that kept no record are replayed as they were.
  if (!patched('connection-record')) return;
  let told = 'null';
  for (;;) {
    await condition(() => JSON.stringify(newsOf(run)) !== told);
    const news = newsOf(run);
    // Also where nothing is left to say, because the step that made it is done again.
    told = JSON.stringify(news);
    await tell(run, news, connection);
  }
}

/** Tell the record how this run has ended. It is over for that as well where it was cancelled. */
export async function closeRecord<R extends Run>(run: R, newsOf: NewsOf<R>): Promise<void> {
  if (!patched('connection-record')) return;
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
