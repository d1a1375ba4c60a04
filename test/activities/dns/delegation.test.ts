import dns2 from 'dns2';
import { describe, expect, it } from 'vitest';
import { startNameServer, type Behaviour } from './name-server.js';
import { knowingCom, referring, REGISTRY_ADDRESS, validating } from './registry.js';
import { serving, startWorld, TOKEN, txt } from './world.js';

const { Packet } = dns2;
const good = serving([txt('example.com', TOKEN)]);
const empty = serving([]);

async function check(first: Behaviour, second: Behaviour, resolver: Behaviour, registry: Record<string, string>) {
  const world = await startWorld(first, second, knowingCom(resolver));
  await startNameServer(referring(registry), REGISTRY_ADDRESS, world.query.port);
  const report = await world.check();
  return { ...report, codes: report.hints.map(({ code }) => code), text: JSON.stringify(report.hints) };
}

const NS1 = { 'ns1.example.com': '127.0.0.1' };
const NS2 = { 'ns2.example.com': '127.0.0.2' };

describe('the zone above', () => {
  it('agrees with the zone, and nothing is said', async () => {
    const { outcome, hints } = await check(good, good, good, { ...NS1, ...NS2 });
    expect([outcome, hints]).toEqual(['propagated', []]);
  });

  it('names other servers than the zone', async () => {
    const { outcome, codes, text } = await check(good, good, good, NS2);
    expect([outcome, codes]).toEqual(['propagated', ['delegation-differs']]);
    expect(text).toContain('only the zone names ns1.example.com');
  });

  it('sends everybody to the new provider while the record is at the old one', async () => {
    const { outcome, codes, text } = await check(good, empty, good, NS2);
    expect([outcome, codes]).toEqual(['partial', ['old-provider']]);
    expect(text).toContain('Publish the record at the provider of ns2.example.com');
  });

  it('leads to the servers of a zone for which the resolvers fail', async () => {
    const failing: Behaviour = (query, transport) => {
      const isZone = query.questions[0]!.name.endsWith('example.com');
      const reply = isZone ? Packet.createResponseFromRequest(query) : good(query, transport);
      if (reply instanceof Packet && isZone) reply.header.rcode = Packet.RCODE.SERVFAIL;
      return reply;
    };
    const { zone, servers } = await check(good, empty, failing, { ...NS1, ...NS2 });
    expect(zone).toBe('example.com');
    expect(servers.map(({ address, verdict }) => `${address} ${verdict}`)).toEqual([
      '127.0.0.1 match',
      '127.0.0.2 empty',
    ]);
  });
});

describe('a resolver that checks DNSSEC', () => {
  it('is not mistaken for one that fails', async () => {
    const report = await (await startWorld(good, good, validating(good))).check();
    expect([report.outcome, report.hints.map(({ code }) => code)]).toEqual(['broken', ['dnssec']]);
    expect(report.resolvers[0]).toMatchObject({ verdict: 'servfail', dnssecFails: true });
  });
});
