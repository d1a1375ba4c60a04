import type { Client } from '@temporalio/client';
import type { Report } from '../../runbook/report.js';
import { queryRun } from '../lib/ask-run.js';
import { EXIT } from '../lib/exit-codes.js';
import { note, write } from '../lib/output.js';
import { follow } from './follow.js';
import type { StartOptions } from './options.js';
import type { View } from './view.js';

export interface Watch {
  client: Client;
  workflowId: string;
  options: StartOptions;
  view: View;
  /** Aborted when the person leaves. */
  signal: AbortSignal;
  /** There is somebody at this terminal who may answer. */
  asksHere: boolean;
}

/** Show a run until it is over or the person leaves, asking at the terminal for what is waited for; gives the exit code. */
export async function watch({ client, workflowId, options, view, signal, asksHere }: Watch): Promise<number> {
  for await (const glance of follow(client, workflowId, signal)) {
    view.show(glance);
    const { outcome, waitingFor } = glance.status;
    if (outcome !== 'running') return finish(client, workflowId, options);
    const asked = (waitingFor ?? []).find((one) => one.message !== 'checkNow');
    if (asked !== undefined && !options.wait) return leave(options, workflowId, EXIT.notClean);
    if (asked !== undefined && asksHere) {
      view.rest();
      const { askAtTerminal } = await import('./dialogue.js');
      await askAtTerminal(client, workflowId, asked, write);
    }
  }
  view.rest();
  note('The run is kept as it is; the same command joins it again.');
  return EXIT.notClean;
}

/** Leave a run that goes on; with `--json` the last line says so. */
export function leave(options: StartOptions, workflowId: string, exitCode: number): number {
  if (options.json) write(JSON.stringify({ type: 'result', outcome: 'running', workflowId, report: null }));
  return exitCode;
}

async function finish(client: Client, workflowId: string, options: StartOptions): Promise<number> {
  // The report's own evidence (where it was written) is there once the workflow has closed.
  await client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => undefined);
  const report = await queryRun<Report>(client, workflowId, 'report');
  if (options.json) write(JSON.stringify({ type: 'result', outcome: report.outcome, workflowId, report }));
  else write(`\n${await queryRun<string>(client, workflowId, 'report', { format: 'markdown' })}`);
  return report.outcome === 'done' || report.outcome === 'done-with-findings' ? EXIT.done : EXIT.failed;
}
