import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import dns2 from 'dns2';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ask } from '../../../activities/dns/transport/ask.js';
import { decodeMessage, MalformedMessage } from '../../../activities/dns/transport/dns-message.js';
import { startNameServer, type Behaviour } from './name-server.js';
import { serving, startWorld, TOKEN, txt } from './world.js';

const { Packet } = dns2;
const QUESTION = { name: 'example.com', type: 'TXT' } as const;
const OPTIONS = { timeoutMs: 2000, recursion: false, signal: new AbortController().signal };
const HEADER = 12;

/** A message without a question and so many answers, which begin after `prefix`. */
function message(answers: number, ...parts: Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(0x8400, 2);
  header.writeUInt16BE(answers, 6);
  return Buffer.concat([header, ...parts]);
}

function timed<T>(work: () => T): { result: T; milliseconds: number } {
  const began = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - began };
}

const failureOf = (bytes: Buffer): unknown => {
  try {
    return decodeMessage(bytes);
  } catch (error) {
    return error;
  }
};

describe('a message made to cost time', () => {
  it('is refused where thousands of names lead through one long chain of pointers', () => {
    // The chain is the data of a first record, of a type that nobody reads.
    const carrier = Buffer.from([0, 0xff, 0, 0, 1, 0, 0, 0, 0, 16_000 >> 8, 16_000 & 255]);
    const start = HEADER + carrier.length;
    const chain = Buffer.alloc(16_000);
    for (let at = 0; at < chain.length - 2; at += 2) chain.writeUInt16BE(0xc000 | (start + at + 2), at);
    const record = Buffer.from([0xc0, start, 0, 16, 0, 1, 0, 0, 0, 0, 0, 0]);
    const bytes = message(4001, carrier, chain, ...Array.from({ length: 4000 }, () => record));
    expect(bytes.length).toBeLessThan(65_536);
    const { result, milliseconds } = timed(() => failureOf(bytes));
    expect(result).toBeInstanceOf(MalformedMessage);
    expect(milliseconds).toBeLessThan(500);
  });

  it('is refused where a pointer leads to itself', () => {
    const { result, milliseconds } = timed(() => failureOf(message(1, Buffer.from([0xc0, HEADER, 0, 16, 0, 1]))));
    expect(result).toBeInstanceOf(MalformedMessage);
    expect(milliseconds).toBeLessThan(500);
  });

  it('is refused where it promises more records than there are', () => {
    expect(failureOf(message(65_535))).toBeInstanceOf(MalformedMessage);
  });
});

describe('a large answer', () => {
  const many = Array.from({ length: 1000 }, (_, index) => txt('example.com', `v=${index} ${'x'.repeat(30)}`));
  const serve = serving([...many, txt('example.com', TOKEN)]);
  // dns2 takes a second to write so long an answer, so it is written once; each query has its own id.
  let written: Buffer | null = null;
  const cutOverUdp: Behaviour = (query, transport) => {
    const reply = serve(query, transport);
    if (!(reply instanceof Packet) || reply.answers.length <= 10) return reply;
    if (transport === 'udp') {
      reply.answers.splice(0);
      reply.header.tc = 1;
      return reply;
    }
    written ??= reply.toBuffer();
    written.writeUInt16BE(query.header.id, 0);
    return Buffer.concat([Buffer.from([written.length >> 8, written.length & 255]), written]);
  };

  it('of a thousand TXT records over TCP is read in full', async () => {
    const server = await startNameServer(cutOverUdp);
    const reply = await ask(server, QUESTION, { ...OPTIONS, timeoutMs: 10_000 });
    expect('message' in reply ? reply.message.answers.length : reply).toBe(1001);
  });

  it('does not hide the value', async () => {
    const { outcome } = await (await startWorld(cutOverUdp, cutOverUdp)).check({ timeoutMs: 10_000 });
    expect(outcome).toBe('propagated');
  });

  it('that needs TCP is a time-out where TCP is silent, never an empty answer', async () => {
    const server = await startNameServer((query, transport) => (transport === 'udp' ? cutOverUdp(query, 'udp') : null));
    const reply = await ask(server, QUESTION, { ...OPTIONS, timeoutMs: 400 });
    expect(reply).toMatchObject({ failure: 'timeout', detail: expect.stringContaining('TCP') as unknown });
  });
});

describe('over IPv6', () => {
  it('a server is asked', async () => {
    const socket = createSocket('udp6', (bytes, from) => {
      const reply = serving([txt('example.com', TOKEN)])(Packet.parse(bytes), 'udp') as dns2.Packet;
      socket.send(reply.toBuffer(), from.port, from.address);
    });
    onTestFinished(() => void socket.close());
    socket.bind(0, '::1');
    await once(socket, 'listening');
    const reply = await ask({ address: '::1', port: socket.address().port }, QUESTION, OPTIONS);
    expect('message' in reply ? reply.message.answers : reply).toMatchObject([{ type: 'TXT', strings: [TOKEN] }]);
  });
});
