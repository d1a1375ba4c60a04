import type { Report } from '../runbook/report.js';
import { queryRun } from './lib/ask-run.js';
import { runCommand, newCommand } from './lib/command.js';
import { usageError } from './lib/exit-codes.js';
import { write } from './lib/output.js';
import { withRun } from './lib/reach.js';

/** `npm run report`: the report of a run, finished or not, for an auditor or a change ticket. */
async function main(): Promise<void> {
  const command = newCommand('report', 'The report of a run, finished or not.')
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--format <format>', 'md or json', 'md')
    .option('--json', 'the same as --format json', false)
    .parse();
  const options = command.opts<{ workflowId?: string; config?: string; format: string; json: boolean }>();
  const format = options.json ? 'json' : options.format;
  if (format !== 'md' && format !== 'json') throw usageError(`--format ${format}: write md or json.`);
  const text = await withRun(options, async ({ client, workflowId }) =>
    format === 'md'
      ? queryRun<string>(client, workflowId, 'report', { format: 'markdown' })
      : JSON.stringify(await queryRun<Report>(client, workflowId, 'report')),
  );
  write(text);
}

await runCommand(main);
