import { connect } from 'node:net';
import type { Endpoint } from './endpoint.js';
import { failed, readWhole, reasonOf, type Failure, type Leg } from './leg.js';
import type { Query } from './query.js';

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
