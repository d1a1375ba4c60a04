import { terminalText } from '../runbook/escape/plain-text.js';
import type { Status } from '../runbook/status.js';
import { lookAt, type Verdict, withNewestLook } from '../client/newest-look.js';
import { runCommand, newCommand } from './lib/command.js';
import { EXIT } from './lib/exit-codes.js';
import { statusOfRun } from '../client/ask-run.js';
import { write, writeJson } from './lib/output.js';
import { withRun } from './lib/reach.js';
import { stepLines } from './lib/step-line.js';
import { terminalWidth, toFillIn, verdictLine, waitingLines } from './lib/text.js';

/** `npm run status`: what is done, who is waited for, and the newest verdict of whatever is retried. */
async function main(): Promise<void> {
  const command = newCommand('status', 'What is done, who is waited for, and what DNS and Okta last said.', {
    examples: ['npm run status', 'npm -s run status -- --json | jq .waitingFor'],
    exits: '0 it goes on, or is done; 1 it failed or cannot be asked, 2 wrong usage or configuration',
  })
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const options = command.opts<{ workflowId?: string; config?: string; json: boolean }>();
  const [told, { verdicts, cutOff }] = await withRun(options, ({ client, workflowId }) =>
    Promise.all([statusOfRun(client, workflowId), lookAt(client, workflowId)]),
  );
  const { status, rest } = withNewestLook(told, verdicts);
  if (options.json) writeJson({ ...status, verdicts, cutOff });
  else write(statusText(status, rest, cutOff));
  process.exitCode = status.outcome === 'failed' || cutOff !== null ? EXIT.failed : EXIT.done;
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

await runCommand(main);
