import type { Client } from '@temporalio/client';
import { queryRun } from '../cli/lib/ask-run.js';
import { EXIT } from '../cli/lib/exit-codes.js';
import { note, write } from '../cli/lib/output.js';
import { reportLines } from '../cli/lib/report-lines.js';
import { terminalWidth } from '../cli/lib/text.js';
import { reportMarkdown } from '../runbook/report-markdown.js';
import type { Report } from '../runbook/report.js';
import type { Asked } from './dialogue.js';
import { follow } from './follow.js';
import { openQuestions } from './open-questions.js';
import type { StartOptions } from './options.js';
import type { View } from './view.js';

export interface Watch {
  client: Client;
  workflowId: string;
  options: StartOptions;
  view: View;
  /** Aborted when the person leaves. */
  leaving: AbortSignal;
  /** There is somebody at this terminal who may answer. */
  asksHere: boolean;
}

/** Show a run until it is over or the person leaves, asking at the terminal for what is waited for; gives the exit code. */
export async function watch({ client, workflowId, options, view, leaving, asksHere }: Watch): Promise<number> {
  let last: Asked = 'sent';
  for await (const glance of follow({ client, workflowId, signal: leaving, onSilence: note })) {
    view.show(glance);
    if (glance.status.outcome !== 'running') return finish(client, workflowId, options);
    const questions = openQuestions(glance.status);
    if (questions.length === 0) continue;
    if (!options.wait) return leave(options, workflowId, EXIT.notClean);
    if (!asksHere) continue;
    view.rest();
    // Loaded only here: most runs are answered from elsewhere.
    const { askNext } = await import('./dialogue.js');
    last = await askNext({ client, workflowId, questions, letChoose: last === 'declined', leaving, write });
    if (last === 'elsewhere') write('Somebody else has answered meanwhile.');
    if (last === 'left') break;
  }
  view.rest();
  note('The run is kept as it is; the same command joins it again.');
  return leave(options, workflowId, EXIT.notClean);
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
  else write(`\n${process.stdout.isTTY ? reportLines(report, terminalWidth()).join('\n') : reportMarkdown(report)}`);
  return report.outcome === 'done' || report.outcome === 'done-with-findings' ? EXIT.done : EXIT.failed;
}
