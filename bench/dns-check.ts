import { execFile } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { promisify } from 'node:util';
import dns2 from 'dns2';
import { checkTxt } from '../activities/dns/check-txt.js';
import { ask } from '../activities/dns/transport/ask.js';
import { repeat, spread } from './measure.js';

const { Packet } = dns2;
const { TYPE } = Packet;
type Resource = dns2.Packet.Resource;

/** What each answer takes on its way; milliseconds. */
const DELAY_MS = 40;
const TIMEOUT_MS = 600;
const NAMES = ['ns1', 'ns2', 'ns3', 'ns4'].map((name) => `${name}.example.com`);
const V4 = NAMES.map((_, index) => `127.0.54.${index + 1}`);
const RESOLVER = '127.0.54.9';
const ADDRESSES = [...V4, '::1', RESOLVER];
/** Nothing of the check depends on more than this: SOA, NS, addresses, the record, the resolvers. */
const CHAIN = 5;
const VALUE = 'kiro-site-verification=1';

interface Asked {
  address: string;
  name: string;
  type: string;
}

/** Zone with four servers of two addresses each, all of which take their time. */
interface Zone {
  port: number;
  asked: Asked[];
  close(): void;
}

/** The check against the longest chain of round trips, against dig, and with a dead server. */
export async function dnsCheck(): Promise<string[]> {
  const zone = await openZone(ADDRESSES);
  try {
    await check(zone);
    zone.asked.splice(0);
    const checks = await repeat(5, () => timed(() => check(zone)));
    const asked = zone.asked.slice(0, zone.asked.length / checks.length);
    const trips = await repeat(5, () => timed(() => roundTrip(zone)));
    const chain = CHAIN * Math.min(...trips);
    const lines = [
      `DNS check of 4 servers with 2 addresses each, ${DELAY_MS} ms an answer, ms: ${spread(checks, 0)}`,
      `against its longest chain of ${CHAIN} round trips: ${spread(checks.map((ms) => ms / chain))}`,
    ];
    const dig = await timed(() => digAll(zone, asked)).catch(() => null);
    const times =
      dig === null
        ? 'dig is not installed (dnsutils)'
        : spread(
            checks.map((ms) => dig / ms),
            1,
          );
    return [
      ...lines,
      `times faster than dig with its ${asked.length} queries in sequence: ${times}`,
      await withDeadServer(checks),
    ];
  } finally {
    zone.close();
  }
}

/** A server that is silent costs its time-out once, however much it is asked. */
async function withDeadServer(alive: number[]): Promise<string> {
  const zone = await openZone(ADDRESSES, V4[0]);
  try {
    const dead = await repeat(3, () => timed(() => check(zone)));
    const usual = Math.min(...alive);
    return `what a dead server adds, in time-outs of ${TIMEOUT_MS} ms: ${spread(dead.map((ms) => (ms - usual) / TIMEOUT_MS))}`;
  } finally {
    zone.close();
  }
}

async function check({ port }: Zone): Promise<void> {
  const query = { domain: 'example.com', recordName: 'example.com', expected: VALUE, doh: null, port };
  const { outcome, servers } = await checkTxt(
    { ...query, resolvers: [`${RESOLVER}:${port}`] },
    { timeoutMs: TIMEOUT_MS },
  );
  if (outcome !== 'propagated' || servers.length !== 8) throw new Error(`${outcome} on ${servers.length} servers`);
}

async function roundTrip({ port }: Zone): Promise<void> {
  const options = { timeoutMs: TIMEOUT_MS, recursion: false, signal: new AbortController().signal };
  await ask({ address: V4[1]!, port }, { name: 'example.com', type: 'TXT' }, options);
}

async function digAll({ port }: Zone, asked: Asked[]): Promise<void> {
  for (const { address, name, type } of asked) {
    await promisify(execFile)('dig', [`@${address}`, '-p', String(port), name, type, '+tries=1', '+norecurse']);
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** @param dead an address that takes questions and never answers */
async function openZone(addresses: string[], dead?: string): Promise<Zone> {
  const asked: Asked[] = [];
  const sockets: Socket[] = [];
  let port = 0;
  for (const address of addresses) {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4', (bytes, from) => {
      const query = Packet.parse(bytes);
      const { name = '', type = 0 } = query.questions[0] ?? {};
      asked.push({ address, name, type: Packet.typeName(type) });
      if (address === dead) return;
      const reply = answer(query, name, type).toBuffer();
      setTimeout(() => socket.send(reply, from.port, from.address), DELAY_MS);
    });
    socket.bind(port, address);
    await once(socket, 'listening');
    port = socket.address().port;
    sockets.push(socket);
  }
  return { port, asked, close: () => sockets.forEach((socket) => socket.close()) };
}

function answer(query: dns2.Packet, name: string, type: number): dns2.Packet {
  const reply = Packet.createResponseFromRequest(query);
  reply.header.aa = 1;
  const index = NAMES.indexOf(name);
  const isZone = name === 'example.com';
  if (isZone && type === TYPE.NS) reply.answers.push(...NAMES.map((ns) => record(name, type, { ns })));
  else if (isZone && type === TYPE.TXT) reply.answers.push(record(name, type, { data: [VALUE] }));
  else if (isZone && type === TYPE.SOA) reply.answers.push(soa(name));
  else if (index >= 0 && type === TYPE.A) reply.answers.push(record(name, type, { address: V4[index] }));
  else if (index >= 0 && type === TYPE.AAAA) reply.answers.push(record(name, type, { address: '::1' }));
  else reply.authorities.push(soa('com'));
  return reply;
}

const soa = (zone: string): Resource =>
  record(zone, TYPE.SOA, {
    primary: `ns1.${zone}`,
    admin: `hostmaster.${zone}`,
    serial: 1,
    refresh: 1,
    retry: 1,
    expiration: 1,
    minimum: 30,
  });

const record = (name: string, type: number, rest: object): Resource =>
  ({ name, type, class: Packet.CLASS.IN, ttl: 60, ...rest }) as Resource;
