import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { endWithNpm } from '../cli/lib/run-command.js';
import { DRILL_NAMES, type DrillName, plantDrill } from './drills/drill.js';
import { runningSandbox, SANDBOX_PORTS, type SandboxOptions, startSandbox } from './start.js';

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
  npm run sandbox -- --drill leaver

A drill plants a bad day in a finished onboarding, in a sandbox that runs already
too, says which command puts it right, and ends: leaver (people have left), token
(the SCIM token was revoked), profile (the Kiro profile was made anew), drift
(somebody has changed things in Okta).

It keeps its state under .state/sandbox, or under KIRO_STATE_DIR; docs/sandbox.md.
Exit codes: 0 planted, or ended by Ctrl-C, 1 failed, 2 wrong usage.`;

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
  .addOption(new Option('--drill <name>', 'plant a bad day, and end').choices(DRILL_NAMES))
  .option('--json', 'JSON alone on stdout; without a drill it is never anything else', false)
  .addHelpText('after', HELP_END)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();

const options = command.opts<{
  oktaPort: number;
  kiroPort: number;
  dnsPort: number;
  dnsConsolePort?: number;
  fresh: boolean;
  drill?: DrillName;
  json: boolean;
}>();
const nextPort =
  options.dnsPort === SANDBOX_PORTS.dns ? SANDBOX_PORTS.dnsConsole : options.dnsPort && options.dnsPort + 1;
const dnsConsolePort = options.dnsConsolePort ?? nextPort;
const stateDir = join(process.env['KIRO_STATE_DIR'] || '.state', 'sandbox');
try {
  const wanted = { ...options, dnsConsolePort, stateDir };
  if (options.drill !== undefined && options.fresh)
    command.error('--fresh forgets the onboarding that a drill needs: leave one of the two out.');
  if (options.drill === undefined) await stay(wanted);
  else await rehearse(options.drill, wanted);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function stay(wanted: SandboxOptions): Promise<void> {
  const sandbox = await startSandbox(wanted);
  for (const note of sandbox.notes) process.stderr.write(`${note}\n`);
  process.stdout.write(`${JSON.stringify(sandbox.info)}\n`);
  const end = (): void => void sandbox.close().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  endWithNpm(process.env, end);
}

/** In the sandbox of another command where one is running, else in its files. */
async function rehearse(drill: DrillName, wanted: SandboxOptions): Promise<void> {
  const running = await runningSandbox(wanted);
  const own = running === null ? await startSandbox(wanted) : null;
  try {
    const planted = await plantDrill(drill, running ?? own!.info);
    const lines = [
      `Planted in the sandbox${running === null ? '' : ` that runs at ${running.okta.orgUrl}`}:`,
      ...planted.planted.map((what) => `  - ${what}`),
      `The cure: ${planted.cure}`,
      ...planted.also.map((command) => `For all of them: ${command}`),
    ];
    process.stdout.write(`${options.json ? JSON.stringify(planted) : lines.join('\n')}\n`);
  } finally {
    await own?.close();
  }
}
