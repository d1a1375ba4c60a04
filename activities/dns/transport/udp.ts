import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Endpoint } from './endpoint.js';
import { failed, reasonOf, type Leg } from './leg.js';
import { readReply, type Query } from './query.js';

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
