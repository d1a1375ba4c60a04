import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { jsonText } from '../runbook/escape/plain-text.js';
import type { Report } from '../runbook/words/report.js';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { note, usageError } from './lib/output-and-exit.js';
import { TemporalError } from '../temporal/temporal-errors.js';
import { stateDir } from '../temporal/folders.js';

const FORMS: Record<string, (report: Report) => Promise<string>> = {
  md: async (report) => (await import('../runbook/words/report-markdown.js')).reportMarkdown(report),
  json: async (report) => `${jsonText(report)}\n`,
  html: async (report) => (await import('../runbook/words/report-html.js')).reportHtml(report),
};

/** `npm run report`: the report of a run, finished or not, for an auditor or a change ticket. */
async function main(): Promise<void> {
  const command = newCommand('report', 'The report of a run, finished or not.', {
    examples: ['npm run report', 'npm -s run report -- --format html > report.html'],
    exits: '0 here it is, 1 it cannot be had, 2 wrong usage or configuration',
  })
    .option('--workflow-id <id>', 'which run; default: that of the configuration, or the only running one')
    .option('--config <file>', 'the configuration whose run is meant')
    .option('--format <format>', 'md, json or html (one file without scripts, for an auditor)', 'md')
    .option('--json', 'the same as --format json', false)
    .parse();
  const options = command.opts<{ workflowId?: string; config?: string; format: string; json: boolean }>();
  const format = options.json ? 'json' : options.format;
  const form = FORMS[format];
  if (form === undefined) throw usageError(`--format ${format}: write md, json or html.`);
  const [{ withRun }, { queryRun }] = await Promise.all([import('./lib/reach-run.js'), import('../client/ask-run.js')]);
  const report = await withRun(options, ({ client, workflowId }) =>
    queryRun<Report>(client, workflowId, 'report'),
  ).catch((error: unknown) => {
    const folder = join(stateDir(process.env), 'reports');
    // The embedded Temporal ends with the run's command; what it has written stays.
    if (error instanceof TemporalError && existsSync(folder)) note(`Reports of runs that are over stand in ${folder}.`);
    throw error;
  });
  process.stdout.write(await form(report));
}

await runCommand(main);
