import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Resolver } from 'node:dns/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DnsSandbox, type DnsSandboxOptions, startDns } from '../../../sandbox/dns/start-dns.js';

async function start(options: Partial<DnsSandboxOptions> = {}): Promise<DnsSandbox> {
  const dns = await startDns({ port: 0, consolePort: 0, stateFile: null, lagMs: 0, ...options });
  onTestFinished(() => dns.close());
  return dns;
}

function asking(server: string): Resolver {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  resolver.setServers([server]);
  return resolver;
}

const record = (dns: DnsSandbox, method: string, body: object): Promise<Response> =>
  fetch(`${dns.consoleUrl}/console/records`, { method, body: JSON.stringify(body) });

/** A query by hand, so that the header's bits can be seen. 16 is TXT. */
function query(name: string, type = 16, edns = false): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0]);
  const opt = edns ? Buffer.from([0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]) : Buffer.alloc(0);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, type, 0, 1]), opt]);
}

async function overUdp(server: string, message: Buffer): Promise<Buffer> {
  const [address = '', port = ''] = server.split(':');
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(message, Number(port), address);
  const [reply] = (await once(socket, 'message')) as [Buffer];
  return reply;
}

async function overTcp(server: string, ...messages: Buffer[]): Promise<Buffer> {
  const [host = '', port = ''] = server.split(':');
  const socket = connect(Number(port), host);
  for (const message of messages) socket.write(Buffer.concat([Buffer.from([0, message.length]), message]));
  socket.end();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const bits = (reply: Buffer) => ({
  id: reply.readUInt16BE(0),
  aa: (reply.readUInt8(2) >> 2) & 1,
  tc: (reply.readUInt8(2) >> 1) & 1,
  ra: reply.readUInt8(3) >> 7,
  rcode: reply.readUInt8(3) & 15,
  answers: reply.readUInt16BE(6),
  authorities: reply.readUInt16BE(8),
});

describe('the zone', () => {
  it('is found from the resolver: SOA, name servers, their addresses, at one port', async () => {
    const dns = await start();
    const resolver = asking(dns.resolver);
    expect(await resolver.resolveSoa('example.com')).toMatchObject({ nsname: 'ns1.example.com', serial: 1 });
    const servers = (await resolver.resolveNs('example.com')).sort();
    expect(servers).toEqual(['ns1.example.com', 'ns2.example.com']);
    const addresses = await Promise.all(servers.map((name) => resolver.resolve4(name)));
    expect(addresses.flat().map((address) => `${address}:${dns.port}`)).toEqual(dns.authoritative);
    expect(await resolver.resolveNs('com')).toEqual(['ns1.com', 'ns2.com']);
    expect(await resolver.resolveSoa('other.co.uk')).toMatchObject({ nsname: 'ns1.other.co.uk' });
  });

  it('is answered with authority by its servers, and with recursion by the resolver', async () => {
    const dns = await start();
    for (const server of dns.authoritative) {
      expect(bits(await overUdp(server, query('example.com', 6)))).toMatchObject({
        id: 0x1234,
        aa: 1,
        ra: 0,
        answers: 1,
      });
    }
    expect(bits(await overUdp(dns.resolver, query('example.com', 6)))).toMatchObject({ aa: 0, ra: 1, answers: 1 });
  });

  it('says of a name that is not there NXDOMAIN, of one without the type nothing, both with the SOA', async () => {
    const dns = await start();
    const [server = ''] = dns.authoritative;
    const absent = await overUdp(server, query('nobody.example.com'));
    expect(bits(absent)).toMatchObject({ rcode: 3, answers: 0, authorities: 1 });
    expect(bits(await overUdp(server, query('example.com')))).toMatchObject({ rcode: 0, answers: 0, authorities: 1 });
    await record(dns, 'POST', { name: 'a.b.example.com', type: 'TXT', value: 'x' });
    expect(bits(await overUdp(server, query('b.example.com')))).toMatchObject({ rcode: 0, answers: 0 });
  });
});

describe('a record', () => {
  it('appears at the second server and the resolver later, and goes likewise', async () => {
    const dns = await start({ lagMs: 400 });
    const [first = '', second = ''] = dns.authoritative;
    const txt = { name: 'Example.com.', type: 'TXT', value: 'kiro-site-verification=1' };
    const seen = async (server: string) =>
      (
        await asking(server)
          .resolveTxt('example.com')
          .catch(() => [])
      ).length;
    expect((await record(dns, 'POST', txt)).status).toBe(201);
    expect([await seen(first), await seen(second), await seen(dns.resolver)]).toEqual([1, 0, 0]);
    await expect.poll(() => seen(second)).toBe(1);
    expect(await seen(dns.resolver)).toBe(1);
    expect((await record(dns, 'DELETE', txt)).status).toBe(204);
    expect([await seen(first), await seen(second)]).toEqual([0, 1]);
    await expect.poll(() => seen(second)).toBe(0);
    expect((await record(dns, 'DELETE', txt)).status).toBe(404);
    expect((await asking(first).resolveSoa('example.com')).serial).toBe(3);
  });

  it('longer than 255 bytes is split; several at a name are all given; one given twice is one', async () => {
    const dns = await start();
    const long = 'x'.repeat(300);
    for (const value of [long, 'v=spf1 -all', 'v=spf1 -all']) {
      await record(dns, 'POST', { name: 'example.com', type: 'TXT', value });
    }
    const records = await asking(dns.resolver).resolveTxt('example.com');
    expect(records.map((strings) => strings.length)).toEqual([2, 1]);
    expect(records.map((strings) => strings.join(''))).toEqual([long, 'v=spf1 -all']);
  });

  it('can be an alias that the answer follows', async () => {
    const dns = await start();
    await record(dns, 'POST', { name: 'www.example.com', type: 'CNAME', value: 'example.org' });
    await record(dns, 'POST', { name: 'example.org', type: 'A', value: '192.0.2.7' });
    expect(await asking(dns.resolver).resolve4('www.example.com')).toEqual(['192.0.2.7']);
    expect(await asking(dns.resolver).resolveCname('www.example.com')).toEqual(['example.org']);
  });

  it('is refused with a reason', async () => {
    const dns = await start();
    for (const body of [
      { name: 'example.com' },
      { name: 'x', type: 'A', value: 'nowhere' },
      { type: 'MX', value: '1' },
    ]) {
      const response = await record(dns, 'POST', body);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('Send name, type and value.');
    }
  });
});

describe('transport', () => {
  it('truncates over UDP what the client did not say it takes, and gives all over TCP', async () => {
    const dns = await start();
    for (const n of [1, 2, 3]) {
      await record(dns, 'POST', { name: 'example.com', type: 'TXT', value: String(n).repeat(250) });
    }
    const [server = ''] = dns.authoritative;
    expect(bits(await overUdp(server, query('example.com')))).toMatchObject({ tc: 1, answers: 0 });
    expect(bits(await overUdp(server, query('example.com', 16, true)))).toMatchObject({ tc: 0, answers: 3 });
    expect(await asking(server).resolveTxt('example.com')).toHaveLength(3);
    const two = await overTcp(server, query('example.com'), query('example.com', 6));
    expect(bits(two.subarray(2))).toMatchObject({ tc: 0, answers: 3 });
    expect(bits(two.subarray(4 + two.readUInt16BE(0)))).toMatchObject({ answers: 1 });
  });

  it('survives nonsense', async () => {
    const dns = await start();
    const [server = ''] = dns.authoritative;
    const [address = '', port = ''] = server.split(':');
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.send(Buffer.from('nonsense'), Number(port), address);
    expect(await overTcp(server, Buffer.from('nonsense'))).toHaveLength(0);
    expect(bits(await overUdp(server, query('example.com', 6)))).toMatchObject({ answers: 1 });
  });

  it('falls back to one address where there is no second, and says so', async () => {
    // 192.0.2.1 is for documentation: no machine has it.
    const dns = await start({ addresses: { authoritative: ['127.0.0.1', '192.0.2.1'], recursive: '127.0.0.3' } });
    expect(dns.note).toContain('Only 127.0.0.1 is there');
    expect(dns.authoritative).toEqual([`127.0.0.1:${dns.port}`, `127.0.0.1:${dns.port}`]);
    expect(dns.resolver).toBe(`127.0.0.1:${dns.port + 1}`);
    const addresses = await asking(dns.resolver).resolve4('ns2.example.com');
    expect(addresses).toEqual(['127.0.0.1']);
  });

  it('names the port that is in use, and leaves none open', async () => {
    const dns = await start();
    await expect(start({ port: dns.port })).rejects.toThrow(
      `Port ${dns.port} on 127.0.0.1 is in use, perhaps by a sandbox that runs already: end what holds it, or choose --dns-port.`,
    );
    const consolePort = Number(new URL(dns.consoleUrl).port);
    await expect(start({ consolePort })).rejects.toThrow('--dns-console-port');
  });
});
