import { addPages } from '../pages/console-pages.js';
import type { Consoles } from '../pages/page-frame.js';
import { createSandboxApp } from '../kit/sandbox-app.js';
import { serveApp } from '../kit/serve-http.js';
import { openStore } from '../kit/store.js';
import { type Addresses, listenAll } from './name-servers.js';
import { consoleRoutes } from './provider-console.js';
import { dnsPages } from './zone-pages.js';
import { newDnsState } from './zones.js';

export interface DnsSandbox {
  /** "host:port" of the two authoritative servers; the same port on two addresses. */
  authoritative: string[];
  /** "host:port" of the recursive server. */
  resolver: string;
  /** Port of the authoritative servers. */
  port: number;
  consoleUrl: string;
  /** What this machine does not allow, in a sentence; null is nothing. */
  note: string | null;
  close(): Promise<void>;
}

export interface DnsSandboxOptions {
  /** 0 takes a free port. */
  port: number;
  consolePort: number;
  /** Where the records are kept between runs; null keeps them in memory. */
  stateFile: string | null;
  /** How much later the second server gives a new record. Milliseconds. */
  lagMs: number;
  /** Default: those of LOOPBACK. */
  addresses?: Addresses;
  /** Addresses of the other consoles, as they come to be known. */
  consoles?: Consoles;
}

/** Starts name servers for every domain, UDP and TCP, and the console that stands for the DNS provider's form. */
export async function startDns(options: DnsSandboxOptions): Promise<DnsSandbox> {
  const store = openStore({ file: options.stateFile, initial: newDnsState });
  const servers = await listenAll(store.data, options.port, options.addresses);
  const { app } = createSandboxApp();
  addPages(app, dnsPages(store.data, servers.addresses.length, options.consoles ?? {}));
  consoleRoutes(app, store, servers.addresses.length, options.lagMs);
  const console = await serveApp(app, options.consolePort, '--dns-console-port').catch(async (error: unknown) => {
    await servers.close();
    throw error;
  });
  return {
    authoritative: servers.addresses.map((address) => `${address}:${servers.port}`),
    resolver: servers.resolver,
    port: servers.port,
    consoleUrl: console.url,
    note: servers.note,
    close: async () => {
      await Promise.all([servers.close(), console.close()]);
    },
  };
}
