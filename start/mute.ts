/** `npm run mute -- <finding>`: a finding of the audit is known and accepted until a day. */
import { newCommand } from '../cli/lib/new-command.js';
import { runCommand } from '../cli/lib/run-command.js';
import { whoAmI } from '../cli/lib/flag-values.js';
import { CommandError, EXIT, note, usageError, write, writeJson } from '../cli/lib/output-and-exit.js';
import { terminalText } from '../runbook/escape/plain-text.js';
import type { Reached } from './carry-out.js';
import { leavingOnSignals } from './leaving.js';
import { NO_RUN_FLAGS, type SandboxPorts, withConfig, withSandboxPorts } from './options.js';

interface MuteOptions extends SandboxPorts {
  config?: string;
  json: boolean;
  until?: string;
  reason?: string;
  lift: boolean;
  by: string;
}

/** What the record gets. */
interface Muted {
  finding: string;
  /** ISO 8601. */
  until: string;
  reason: string;
  by: string;
}

async function main(): Promise<void> {
  const muting = newCommand('mute', 'Do not tell a finding of the audit again until a day: it is known and accepted.', {
    examples: [
      "npm run mute -- people/stranger/lena%40example.com --until 2027-01-31 --reason 'leaves in January'",
      'npm run mute -- people/stranger/lena%40example.com --lift',
    ],
    also: [
      'The id of a finding stands behind it in `npm run audit` and `npm run verify`. Reports go on showing it as muted.',
    ],
    exits: '0 done, 1 failed, 2 wrong usage or configuration',
  })
    .argument('<finding>', 'its id: <area>/<kind>/<object>')
    .option('--until <day>', 'to the end of that day in UTC, such as 2027-01-31')
    .option('--reason <text>', 'why, for those who read the report')
    .option('--lift', 'tell it again from now on', false)
    .option('--by <who>', 'who mutes it', whoAmI());
  const command = withSandboxPorts(withConfig(muting))
    .option('--json', 'JSON alone on stdout', false)
    .allowExcessArguments(false)
    .parse();
  const options = command.opts<MuteOptions>();
  const muted = mutedBy(command.args[0] ?? '', options);
  const leaving = leavingOnSignals();
  const { carryOut } = await import('./carry-out.js');
  process.exitCode = await carryOut({ ...options, ...NO_RUN_FLAGS }, leaving, (reached) =>
    mute(reached, muted, options),
  );
}

/** @throws CommandError (2) where a flag is missing, or makes no sense */
function mutedBy(finding: string, { until, reason, lift, by }: MuteOptions): Muted {
  if (lift) {
    if (until !== undefined || reason !== undefined) throw usageError('--lift goes without --until and --reason.');
    return { finding, until: new Date().toISOString(), reason: 'lifted', by };
  }
  if (until === undefined)
    throw usageError('--until is missing: a finding is muted to a day, such as --until 2027-01-31.');
  if (reason === undefined || reason.trim() === '')
    throw usageError('--reason is missing: say why, for those who read the report.');
  const end = new Date(`${until}T23:59:59.999Z`);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(until) && !Number.isNaN(end.getTime()) && end.toISOString().startsWith(until);
  if (!isDay) throw usageError(`--until "${until}" is no day: write it as in 2027-01-31.`);
  if (end.getTime() < Date.now()) throw usageError(`--until ${until} is over; --lift tells a finding again.`);
  return { finding, until: end.toISOString(), reason: reason.trim(), by };
}

async function mute({ client, input }: Reached, muted: Muted, { json, lift }: MuteOptions): Promise<number> {
  const [{ connectionIdFor }, { muteFinding }, { signerFor }] = await Promise.all([
    import('../runbook/model/names.js'),
    import('../client/mute-finding.js'),
    import('../client/signer.js'),
  ]);
  const sign = await signerFor('cli', process.env);
  const result = await muteFinding(client, connectionIdFor(input), muted, sign);
  if ('refused' in result) throw usageError(terminalText(result.refused));
  if ('failed' in result) throw new CommandError(terminalText(result.failed));
  if (!result.isKnown) note(terminalText(`The last audit had no finding ${muted.finding}: compare the id.`));
  if (json) writeJson({ accepted: true, ...muted, until: lift ? null : muted.until });
  else
    write(
      terminalText(lift ? `${muted.finding} is reported again.` : `${muted.finding} is muted until ${muted.until}.`),
    );
  return EXIT.done;
}

await runCommand(main);
process.exit();
