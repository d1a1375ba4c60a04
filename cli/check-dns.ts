import { InvalidArgumentError } from 'commander';
import type { TxtCheck } from '../activities/dns/check-txt.js';
import type { DnsReport, Outcome } from '../activities/dns/dns-report.js';
import { parseEndpoint } from '../activities/dns/transport/endpoints.js';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { CommandError, EXIT, usageError, write, writeJson } from './lib/output-and-exit.js';
import { readRecordName } from './lib/flag-values.js';

interface Options {
  recordName?: string;
  resolver: string[];
  doh?: string;
  port: number;
  /** Milliseconds. */
  timeout?: number;
  json: boolean;
}

const EXIT_CODES: Record<Outcome, number> = {
  propagated: EXIT.done,
  listed: EXIT.done,
  cached: EXIT.notClean,
  partial: EXIT.notClean,
  missing: EXIT.notClean,
  broken: EXIT.failed,
};

/** `npm run check-dns -- <domain> [value]`: every name server's answer, the verdict and the advice. */
async function main(): Promise<void> {
  const command = newCommand('check-dns', 'Look at a TXT record on every name server of its zone; say what is wrong.', {
    examples: [
      'npm run check-dns -- example.com',
      'npm run check-dns -- example.com kiro-site-verification=12345678-1234-1234-1234-123456789abc',
      'npm run check-dns -- example.com --resolver 9.9.9.9:53 --resolver 1.1.1.1:53',
    ],
    exits: '0 propagated, or listed without a value; 1 broken zone, 2 wrong usage, 3 not yet or not right',
  })
    .argument('<domain>', 'the domain')
    .argument('[value]', 'the value that the record should have; without it the records are listed')
    .option('--record-name <name>', 'name of the record; default: the domain itself')
    .option('--resolver <host:port>', "recursive resolver, repeatable; default: the system's", resolver, [])
    .option('--doh <url>', "resolver over HTTPS, instead of the system's")
    .option('--port <port>', 'port of the authoritative servers', wholeNumber(1, 65_535), 53)
    .option('--timeout <ms>', 'for each server, in milliseconds; default: as a run waits', wholeNumber(50, 10_000))
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const [given = '', value] = command.args;
  const { recordName, resolver: resolvers, doh = null, port, timeout, json } = command.opts<Options>();
  // Loaded only now, so that --help is quick.
  const [{ checkDomain }, { isHttpsUrl }, { describeReport }] = await Promise.all([
    import('../config/domain-and-org-url.js'),
    import('../runbook/model/field-forms.js'),
    import('../activities/dns/describe-report.js'),
  ]);
  if (doh !== null && !isHttpsUrl(doh))
    throw usageError(`--doh ${doh}: write an address such as https://dns.quad9.net/dns-query.`);
  const checked = checkDomain(given);
  if (!('value' in checked)) throw usageError(`${checked.message} ${checked.fix}`);
  const domain = checked.value;
  const name = readRecordName(recordName, domain);
  const query = { domain, recordName: name, expected: valueOf(value), resolvers, doh, port };
  const report = await look(query, timeout);
  if (json) writeJson(report);
  else write(describeReport(report).join('\n'));
  process.exitCode = EXIT_CODES[report.outcome];
}

async function look(query: TxtCheck, timeoutMs: number | undefined): Promise<DnsReport> {
  const [{ checkTxt }, { ResolversUnavailable }] = await Promise.all([
    import('../activities/dns/check-txt.js'),
    import('../activities/dns/lookups.js'),
  ]);
  try {
    return await checkTxt(query, timeoutMs === undefined ? {} : { timeoutMs });
  } catch (error) {
    if (error instanceof ResolversUnavailable) throw new CommandError(error.message, EXIT.failed);
    throw error;
  }
}

function valueOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  if (given.trim() === '') throw usageError('The value is empty: leave it out to list what is there.');
  return given.trim();
}

function resolver(text: string, all: string[]): string[] {
  if (parseEndpoint(text) === null) throw new InvalidArgumentError('Write host:port, such as 9.9.9.9:53.');
  return [...all, text];
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

await runCommand(main);
