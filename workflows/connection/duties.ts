import { condition } from '@temporalio/workflow';
import type { ConnectionInput } from '../../runbook/connection/connection-input.js';
import { type ConnectionState, DUE, type DutyId } from '../../runbook/connection/connection-state.js';
import { recordOf } from '../../runbook/model/state.js';
import type { Run } from '../engine/run.js';
import type { StepBody } from '../engine/work.js';

export type ConnectionRun = Run<ConnectionState, ConnectionInput>;

/**
 * A duty that comes again and again: wait until it is due, ask, and begin anew once it is done, by a run that says so or by
 * the word of a person. It is never over.
 */
export const duty =
  (id: DutyId): StepBody<ConnectionRun> =>
  async (run) => {
    for (;;) {
      await run.look(id, 'time', () => untilDue(run, id));
      await run.ask(id, 'stepDone', () => !isDue(run, id));
    }
  };

/** Until the moment that counts now: news of the record may move it. */
async function untilDue(run: ConnectionRun, id: DutyId): Promise<void> {
  while (!isDue(run, id)) {
    const due = DUE[id](run);
    recordOf(run.state, id).summary = due === null ? null : `due on ${new Date(due).toISOString().slice(0, 10)}`;
    run.changed();
    const isMoved = (): boolean => DUE[id](run) !== due;
    if (due === null) await condition(isMoved);
    else await condition(isMoved, due - Date.now());
  }
  recordOf(run.state, id).summary = null;
}

function isDue(run: ConnectionRun, id: DutyId): boolean {
  const due = DUE[id](run);
  return due !== null && due <= Date.now();
}
