import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import dns2 from 'dns2';

const { Packet } = dns2;
export type Respond = (query: dns2.Packet) => dns2.Packet;

export interface DnsListener {
  port: number;
  close(): Promise<void>;
}

/** Without EDNS (RFC 6891) an answer over UDP has so many bytes. */
const PLAIN_UDP = 512;
const TCP_IDLE_MS = 10_000;

/** Answer on UDP and TCP at one address and port; with port 0 TCP takes a free one, and UDP the same. */
export async function listenDns(address: string, port: number, respond: Respond): Promise<DnsListener> {
  const sockets = new Set<Socket>();
  const tcp = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    serveTcp(socket, respond);
  });
  tcp.listen(port, address);
  await once(tcp, 'listening');
  const bound = (tcp.address() as { port: number }).port;
  const udp = createSocket('udp4', (message, from) => {
    const reply = replyTo(message, respond, true);
    if (reply !== null) udp.send(reply, from.port, from.address);
  });
  try {
    udp.bind(bound, address);
    await once(udp, 'listening');
  } catch (error) {
    tcp.close();
    throw error;
  }
  // A client that is gone must not end the server.
  udp.on('error', () => {});
  return {
    port: bound,
    async close() {
      const closed = Promise.all([once(udp, 'close'), once(tcp, 'close')]);
      udp.close();
      tcp.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Messages with their length before them, several on one connection. */
function serveTcp(socket: Socket, respond: Respond): void {
  let held = Buffer.alloc(0);
  socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.end());
  socket.on('data', (chunk: Buffer) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const length = held.readUInt16BE(0);
      const reply = replyTo(held.subarray(2, 2 + length), respond, false);
      held = held.subarray(2 + length);
      if (reply === null) return void socket.destroy();
      socket.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 255]), reply]));
    }
  });
}

/** Null where the message is no query: it is not answered. */
function replyTo(message: Buffer, respond: Respond, overUdp: boolean): Buffer | null {
  try {
    const query = Packet.parse(message);
    if (query.header.qr === 1) return null;
    const reply = respond(query);
    const bytes = reply.toBuffer();
    if (!overUdp || bytes.length <= udpSize(query)) return bytes;
    // The client asks again over TCP.
    Object.assign(reply, { answers: [], authorities: [] });
    reply.header.tc = 1;
    return reply.toBuffer();
  } catch {
    return null;
  }
}

/** How much the client takes over UDP: the OPT record says it in its class. */
function udpSize({ additionals }: dns2.Packet): number {
  const opt = additionals.find(({ type }) => type === Packet.TYPE.EDNS);
  return Math.max(PLAIN_UDP, opt?.class ?? 0);
}
