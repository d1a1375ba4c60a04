import { domainToASCII } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { getDomain } from 'tldts';
import { BrokenZone, checkTxt, describeReport, ResolverTrouble, type DnsReport } from '../activities/dns/index.js';
import { newCommand, runCommand } from './lib/command.js';
import { CommandError, EXIT, usageError } from './lib/exit-codes.js';

interface Options {
  recordName?: string;
  resolver: string[];
  port: number;
  timeout: number;
  json: boolean;
}

const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Write a whole number above 0.');
  return value;
};

/** `npm run check-dns -- <domain> [value]`: every name server's answer, the verdict and the advice. */
async function main(): Promise<void> {
  const command = newCommand(
    'check-dns',
    'Look at a TXT record on every name server of the zone, and say what is wrong.',
  )
    .argument('<domain>', 'the domain')
    .argument('[value]', 'the value that the record must have; without it the records are listed')
    .option('--record-name <name>', 'name of the record; default: the domain itself')
    .option(
      '--resolver <host:port>',
      "recursive resolver, repeatable; default: the system's",
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--port <port>', 'port of the authoritative servers', number, 53)
    .option('--timeout <ms>', 'for each query, in milliseconds', number, 3000)
    .option('--json', 'JSON alone on stdout', false)
    .addHelpText('after', '\nExit codes: 0 propagated, 3 not yet or not right, 1 broken zone, 2 wrong usage.')
    .parse();
  const [given = '', value] = command.args;
  const { recordName, resolver, port, timeout, json } = command.opts<Options>();
  const domain = checkedDomain(given);
  const report = await look({
    recordName: recordName ?? domain,
    expected: value ?? null,
    resolvers: resolver,
    port,
    timeoutMs: timeout,
  });
  process.stdout.write(
    json ? `${JSON.stringify(report)}\n` : `${[...describeReport(report), ...valuesOf(report)].join('\n')}\n`,
  );
  process.exitCode = report.propagated ? EXIT.done : EXIT.notClean;
}

async function look(check: Parameters<typeof checkTxt>[0]): Promise<DnsReport> {
  try {
    return await checkTxt(check);
  } catch (error) {
    if (error instanceof BrokenZone || error instanceof ResolverTrouble)
      throw new CommandError(error.message, EXIT.failed);
    throw error;
  }
}

function checkedDomain(given: string): string {
  const domain = domainToASCII(given.trim().replace(/\.$/, ''));
  if (domain === '' || getDomain(domain) === null) {
    throw usageError(`"${given}" is not a domain that somebody can own: write one such as example.com.`);
  }
  return domain;
}

/** Without a value to look for, what is there. */
function valuesOf(report: DnsReport): string[] {
  if (report.expected !== null) return [];
  return [...new Set(report.authoritative.flatMap(({ values }) => values))].map((value) => `  "${value}"`);
}

await runCommand(main);
