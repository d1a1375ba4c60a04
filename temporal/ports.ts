import { createServer } from 'node:net';

/** Whether a port of the loopback address can be listened to. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** That port, or the next free one. */
export async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 500; port += 1) if (await isFree(port)) return port;
  return 0;
}
