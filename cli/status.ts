import { runCommand, newCommand } from './lib/command.js';
import { EXIT } from './lib/exit-codes.js';
import { statusOfRun } from './lib/ask-run.js';
import { reachTemporal, whichRun } from './lib/reach.js';
import { stepLine, verdictLine, waitingLines } from './lib/text.js';
import { pendingVerdicts } from './lib/verdicts.js';

/** `npm run status`: what is done, who is waited for, and the newest verdict of whatever is retried. */
async function main(): Promise<void> {
  const command = newCommand('status', 'What is done, who is waited for, and what DNS and Okta last said.')
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const options = command.opts<{ workflowId?: string; config?: string; json: boolean }>();
  const { client } = await reachTemporal(process.env);
  const workflowId = await whichRun(client, options, process.env);
  const [status, verdicts] = await Promise.all([statusOfRun(client, workflowId), pendingVerdicts(client, workflowId)]);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...status, verdicts })}\n`);
  else {
    const lines = [
      `${status.workflowId}: ${status.outcome}`,
      ...status.steps.map((step) => stepLine(step)),
      ...verdicts.map((verdict) => verdictLine(verdict)),
      ...(status.waitingFor ?? []).flatMap((one) => ['', ...waitingLines(one)]),
      ...(status.refusals ?? [])
        .slice(-5)
        .map((one) => `Refused: ${one.message} from ${one.by ?? 'somebody'} at ${one.at}: ${one.reason}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  process.exitCode = status.outcome === 'failed' ? EXIT.failed : EXIT.done;
  await client.connection.close();
}

await runCommand(main);
