import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { endWithNpm } from '../cli/lib/run-command.js';
import { SANDBOX_PORTS, startSandbox } from './start.js';

const port = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
};

const HELP_END = `
Examples:
  npm run sandbox
  npm run sandbox -- --okta-port 28081 --kiro-port 28082 --dns-port 28053

It keeps its state under .state/sandbox, or under KIRO_STATE_DIR; docs/sandbox.md.
Exit codes: 0 ended by Ctrl-C, 1 failed, 2 wrong usage.`;

const command = new Command('npm run sandbox --')
  .description('An Okta, a Kiro and name servers on this machine. Prints one JSON line, and stays.')
  .option('--okta-port <port>', 'port of the Okta org', port, SANDBOX_PORTS.okta)
  .option('--kiro-port <port>', 'port of Kiro', port, SANDBOX_PORTS.kiro)
  .option('--dns-port <port>', 'port of the name servers', port, SANDBOX_PORTS.dns)
  .option(
    '--dns-console-port <port>',
    "port of the DNS provider's console; default: the next after another --dns-port",
    port,
  )
  .option('--fresh', 'forget the state of earlier runs', false)
  .option('--json', 'JSON alone on stdout; it is never anything else', false)
  .addHelpText('after', HELP_END)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

const options = command.opts<{
  oktaPort: number;
  kiroPort: number;
  dnsPort: number;
  dnsConsolePort?: number;
  fresh: boolean;
}>();
const nextPort =
  options.dnsPort === SANDBOX_PORTS.dns ? SANDBOX_PORTS.dnsConsole : options.dnsPort && options.dnsPort + 1;
const dnsConsolePort = options.dnsConsolePort ?? nextPort;
const stateDir = join(process.env['KIRO_STATE_DIR'] || '.state', 'sandbox');
try {
  const sandbox = await startSandbox({ ...options, dnsConsolePort, stateDir });
  for (const note of sandbox.notes) process.stderr.write(`${note}\n`);
  process.stdout.write(`${JSON.stringify(sandbox.info)}\n`);
  const end = (): void => void sandbox.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  endWithNpm(process.env, end);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
