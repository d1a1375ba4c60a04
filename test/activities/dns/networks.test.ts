import { describe, expect, it } from 'vitest';
import { describeReport } from '../../../activities/dns/describe-report.js';
import { startDoh } from './doh-server.js';
import { answering, checkIn, scenarioIn } from './scenario.js';

describe('a network, or a zone, as people have it', () => {
  it.each<[string, string, RegExp]>([
    [
      'port-53-blocked',
      'propagated',
      /Every resolver that was asked gives .* cannot be asked from here.*port 53 to the internet seems to be blocked.*dns\.doh/,
    ],
    ['ipv6-only-missing', 'missing', /IPv6 addresses alone, and this machine has no IPv6 that reaches them/],
    ['intercepted', 'propagated', /Something on the way, .* answers in place of every name server/],
    ['cname-at-the-domain', 'missing', /example\.com itself is a CNAME to shop\.webhost\.net.*ALIAS or ANAME/],
    ['cname-loop', 'broken', /circle: id\.example\.com -> sso\.example\.com/],
    [
      'split-horizon',
      'propagated',
      /Inside this network example\.com is another zone, on dc1\.example\.com \(10\.0\.0\.1\).*it decides nothing/,
    ],
    [
      'private-name-server',
      'propagated',
      /ns2\.example\.com \(192\.168\.77\.5\) has a private address: Kiro can never reach 192\.168\.77\.5/,
    ],
    ['resolver-knows-addresses-only', 'propagated', /does not say who the name servers are.*dns\.resolvers/],
    ['value-zone-file-escapes', 'missing', /backslash, which is the escape of zone files/],
    ['value-percent', 'missing', /percent-encoded/],
    ['value-soft-hyphen', 'missing', /invisible character in it \(U\+00AD\)/],
    ['value-backslash-at-the-end', 'missing', /one character too many at its end/],
    ['value-json', 'missing', /as JSON.*name=token/],
  ])('%s', async (name, outcome, said) => {
    const report = await checkIn(scenarioIn(name));
    const text = describeReport(report, 10_000).join('\n').replaceAll('\n', ' ');
    expect(text).toMatch(said);
    expect(report.outcome).toBe(outcome);
  });

  it('a blocked port and a resolver over HTTPS: the record is proven, and with what', async () => {
    const scenario = scenarioIn('port-53-blocked');
    const inside = scenario.servers.filter(({ at }) => !at.includes('127.0.0.53'));
    const doh = await startDoh(answering(scenario.servers.find(({ at }) => at.includes('127.0.0.53'))!));
    const report = await checkIn({ ...scenario, resolver: '', servers: inside }, doh.url);
    expect(report).toMatchObject({ outcome: 'propagated', decidedBy: 'resolvers', resolvers: [{ resolver: doh.url }] });
  });

  it('one relayed server beside a good one is still lame, and reported to whom it belongs', async () => {
    const scenario = scenarioIn('resolver-knows-addresses-only');
    const [own, registry, resolver] = scenario.servers;
    const relaying = { ...own!, at: ['127.0.0.2'], aa: false, ra: true, recursive: true };
    const { only: _only, otherwise: _otherwise, ...open } = resolver!;
    const servers = [{ ...own!, at: ['127.0.0.1'] }, relaying, registry!, open];
    const { decidedBy, outcome, hints } = await checkIn({ ...scenario, servers });
    expect([decidedBy, outcome, hints.map(({ code }) => code)]).toEqual(['name-servers', 'propagated', ['lame']]);
  });

  it('a resolver that strips the SOA records: the zone is found by its name servers', async () => {
    const scenario = scenarioIn('resolver-knows-addresses-only');
    const servers = scenario.servers.map((one) =>
      one.at.includes('127.0.0.53') ? { ...one, only: ['A', 'AAAA', 'TXT', 'NS'], otherwise: 'NOERROR' as const } : one,
    );
    expect(await checkIn({ ...scenario, servers })).toMatchObject({
      ...{ outcome: 'propagated', decidedBy: 'name-servers', zone: 'example.com' },
    });
  });
});
