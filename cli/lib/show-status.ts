import { terminalText } from '../../runbook/escape/plain-text.js';
import type { Status } from '../../runbook/words/status.js';
import { statusOfRun } from '../../client/ask-run.js';
import { EXIT } from './exit-codes.js';
import { lookAt, type Verdict, withNewestLook } from '../../client/newest-look.js';
import { write, writeJson } from './output.js';
import { withRun } from './reach.js';
import { stepLines } from './step-line.js';
import { terminalWidth, toFillIn, verdictLine, waitingLines } from './text.js';

/** Ask a run for its status, and print it. Returns the exit code. @throws CommandError where the run cannot be asked */
export async function showStatus(options: { workflowId?: string; config?: string; json: boolean }): Promise<number> {
  const [answer, { verdicts, cutOff }] = await withRun(options, ({ client, workflowId }) =>
    Promise.all([statusOfRun(client, workflowId), lookAt(client, workflowId)]),
  );
  const { status, rest } = withNewestLook(answer, verdicts);
  if (options.json) writeJson({ ...status, verdicts, cutOff });
  else write(statusText(status, rest, cutOff));
  return status.outcome === 'failed' || cutOff !== null ? EXIT.failed : EXIT.done;
}

function statusText(status: Status, verdicts: Verdict[], cutOff: string | null): string {
  const width = terminalWidth();
  return [
    `${terminalText(status.workflowId)}: ${cutOff === null ? terminalText(status.outcome) : `ended from outside (${cutOff})`}`,
    ...stepLines(status, { width, now: Date.now() }),
    ...verdicts.map((verdict) => verdictLine(verdict, width)),
    ...(status.waitingFor ?? []).flatMap((one) => ['', ...waitingLines(one, width), ...toFillIn(one, width)]),
    ...(status.refusals ?? [])
      .slice(-5)
      .map((one) => terminalText(`Refused: ${one.message} from ${one.by ?? 'somebody'} at ${one.at}: ${one.reason}`)),
  ].join('\n');
}
