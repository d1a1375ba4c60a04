import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import dns2 from 'dns2';

const { Packet } = dns2;
export type Respond = (query: dns2.Packet) => dns2.Packet;

export interface DnsListener {
  address: string;
  port: number;
  close(): Promise<void>;
}

/** Answer on UDP and TCP at one address and port; port 0 takes one that is free for both. */
export async function listenDns(address: string, port: number, respond: Respond): Promise<DnsListener> {
  const tcp = createServer({ allowHalfOpen: true }, (socket) => {
    let held = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.on('data', (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const length = held.readUInt16BE(0);
        const reply = replyTo(held.subarray(2, 2 + length), respond);
        held = held.subarray(2 + length);
        if (reply === null) return void socket.destroy();
        socket.write(Buffer.concat([Buffer.from([reply.length >> 8, reply.length & 255]), reply]));
      }
    });
  });
  tcp.listen(port, address);
  await once(tcp, 'listening');
  const bound = (tcp.address() as { port: number }).port;
  const udp = createSocket('udp4', (message, from) => {
    const reply = replyTo(message, respond);
    if (reply !== null) udp.send(reply, from.port, from.address);
  });
  try {
    udp.bind(bound, address);
    await once(udp, 'listening');
  } catch (error) {
    tcp.close();
    throw error;
  }
  return { address, port: bound, close: () => close(tcp, udp) };
}

function replyTo(message: Buffer, respond: Respond): Buffer | null {
  try {
    return respond(Packet.parse(message)).toBuffer();
  } catch {
    return null;
  }
}

async function close(tcp: Server, udp: Socket): Promise<void> {
  udp.close();
  tcp.close();
  await once(tcp, 'close');
}
