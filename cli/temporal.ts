import { InvalidArgumentError } from 'commander';
import { startEmbeddedTemporal } from '../temporal/embedded.js';
import { stateDir } from '../temporal/state-dir.js';
import { newCommand, runCommand } from './lib/command.js';

const port = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 1 to 65535.');
  return number;
};

/** `npm run temporal`: the embedded server alone. */
async function main(): Promise<void> {
  const command = newCommand('temporal', 'Temporal alone, with its data under .state/; stays until Ctrl-C.')
    .option('--port <port>', 'port of the server; default 7233, or the next free one', port)
    .option('--ui-port <port>', 'port of the Web UI; default 8233, or the next free one', port)
    .option('--json', 'JSON alone on stdout', false)
    .parse();
  const { json, ...ports } = command.opts<{ port?: number; uiPort?: number; json: boolean }>();
  const server = await startEmbeddedTemporal({
    stateDir: stateDir(process.env),
    ...ports,
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  const { address, uiUrl, namespace, reused } = server;
  const told = `Temporal: ${address}${reused ? ' (ran already)' : ''}\nWeb UI:   ${uiUrl}\nCtrl-C ends it; its data stays.`;
  process.stdout.write(`${json ? JSON.stringify({ address, uiUrl, namespace, reused }) : told}\n`);
  await new Promise<void>((resolve) => {
    // Something must keep the process alive: the server is a process of its own.
    const alive = setInterval(() => undefined, 60_000);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (clearInterval(alive), resolve()));
  });
  await server.close();
}

await runCommand(main);
