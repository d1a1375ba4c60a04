import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { decode, encode, type Question, type Reply } from './packet.js';

/** A name server's address. */
export interface Server {
  address: string;
  port: number;
}

/** No answer in time. */
export class DnsTimeout extends Error {
  override readonly name = 'DnsTimeout';
}

/** Asks one server one question. `timeoutMs` bounds each leg: UDP, then TCP when UDP was cut or silent. */
export async function ask(server: Server, question: Question, timeoutMs: number, signal?: AbortSignal): Promise<Reply> {
  try {
    const reply = await overUdp(server, question, timeoutMs, signal);
    if (!reply.truncated) return reply;
  } catch (error) {
    if (!(error instanceof DnsTimeout)) throw error;
  }
  return overTcp(server, question, timeoutMs, signal);
}

function overUdp(server: Server, question: Question, timeoutMs: number, signal?: AbortSignal): Promise<Reply> {
  const { id, message } = encode(question);
  const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
  return bounded(
    timeoutMs,
    signal,
    () => socket.close(),
    (resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (bytes) => {
        try {
          // What is not an answer to this query may be a forgery: keep listening for the real one.
          const reply = decode(bytes, id, question);
          if (reply !== null) resolve(reply);
        } catch (error) {
          reject(error as Error);
        }
      });
      // A connected socket takes packets from this server alone.
      socket.connect(server.port, server.address, () => socket.send(message));
    },
  );
}

function overTcp(server: Server, question: Question, timeoutMs: number, signal?: AbortSignal): Promise<Reply> {
  const { id, message } = encode(question);
  const socket = connect({ host: server.address, port: server.port });
  return bounded(
    timeoutMs,
    signal,
    () => socket.destroy(),
    (resolve, reject) => {
      let held = Buffer.alloc(0);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the connection was closed before the whole answer came')));
      socket.on('connect', () =>
        socket.write(Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message])),
      );
      socket.on('data', (chunk) => {
        held = Buffer.concat([held, chunk]);
        if (held.length < 2 || held.length < 2 + held.readUInt16BE(0)) return;
        try {
          const reply = decode(held.subarray(2, 2 + held.readUInt16BE(0)), id, question);
          if (reply === null) reject(new Error('the answer is to another question'));
          else resolve(reply);
        } catch (error) {
          reject(error as Error);
        }
      });
    },
  );
}

type Body<T> = (resolve: (value: T) => void, reject: (error: Error) => void) => void;

/** Ends with the deadline or the signal, whatever the socket does; always cleans up. */
function bounded<T>(
  timeoutMs: number,
  signal: AbortSignal | undefined,
  cleanUp: () => void,
  body: Body<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      cleanUp();
      settle();
    };
    let over = false;
    const once = (settle: () => void): void => {
      if (over) return;
      over = true;
      end(settle);
    };
    const abort = (): void => once(() => reject(new Error('cancelled')));
    const timer = setTimeout(() => once(() => reject(new DnsTimeout('no answer in time'))), timeoutMs);
    signal?.addEventListener('abort', abort, { once: true });
    body(
      (value) => once(() => resolve(value)),
      (error) => once(() => reject(error)),
    );
  });
}
