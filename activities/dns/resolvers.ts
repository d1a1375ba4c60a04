import { getServers } from 'node:dns';
import { isIPv6 } from 'node:net';
import type { Server } from './transport.js';

/** "host:port", "[v6]:port" or a bare address; port 53 by default. */
export function parseServer(text: string): Server {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(text);
  if (bracketed !== null) return { address: bracketed[1]!, port: Number(bracketed[2] ?? 53) };
  if (isIPv6(text)) return { address: text, port: 53 };
  const [address = text, port] = text.split(':');
  return { address, port: Number(port ?? 53) };
}

export const showServer = ({ address, port }: Server): string =>
  isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;

/** The given resolvers, else the system's. */
export const resolversOf = (given: string[]): Server[] => (given.length > 0 ? given : getServers()).map(parseServer);
