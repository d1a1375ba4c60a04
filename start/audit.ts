/** `npm run audit`: audit a connection now, or by a Schedule. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { whoAmI } from '../cli/lib/flag-values.js';
import { newCommand } from '../cli/lib/new-command.js';
import { runCommand } from '../cli/lib/run-command.js';
import { EXIT, note, usageError, write, writeJson } from '../cli/lib/output-and-exit.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { Report } from '../runbook/words/report.js';
import type { Begin, Reached } from './carry-out.js';
import { leavingOnSignals } from './leaving.js';
import { RUN_ALSO, type RunOptions, withRunFlags } from './options.js';

interface AuditOptions extends RunOptions {
  schedule?: 'daily' | 'weekly' | 'off';
}

const command = (): Command =>
  withRunFlags(
    newCommand('audit', 'Audit a connection: what is right, wrong, new and gone since the last audit. Reads only.', {
      examples: [
        'npm run audit',
        'npm run audit -- --schedule daily',
        'npm run audit -- --schedule off',
        'npm -s run audit -- --json',
      ],
      also: [
        ...RUN_ALSO,
        'The people of the configuration hear what it finds, once. `npm run mute` mutes what is known and accepted.',
      ],
      exits:
        '0 nothing wrong, 3 findings (or left while it goes on), 1 blocked or failed, 2 wrong usage or configuration; with --schedule: 0 done',
    }),
  ).addOption(
    new Option(
      '--schedule <rhythm>',
      'have it done by itself from now on: each day or each Monday, at the beginning of the working hours; off: no more',
    ).choices(['daily', 'weekly', 'off']),
  );

async function main(): Promise<void> {
  const parsed = command().parse();
  const options = parsed.opts<AuditOptions>();
  if (parsed.args.length > 0)
    throw usageError(`"${parsed.args.join(' ')}" is not an option of this command; see --help.`);
  const { schedule } = options;
  if (schedule !== undefined && options.detach)
    throw usageError('--schedule starts no audit now, so leave --detach out.');
  const leaving = leavingOnSignals();
  // Loaded only now, so that --help is quick.
  const [{ carryOut }, { joinAudit }] = await Promise.all([import('./carry-out.js'), import('./join-audit.js')]);
  const begin: Begin = schedule === undefined ? joinAudit : (reached) => setSchedule(reached, { ...options, schedule });
  // It asks nobody, so the page is for who wants to watch.
  const web = options.web && options.printLinks;
  process.exitCode = await carryOut({ ...options, web }, leaving, begin, { exitOf });
}

const EXIT_OF: Readonly<Record<string, number>> = { clean: EXIT.done, findings: EXIT.notClean };

/** A look that was blocked has failed, and so has an audit that was stopped before its look. */
function exitOf({ outcome, facts }: Report): number {
  if (outcome !== 'done' && outcome !== 'done-with-findings') return EXIT.failed;
  return EXIT_OF[String(facts['outcome'] ?? '')] ?? EXIT.failed;
}

async function setSchedule(
  { client, input, taskQueue, isEmbedded }: Reached,
  { schedule, json }: AuditOptions & { schedule: NonNullable<AuditOptions['schedule']> },
): Promise<number> {
  const { endAuditSchedule, scheduleIdOf, setAuditSchedule } = await import('../client/audit-schedule.js');
  const scheduleId = scheduleIdOf(input);
  if (schedule === 'off') {
    const wasThere = await endAuditSchedule(client, input);
    if (json) writeJson({ type: 'schedule', scheduleId, every: null, next: [] });
    else
      write(
        terminalText(
          wasThere ? `No more audits by the Schedule ${scheduleId}.` : `There was no Schedule ${scheduleId}.`,
        ),
      );
    return EXIT.done;
  }
  const { next } = await setAuditSchedule(client, input, { taskQueue, by: whoAmI(), every: schedule });
  if (json) writeJson({ type: 'schedule', scheduleId, every: schedule, next });
  else
    write(terminalText(`Audited ${schedule} by the Schedule ${scheduleId}; the next one: ${next[0] ?? 'not known'}.`));
  if (isEmbedded)
    note(
      'The embedded Temporal runs only while one of these commands is open, so the audits begin only then: one that was missed ' +
        'for less than an hour is made up for. With a cluster and `npm run worker` they need nobody.',
    );
  return EXIT.done;
}

await runCommand(main);
// What was still being opened when the person left must not keep the command alive.
process.exit();
