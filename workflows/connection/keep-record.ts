import { CancellationScope, condition, isCancellation, log, patched } from '@temporalio/workflow';
import { completedConnectionInput } from '../../runbook/connection/connection-input.js';
import type { ConnectionNews } from '../../runbook/connection/record.js';
import { connection, lastNews } from '../outside.js';
import { troubleOf } from '../engine/failures.js';
import type { Run } from '../engine/run.js';

/**
 * Keep the record of the connection up to date with what this run makes and finds: beside its steps, and once more at its
 * end. `newsOf` gives all that there is to say now, null before there is anything. The run itself never waits for it, and no
 * step fails by it.
 */
export async function keepRecord<R extends Run>(run: R, newsOf: (run: R) => ConnectionNews | null): Promise<void> {
  // Runs of versions that kept no record are replayed as they were.
  if (!patched('connection-record')) return;
  let told = 'null';
  const isNew = (): boolean => JSON.stringify(newsOf(run)) !== told;
  const tell = async (by: typeof connection): Promise<void> => {
    const news = newsOf(run);
    const input = completedConnectionInput(run.input);
    // Also where nothing is left to say, because the step that made it is done again.
    told = JSON.stringify(news);
    if (news === null || input === null) return;
    try {
      const summary = 'Tell the record of the connection';
      await by.recordConnection.executeWithOptions({ summary }, [{ input, owner: run.workflowId, news }]);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === null || isCancellation(error)) throw error;
      log.warn(`The record of the connection was not told: ${trouble.message}`);
    }
  };
  try {
    for (;;) {
      await condition(isNew);
      await tell(connection);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    // Where the run goes on as a new one, there is nothing new, and nothing is said.
    if (isNew()) await CancellationScope.nonCancellable(() => tell(lastNews));
    throw error;
  }
}
