import dns2 from 'dns2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../../../activities/dns/transport/ask.js';
import { formatEndpoint, parseEndpoint } from '../../../activities/dns/transport/endpoints.js';
import { decodeMessage, MalformedMessage } from '../../../activities/dns/transport/dns-message.js';
import { startNameServer, type Behaviour } from './name-server.js';
import { failing, RCODE, serving, TOKEN, txt } from './world.js';

const { Packet } = dns2;
const QUESTION = { name: 'example.com', type: 'TXT' } as const;
const OPTIONS = { timeoutMs: 500, recursion: false, signal: new AbortController().signal };
const good = serving([txt('example.com', TOKEN)]);

/** A good reply with a change; by transport where that matters. */
const changed =
  (change: (reply: dns2.Packet) => void, on: string[] = ['udp', 'tcp']): Behaviour =>
  (query, transport) => {
    const reply = good(query, transport);
    if (reply instanceof Packet && on.includes(transport)) change(reply);
    return reply;
  };

async function asking(behaviour: Behaviour) {
  const server = await startNameServer(behaviour);
  const reply = await ask(server, QUESTION, OPTIONS);
  const [answer] = 'message' in reply ? reply.message.answers : [];
  return { server, reply, value: answer?.type === 'TXT' ? answer.strings.join('') : null };
}

describe('ask', () => {
  it('asks with a random id, EDNS 1232 and without recursion', async () => {
    const seen: dns2.Packet[] = [];
    const server = await startNameServer((query, transport) => {
      seen.push(query);
      return good(query, transport);
    });
    for (let times = 0; times < 4; times += 1) await ask(server, QUESTION, OPTIONS);
    expect(new Set(seen.map(({ header }) => header.id)).size).toBeGreaterThan(1);
    expect(seen[0]?.header.rd).toBe(0);
    expect(seen[0]?.additionals.map((one) => one.class)).toEqual([1232]);
  });

  it('goes on over TCP where the answer is cut', async () => {
    const cut = changed((reply) => Object.assign(reply.header, { tc: 1 }) && reply.answers.splice(0), ['udp']);
    const { server, value } = await asking(cut);
    expect([value, server.asked]).toEqual([TOKEN, ['udp example.com TXT', 'tcp example.com TXT']]);
  });

  it('goes on over TCP where UDP is silent', async () => {
    const { value } = await asking((query, transport) => (transport === 'udp' ? null : good(query, transport)));
    expect(value).toBe(TOKEN);
  });

  it('asks again without EDNS where a server does not know it', async () => {
    const { value } = await asking((query, transport) =>
      (query.additionals.length > 0 ? failing(RCODE.FORMERR) : good)(query, transport),
    );
    expect(value).toBe(TOKEN);
  });

  it.each<[string, (reply: dns2.Packet) => void]>([
    ['the id of another query', (reply) => (reply.header.id = (reply.header.id + 1) & 0xffff)],
    ['another question', (reply) => (reply.questions[0]!.name = 'example.org')],
    ['another type', (reply) => (reply.questions[0]!.type = 1)],
    ['no reply bit', (reply) => (reply.header.qr = 0)],
    ['no question', (reply) => reply.questions.splice(0)],
  ])('takes no reply with %s', async (_, change) => {
    expect((await asking(changed(change))).reply).toMatchObject({ failure: 'malformed' });
  });

  it('passes over a forged reply and takes the real one', async () => {
    const forge = changed((reply) => (reply.header.id ^= 1));
    let times = 0;
    const { server, value } = await asking((query, transport) => ((times += 1) === 1 ? forge : good)(query, transport));
    expect([value, server.asked]).toEqual([TOKEN, ['udp example.com TXT', 'udp example.com TXT']]);
  });

  it.each([0, 1, 7, 30])('calls a message over TCP that ends after %d bytes no answer', async (bytes) => {
    const { reply } = await asking((query, transport) => {
      if (transport === 'udp') return null;
      const whole = (good(query, transport) as dns2.Packet).toBuffer();
      return Buffer.concat([Buffer.from([0, whole.length]), whole]).subarray(0, bytes);
    });
    expect(reply).toHaveProperty('failure');
    expect(reply).not.toHaveProperty('message');
  });

  it('ends in time where a server takes the connection and says nothing', async () => {
    const began = performance.now();
    const { reply } = await asking(() => null);
    expect(reply).toMatchObject({ failure: 'timeout' });
    expect(performance.now() - began).toBeLessThan(1500);
  });

  it('does not throw for a name that fits in no query', async () => {
    const server = await startNameServer(good);
    const reply = await ask(server, { name: `${'x'.repeat(64)}.com`, type: 'TXT' }, OPTIONS);
    expect([reply, server.asked]).toMatchObject([{ failure: 'malformed' }, []]);
  });

  it('says where nothing listens', async () => {
    const server = await startNameServer(good, '127.0.0.4');
    const reply = await ask({ ...server, address: '127.0.0.5' }, QUESTION, OPTIONS);
    expect(reply).toMatchObject({ failure: 'unreachable' });
  });

  it('says so, and ends no process, where this machine has no way to an address', async () => {
    const reply = await ask({ address: 'fe80::1', port: 53 }, QUESTION, OPTIONS);
    expect(reply).toMatchObject({ failure: 'unreachable' });
  });
});

describe('decodeMessage', () => {
  it('gives a message or MalformedMessage for any bytes, and soon', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const began = performance.now();
        expectReadable(Buffer.from(bytes));
        expect(performance.now() - began).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
  });

  it('never takes a damaged answer for one without records', () => {
    const query = new Packet();
    query.questions.push(new Packet.Question('example.com', Packet.TYPE.TXT, Packet.CLASS.IN));
    const whole = (good(query, 'udp') as dns2.Packet).toBuffer();
    fc.assert(
      fc.property(fc.integer({ min: 12, max: whole.length - 1 }), (length) => {
        expect(() => decodeMessage(whole.subarray(0, length))).toThrow(MalformedMessage);
      }),
    );
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        expectReadable(damaged);
      }),
    );
  });
});

function expectReadable(bytes: Buffer): void {
  try {
    decodeMessage(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessage);
  }
}

describe('parseEndpoint', () => {
  it.each([
    ['9.9.9.9', '9.9.9.9:53'],
    ['9.9.9.9:5353', '9.9.9.9:5353'],
    ['::1', '[::1]:53'],
    ['[::1]:5353', '[::1]:5353'],
  ])('reads %s', (text, formatted) => {
    const found = parseEndpoint(text);
    expect(found && formatEndpoint({ address: found.host, port: found.port })).toBe(formatted);
  });

  it.each(['', '9.9.9.9:0', '9.9.9.9:65536', '[::1', '[nine]:53', 'a b:53'])('refuses "%s"', (text) => {
    expect(parseEndpoint(text)).toBeNull();
  });
});
