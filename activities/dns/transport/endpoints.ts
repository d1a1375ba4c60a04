import { getServers } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';

/** An address literal and a port. */
export interface Endpoint {
  address: string;
  port: number;
}

/** A resolver over HTTPS (RFC 8484). */
export interface HttpsEndpoint {
  url: string;
}

export type ResolverEndpoint = Endpoint | HttpsEndpoint;

const DNS_PORT = 53;

/**
 * Reads "host:port", "host", "[::1]:port" or "::1".
 * @returns null where the text is none of these.
 */
export function parseEndpoint(text: string): { host: string; port: number } | null {
  if (isIPv6(text)) return { host: text, port: DNS_PORT };
  const parts = /^(?:\[([^\]]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/.exec(text.trim());
  if (parts === null) return null;
  const [, bracketed, plain, digits] = parts;
  const port = digits === undefined ? DNS_PORT : Number(digits);
  if (port < 1 || port > 65_535 || (bracketed !== undefined && !isIPv6(bracketed))) return null;
  const host = bracketed ?? plain;
  return host === undefined ? null : { host, port };
}

/** As `parseEndpoint` reads it, or the URL. */
export function formatEndpoint(endpoint: ResolverEndpoint): string {
  if ('url' in endpoint) return endpoint.url;
  const { address, port } = endpoint;
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/**
 * The recursive resolvers to ask: the one over HTTPS, then the given ones; the system's where neither is named.
 * @throws Error with a sentence where a text is no endpoint or its name has no address.
 */
export async function resolverEndpoints(texts: string[], doh: string | null): Promise<ResolverEndpoint[]> {
  const plain = await Promise.all(texts.map(toEndpoint));
  if (doh !== null) return [{ url: doh }, ...plain];
  return plain.length > 0 ? plain : Promise.all(getServers().map(toEndpoint));
}

/** @throws Error with a sentence */
export async function toEndpoint(text: string): Promise<Endpoint> {
  const parsed = parseEndpoint(text);
  if (parsed === null) throw new Error(`"${text}" is no resolver: write host:port, such as 9.9.9.9:53.`);
  if (isIP(parsed.host) !== 0) return { address: parsed.host, port: parsed.port };
  const found = await lookup(parsed.host).catch(() => null);
  if (found === null) throw new Error(`The resolver ${parsed.host} has no address.`);
  return { address: found.address, port: parsed.port };
}
