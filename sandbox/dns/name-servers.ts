import { portInUse } from '../kit/serve-http.js';
import { answer } from './dns-answers.js';
import { type DnsListener, listenDns } from './listen.js';
import type { DnsState } from './zones.js';

/** Linux answers on all of 127.0.0.0/8; elsewhere only the first of these is there. */
export const LOOPBACK = { authoritative: ['127.0.0.1', '127.0.0.2'], recursive: '127.0.0.3' };
export type Addresses = typeof LOOPBACK;

export interface DnsServers {
  /** Addresses of ns1 and ns2. */
  addresses: string[];
  /** Of the authoritative servers, one for all. */
  port: number;
  /** "host:port" of the recursive server. */
  resolver: string;
  /** What is not as it should be on this machine; null is nothing. */
  note: string | null;
  close(): Promise<void>;
}

/** Where a server listens, and what it is. */
interface Place {
  address: string;
  /** Added to the port of the first one. */
  offset: number;
  server: number;
  recursive: boolean;
}

/** With port 0 another program may hold the same port at the next address: so often it is tried again. */
const TRIES = 10;

/**
 * Two authoritative servers at one port, of which the second lags, and a recursive one that sees what the second
 * sees. Where the machine has no second loopback address, ns1 and ns2 are one server, and the recursive one is at the
 * next port.
 */
export async function listenAll(state: DnsState, port: number, wanted: Addresses = LOOPBACK): Promise<DnsServers> {
  const { authoritative, recursive } = wanted;
  const first = authoritative[0] ?? '127.0.0.1';
  const last = authoritative.length - 1;
  try {
    return await listenAt(state, port, authoritative, null, [
      ...authoritative.map((address, server) => ({ address, offset: 0, server, recursive: false })),
      { address: recursive, offset: 0, server: last, recursive: true },
    ]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRNOTAVAIL') throw error;
    const note = `Only ${first} is there: both name servers are one, so the record appears on both at once.`;
    const same = authoritative.map(() => first);
    return listenAt(state, port, same, note, [
      { address: first, offset: 0, server: last, recursive: false },
      { address: first, offset: 1, server: last, recursive: true },
    ]);
  }
}

async function listenAt(
  state: DnsState,
  port: number,
  addresses: string[],
  note: string | null,
  places: Place[],
): Promise<DnsServers> {
  const listeners = await openAll(state, port, addresses, places);
  const bound = listeners.map((listener) => listener.port);
  return {
    addresses,
    port: bound[0] ?? port,
    resolver: `${places.at(-1)?.address}:${bound.at(-1)}`,
    note,
    close: () => closeAll(listeners),
  };
}

async function openAll(state: DnsState, port: number, addresses: string[], places: Place[]): Promise<DnsListener[]> {
  for (let attempt = 1; ; attempt += 1) {
    const listeners: DnsListener[] = [];
    try {
      for (const { address, offset, server, recursive } of places) {
        const base = listeners[0]?.port ?? port;
        const me = { server, recursive, addresses };
        const respond: Parameters<typeof listenDns>[2] = (query) => answer(query, state, me, Date.now());
        listeners.push(await listenDns(address, base === 0 ? 0 : base + offset, respond));
      }
      return listeners;
    } catch (error) {
      await closeAll(listeners);
      const { code, address, port: taken } = error as NodeJS.ErrnoException & { address?: string; port?: number };
      if (code !== 'EADDRINUSE') throw error;
      if (port !== 0) throw portInUse(address ?? 'loopback', taken ?? port, '--dns-port');
      if (attempt === TRIES) throw error;
    }
  }
}

async function closeAll(listeners: DnsListener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}
