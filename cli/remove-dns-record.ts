import { terminalText } from '../runbook/escape/plain-text.js';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { EXIT, note, usageError, write } from './lib/output-and-exit.js';
import { readRecordName } from './lib/flag-values.js';

/** `npm run remove-dns-record -- <value>`: the one record that the runbook makes, taken away again on request. */
async function main(): Promise<void> {
  const command = newCommand('remove-dns-record', 'Remove the TXT value that verified the domain, and no other.', {
    examples: [
      'npm run remove-dns-record -- kiro-site-verification=12345678-1234-1234-1234-123456789abc',
      'npm run remove-dns-record -- kiro-site-verification=12345678-1234-1234-1234-123456789abc --yes',
    ],
    also: ['Credentials come from the environment (docs/dns.md).'],
    exits: '0 it is gone, 3 it would be removed, 1 failed, 2 wrong usage or configuration',
  })
    .argument('<value>', 'the value, as Kiro showed it')
    .option('--config <file>', 'configuration; default: onboarding.yaml')
    .option('--record-name <name>', "name of the record; default: the configuration's")
    .option('--yes', 'do it; without it nothing is written', false)
    .parse();
  const value = (command.args[0] ?? '').trim();
  if (value === '') throw usageError('The value is empty: write it as Kiro showed it.');
  const { config, recordName: named, yes } = command.opts<{ config?: string; recordName?: string; yes: boolean }>();
  const [{ requireConfig }, { removeRecord }] = await Promise.all([
    import('./lib/config-file.js'),
    import('../activities/dns/publish/publishers.js'),
  ]);
  const { dns, domain } = await requireConfig(config, process.env, note);
  if (dns.publish === 'person') {
    throw usageError("dns.publish is person: remove the record where it was made, in the DNS provider's form.");
  }
  const recordName = readRecordName(named ?? dns.recordName ?? undefined, domain);
  const { place, wasThere, others } = await removeRecord({ dns, recordName, value }, process.env, yes);
  const kept = others === 0 ? 'It is the only value there.' : `Other values there, which stay: ${others}.`;
  const line = !wasThere
    ? `The value is not at ${recordName} (${place}).`
    : yes
      ? `Removed the value at ${recordName} (${place}). ${kept}`
      : `Would remove the value at ${recordName} (${place}). ${kept} Say --yes to do it.`;
  write(terminalText(line));
  process.exitCode = wasThere && !yes ? EXIT.notClean : EXIT.done;
}

await runCommand(main);
