import { createServer } from 'node:net';
import { TemporalError } from './error.js';

const DEFAULT_PORT = 7233;
const DEFAULT_UI_PORT = 8233;
/** So many pairs are looked at before giving up. */
const PAIRS = 500;

/** A port of the server and one of its Web UI. */
export interface Ports {
  port: number;
  uiPort: number;
}

/**
 * The ports that were asked for, else 7233 and 8233, else the next pair that is free.
 * @throws TemporalError when a port that was asked for is taken.
 */
export async function choosePorts(asked: { port?: number; uiPort?: number }): Promise<Ports> {
  if (asked.port !== undefined && asked.port === asked.uiPort)
    throw new TemporalError(`The server and its Web UI cannot share port ${asked.port}: choose another --ui-port.`);
  await refuseTaken(asked.port, '--port');
  await refuseTaken(asked.uiPort, '--ui-port');
  for (let step = 0; step < PAIRS; step += 1) {
    const port = asked.port ?? DEFAULT_PORT + step;
    const uiPort = asked.uiPort ?? DEFAULT_UI_PORT + step;
    if (port !== uiPort && (await isFree(port)) && (await isFree(uiPort))) return { port, uiPort };
  }
  throw new TemporalError(
    `No pair of free ports from ${DEFAULT_PORT} and ${DEFAULT_UI_PORT} on: choose some with --port and --ui-port of \`npm run temporal\`.`,
  );
}

async function refuseTaken(port: number | undefined, flag: string): Promise<void> {
  if (port !== undefined && !(await isFree(port)))
    throw new TemporalError(`Port ${port} is taken by another program: choose another with ${flag}.`);
}

/** Whether a port of the loopback address can be listened to. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
