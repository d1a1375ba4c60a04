import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { urlSecrets } from '../../../runbook/secrets/environment-secrets.js';
import { readUpTo } from '../../../runbook/secrets/bounded-reads.js';
import { HeldSecrets } from '../../../runbook/secrets/outside-text.js';
import { type Message, type Query, readReply } from './dns-message.js';
import type { Endpoint, HttpsEndpoint } from './endpoints.js';

/** No usable reply. `malformed` is one that cannot be read in full or does not belong to the query. */
export interface Failure {
  failure: 'timeout' | 'unreachable' | 'malformed';
  /** In words, for people. */
  detail: string;
}

/** What came of asking over one transport. */
export type Leg = { message: Message } | 'truncated' | Failure;

/** A leg that brought nothing. */
export const failed = (failure: Failure['failure'], detail: string): Failure => ({ failure, detail });

/** What a transport that never cuts has brought; its name for people, such as "TCP". */
function readWhole(bytes: Buffer, query: Query, transport: string): Leg {
  const reading = readReply(bytes, query);
  if (reading.kind === 'message') return { message: reading.message };
  return failed('malformed', reading.kind === 'truncated' ? `marked as cut (TC) over ${transport}` : reading.why);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'no route to it from here',
  ENETUNREACH: 'no route to it from here',
  EADDRNOTAVAIL: 'this machine has no address of that family',
  ENOTFOUND: 'its name has no address',
  EINVAL: 'this machine cannot send to it',
  EACCES: 'this machine may not send to it',
  EPERM: 'this machine may not send to it',
};

/** Why a transport failed, in words for people; its code where there are none. */
export function reasonOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? error.message || error.name : (WORDS[code] ?? code);
}

/**
 * Ask over UDP from a port of its own; the kernel takes only what comes from the server asked. What is not a reply to
 * the query is passed over, as a forged one would be, but remembered. Sent again after `resendMs`, for a lost packet.
 */
export function askUdp(to: Endpoint, query: Query, resendMs: number, signal: AbortSignal): Promise<Leg> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(to.address) ? 'udp6' : 'udp4');
    let odd: string | null = null;
    let open = true;
    let resend: NodeJS.Timeout | undefined;
    const finish = (leg: Leg): void => {
      if (!open) return;
      open = false;
      clearTimeout(resend);
      signal.removeEventListener('abort', expire);
      socket.close();
      resolve(leg);
    };
    const expire = (): void => finish(odd === null ? failed('timeout', 'no answer') : failed('malformed', odd));
    const fail = (error: Error): void => finish(failed('unreachable', reasonOf(error)));
    const send = (): void =>
      socket.send(query.bytes, (error) => {
        if (error) fail(error);
      });

    socket.on('error', fail);
    socket.on('message', (bytes) => {
      const reading = readReply(bytes, query);
      if (reading.kind === 'message') finish({ message: reading.message });
      else if (reading.kind === 'truncated') finish('truncated');
      else if (reading.kind === 'malformed') finish(failed('malformed', reading.why));
      else odd = reading.why;
    });
    signal.addEventListener('abort', expire);
    if (signal.aborted) return expire();
    // As an event: a callback of `connect` would be called for its failure, too, such as a machine without IPv6.
    socket.on('connect', () => {
      if (!open) return;
      send();
      resend = setTimeout(send, resendMs);
    });
    socket.connect(to.port, to.address);
  });
}

const PREFIX_BYTES = 2;

/** Ask over TCP: one connection, one query. */
export async function askTcp(to: Endpoint, query: Query, signal: AbortSignal): Promise<Leg> {
  const reply = await exchangeTcp(to, query.bytes, signal);
  return Buffer.isBuffer(reply) ? readWhole(reply, query, 'TCP') : reply;
}

/** One message there, one back. A message that ends before its length is an error, never an answer. */
export function exchangeTcp(to: Endpoint, message: Buffer, signal: AbortSignal): Promise<Buffer | Failure> {
  return new Promise((resolve) => {
    const socket = connect({ host: to.address, port: to.port });
    let held = Buffer.alloc(0);
    const finish = (end: Buffer | Failure): void => {
      signal.removeEventListener('abort', expire);
      socket.destroy();
      resolve(end);
    };
    const expire = (): void => finish(failed('timeout', 'no answer over TCP'));

    socket.on('error', (error) => finish(failed('unreachable', `TCP: ${reasonOf(error)}`)));
    socket.on('connect', () => socket.write(prefixed(message)));
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      if (held.length < PREFIX_BYTES) return;
      const end = PREFIX_BYTES + held.readUInt16BE(0);
      if (held.length >= end) finish(held.subarray(PREFIX_BYTES, end));
    });
    socket.on('close', () => {
      if (held.length === 0) return finish(failed('unreachable', 'TCP: closed without an answer'));
      const promised = held.length < PREFIX_BYTES ? '?' : held.readUInt16BE(0);
      finish(failed('malformed', `cut after ${Math.max(held.length - PREFIX_BYTES, 0)} of ${promised} bytes over TCP`));
    });
    signal.addEventListener('abort', expire);
    if (signal.aborted) expire();
  });
}

function prefixed(bytes: Buffer): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt16BE(bytes.length);
  return Buffer.concat([prefix, bytes]);
}

const MEDIA_TYPE = 'application/dns-message';
const LONGEST_MESSAGE = 65_535;

/** Ask over HTTPS (RFC 8484, by POST, which no cache on the way answers). */
export async function askHttps({ url }: HttpsEndpoint, query: Query, signal: AbortSignal): Promise<Leg> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': MEDIA_TYPE, accept: MEDIA_TYPE },
      body: query.bytes,
      redirect: 'error',
      signal,
    });
    const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (!response.ok || type !== MEDIA_TYPE) {
      await response.body?.cancel();
      return failed('malformed', `HTTP ${response.status} ${type ?? ''}: no DNS answer`);
    }
    const bytes = await readUpTo(response, LONGEST_MESSAGE);
    return bytes === null
      ? failed('malformed', 'its answer is longer than any DNS message')
      : readWhole(Buffer.from(bytes), query, 'HTTPS');
  } catch (error) {
    if (signal.aborted) return failed('timeout', 'no answer over HTTPS');
    return failed('unreachable', `HTTPS: ${whyNot(error, url)}`);
  }
}

/** `fetch` itself says no more than that it failed; its cause does. */
function whyNot(error: unknown, url: string | URL): string {
  if (!(error instanceof Error)) return 'it failed';
  // The resolver's address may hold a password or a token.
  const { href, pathname, search } = new URL(url);
  const secrets = new HeldSecrets([...urlSecrets(href), pathname.length >= 16 ? pathname : '', search]);
  return secrets.text(error.cause instanceof Error ? reasonOf(error.cause) : error.message);
}
