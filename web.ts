/** The page for people who have a browser only, `npm run web`: shows them what is asked of them, and takes their answers. */
import { type HelpEnd, newCommand } from './cli/lib/new-command.js';
import { port } from './cli/lib/flag-values.js';
import { CommandError, note, usageError, write, writeJson } from './cli/lib/output-and-exit.js';
import { runCommand } from './cli/lib/run-command.js';
import { isLoopback } from './runbook/model/loopback.js';
import { webUrlOf } from './runbook/model/web-url.js';
import { terminalText } from './runbook/escape/plain-text.js';

const HELP: HelpEnd = {
  examples: ['npm run web', 'KIRO_WEB_URL=https://kiro.example.com npm run web -- --host 0.0.0.0'],
  also: [
    'KIRO_WEB_URL is its address behind a proxy that ends TLS; without it the page is for this machine alone. People open it by links: those of mails and Slack, and of `npm run invite -- ADDRESS`. docs/page.md says more.',
    'The runs are those of TEMPORAL_ADDRESS (docs/cluster.md), or of the embedded Temporal that another command has started.',
  ],
  exits: '0 ended by Ctrl-C, 1 failed, 2 wrong usage or settings',
};

interface Options {
  port: number;
  host: string;
  json: boolean;
}

async function main(): Promise<void> {
  const options = newCommand('web', 'Serve the page on which people who have a browser only answer.', HELP)
    .option('--port <port>', 'port to listen on', port, 8090)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--json', 'JSON alone on stdout: one line once it is served', false)
    .allowExcessArguments(false)
    .parse()
    .opts<Options>();
  const publicUrl = webUrlOf(process.env);
  const host = options.host.replace(/^\[(.*)\]$/, '$1');
  if (publicUrl === null && !isLoopback(host) && host !== '::1')
    throw usageError(
      `--host ${terminalText(host)}: others could read what goes to the page and from it. Put it behind a proxy that ends TLS, and set KIRO_WEB_URL to its address there (docs/page.md).`,
    );
  // Loaded only now, so that --help is quick.
  const [{ openPage }, { runningPage }, { reachTemporal }, { clusterSettings }, { stateDir }] = await Promise.all([
    import('./web/open-page.js'),
    import('./client/running-page.js'),
    import('./client/find-runs.js'),
    import('./temporal/cluster-settings.js'),
    import('./temporal/folders.js'),
  ]);
  const dir = stateDir(process.env);
  const other = await runningPage(dir);
  if (other !== null)
    throw new CommandError(
      `The page of ${dir} is served already, at ${other}: \`npm run invite -- ADDRESS\` makes a link to it.`,
    );
  const { client, uiUrl } = await reachTemporal(process.env);
  try {
    const page = await openPage({
      client,
      uiUrl,
      env: process.env,
      stateDir: dir,
      host,
      port: options.port,
      publicUrl,
      isEmbedded: clusterSettings(process.env) === null,
      log: (line) => note(terminalText(line)),
    }).catch((error: NodeJS.ErrnoException) => {
      throw cannotListen(error, options);
    });
    if (options.json) writeJson({ type: 'serving', url: page.url });
    else
      write(
        `The page is served at ${page.url}. People open it by a link: \`npm run invite -- ADDRESS\` makes one. Ctrl-C ends it; the runs go on.`,
      );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    await page.close();
  } finally {
    await client.connection.close();
  }
}

function cannotListen(error: NodeJS.ErrnoException, { host, port: wanted }: Options): Error {
  if (error.code === 'EADDRINUSE')
    return new CommandError(`Port ${wanted} of ${host} is taken by another program: choose another one with --port.`);
  if (error.code === 'EACCES')
    return new CommandError(`Port ${wanted} may not be used by this account: choose one above 1023.`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return usageError(`--host ${terminalText(host)} is no address of this machine.`);
  return error;
}

await runCommand(main);
