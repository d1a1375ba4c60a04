import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import dns2 from 'dns2';
import { onTestFinished } from 'vitest';

const { Packet } = dns2;

export type Transport = 'udp' | 'tcp';
/** What a server sends: a reply, bytes as they are (over TCP then without a length before them), or nothing. */
export type Behaviour = (query: dns2.Packet, transport: Transport) => dns2.Packet | Buffer | null;

export interface NameServer {
  address: string;
  port: number;
  /** What was asked, as "udp example.com TXT". */
  asked: string[];
  /** Before the end of the test, which closes it in any case. */
  close: () => void;
}

/** A name server on UDP and TCP at one port, closed after the test. */
export async function startNameServer(behave: Behaviour, address = '127.0.0.1', port = 0): Promise<NameServer> {
  const asked: string[] = [];
  const answer = (bytes: Buffer, transport: Transport): Buffer | null => {
    const query = Packet.parse(bytes);
    asked.push(`${transport} ${query.questions[0]?.name} ${Packet.typeName(query.questions[0]?.type ?? 0)}`);
    const reply = behave(query, transport);
    if (reply === null || Buffer.isBuffer(reply)) return reply;
    return transport === 'udp' ? reply.toBuffer() : prefixed(reply.toBuffer());
  };
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      const reply = answer(chunk.subarray(2), 'tcp');
      if (reply !== null) socket.end(reply);
    });
  });
  tcp.listen(port, address);
  await once(tcp, 'listening');
  const bound = (tcp.address() as AddressInfo).port;
  const udp = createSocket('udp4', (bytes, from) => {
    const reply = answer(bytes, 'udp');
    if (reply !== null) udp.send(reply, from.port, from.address);
  });
  udp.bind(bound, address);
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    udp.close();
    tcp.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(close);
  await once(udp, 'listening');
  return { address, port: bound, asked, close };
}

const prefixed = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
