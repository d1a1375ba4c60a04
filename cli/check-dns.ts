import { InvalidArgumentError } from 'commander';
import { checkTxt, type TxtCheck } from '../activities/dns/check-txt.js';
import { describeReport } from '../activities/dns/describe-report.js';
import type { DnsReport, Outcome } from '../activities/dns/dns-report.js';
import { DEFAULT_TIMEOUT_MS, ResolversUnavailable } from '../activities/dns/lookups.js';
import { parseEndpoint } from '../activities/dns/transport/endpoints.js';
import { checkDomain } from '../config/domain.js';
import { isHttpsUrl } from '../config/fields.js';
import { newCommand, runCommand } from './lib/command.js';
import { CommandError, EXIT, usageError } from './lib/exit-codes.js';
import { write, writeJson } from './lib/output.js';
import { readRecordName } from './lib/record-name.js';

interface Options {
  recordName?: string;
  resolver: string[];
  doh?: string;
  port: number;
  timeout: number;
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
    .option('--doh <url>', "resolver over HTTPS, instead of the system's", httpsAddress)
    .option('--port <port>', 'port of the authoritative servers', wholeNumber(1, 65_535), 53)
    .option('--timeout <ms>', 'for each server, in milliseconds', wholeNumber(50, 10_000), DEFAULT_TIMEOUT_MS)
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const [given = '', value] = command.args;
  const { recordName, resolver: resolvers, doh = null, port, timeout: timeoutMs, json } = command.opts<Options>();
  const domain = domainOf(given);
  const name = readRecordName(recordName, domain);
  const query = { domain, recordName: name, expected: valueOf(value), resolvers, doh, port };
  const report = await look(query, timeoutMs);
  if (json) writeJson(report);
  else write(describeReport(report).join('\n'));
  process.exitCode = EXIT_CODES[report.outcome];
}

async function look(query: TxtCheck, timeoutMs: number): Promise<DnsReport> {
  try {
    return await checkTxt(query, { timeoutMs });
  } catch (error) {
    if (error instanceof ResolversUnavailable) throw new CommandError(error.message, EXIT.failed);
    throw error;
  }
}

function domainOf(given: string): string {
  const checked = checkDomain(given);
  if ('value' in checked) return checked.value;
  throw usageError(`${checked.message} ${checked.fix}`);
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

function httpsAddress(text: string): string {
  if (isHttpsUrl(text)) return text;
  throw new InvalidArgumentError('Write an address such as https://dns.quad9.net/dns-query.');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

await runCommand(main);
