import type { EmbeddedTemporal } from '../temporal/embedded.js';
import { stateDir } from '../temporal/folders.js';
import { newCommand } from './lib/new-command.js';
import { runCommand } from './lib/run-command.js';
import { CommandError, write, writeJson } from './lib/output-and-exit.js';
import { pause } from '../client/pause.js';
import { port } from './lib/flag-values.js';

/** How often to look whether the server still runs; milliseconds. */
const LOOK_MS = 1000;

interface Options {
  port?: number;
  uiPort?: number;
  moveDatabaseAside: boolean;
  json: boolean;
}

/** `npm run temporal`: the embedded server alone. */
async function main(): Promise<void> {
  const command = newCommand('temporal', 'Temporal alone, with its data under .state/; stays until Ctrl-C.', {
    examples: ['npm run temporal', 'npm run temporal -- --port 7300 --ui-port 8300'],
    exits: '0 ended by Ctrl-C, 1 failed, 2 wrong usage',
  })
    .option('--port <port>', 'port of the server; default 7233, or the next free one', port)
    .option('--ui-port <port>', 'port of the Web UI; default 8233, or the next free one', port)
    .option(
      '--move-database-aside',
      'where its database is damaged: keep it under another name, and begin an empty one',
      false,
    )
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const { json, moveDatabaseAside, ...ports } = command.opts<Options>();
  const { startEmbeddedTemporal } = await import('../temporal/embedded.js');
  const leaving = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leaving.abort());
  const dir = stateDir(process.env);
  const given = { stateDir: dir, ...ports, movesDamagedAside: moveDatabaseAside, leaving: leaving.signal };
  const server = await startEmbeddedTemporal(given).catch((error) => {
    if (leaving.signal.aborted) return null;
    throw error;
  });
  if (server === null) return;
  try {
    if (json) writeJson(described(server));
    else write(serverText(server, dir));
    await stay(server, leaving.signal);
  } finally {
    await server.close();
  }
}

const described = ({ address, uiUrl, namespace, reused }: EmbeddedTemporal): object => ({
  address,
  uiUrl,
  namespace,
  reused,
});

function serverText(server: EmbeddedTemporal, dir: string): string {
  const end = 'Ctrl-C ends it, unless another command uses it; its data stays.';
  return `Temporal: ${server.address}${server.reused ? ' (ran already)' : ''}, its data in ${dir}\nWeb UI:   ${server.uiUrl}\n${end}`;
}

/** The server is a process of its own: this also keeps the command alive. */
async function stay(server: EmbeddedTemporal, leaving: AbortSignal): Promise<void> {
  while (!leaving.aborted) {
    if (!(await server.isRunning()))
      throw new CommandError('Temporal has ended; what was running goes on when it is started again.');
    await pause(LOOK_MS, leaving);
  }
}

await runCommand(main);
