import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Context, Hono } from 'hono';

export interface ServedApp {
  url: string;
  port: number;
  /** Ends the connections too, also those that are kept alive or wait for an answer. */
  close(): Promise<void>;
}

/**
 * Serve an app on 127.0.0.1; port 0 takes a free one. Fails with one sentence where the port is taken; `flag` is
 * what the sandbox calls the port on its command line.
 */
export async function serveApp(app: Hono, port: number, flag = 'another port'): Promise<ServedApp> {
  const listener = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw portInUse('127.0.0.1', port, flag);
  }
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What is said of a port that another program holds. */
export function portInUse(address: string, port: number, flag: string): Error {
  return new Error(
    `Port ${port} on ${address} is in use, perhaps by a sandbox that runs already: end what holds it, or choose ${flag}.`,
  );
}

/** Scheme and authority that the client used: absolute URLs are made from it. */
export function baseUrl(c: Context): string {
  return `http://${c.req.header('host') ?? '127.0.0.1'}`;
}

/** Whether the app has a path, be it with another method. */
export function hasPath({ routes }: Hono, path: string): boolean {
  return routes.some(
    (route) => route.method !== 'ALL' && new RegExp(`^${route.path.replace(/:[^/]+/g, '[^/]+')}$`).test(path),
  );
}
