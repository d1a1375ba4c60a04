import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkTxt } from '../../activities/dns/check-txt.js';
import type { DnsReport } from '../../activities/dns/dns-report.js';
import { ensureTxt, removeTxt } from '../../activities/dns/publish/txt-set.js';
import { rfc2136TxtSet, SECRET_VARIABLE } from '../../activities/dns/publish/rfc2136.js';
import { Lab, until } from './daemon.js';
import { describeWith } from './programs.js';
import { BIND, KEY, startBind, startKnot, startNsd, startUnbound, type ZoneFile } from './servers.js';

const TOKEN = 'kiro-site-verification=12345678-1234-1234-1234-123456789abc';
const [KNOT, NSD, REGISTRY] = ['127.0.53.2', '127.0.53.3', '127.0.53.4'];
const [UNBOUND, STRICT] = ['127.0.53.5', '127.0.53.6'];
const { signal } = new AbortController();
const record = `@ IN TXT "${TOKEN}"`;

/** Primary BIND, secondary Knot DNS, which fetches the zone on command. */
const moving: ZoneFile = {
  zone: 'moving.com',
  servers: { 'ns1.moving.com': BIND, 'ns2.moving.com': KNOT },
  records: [],
};
/** The registry names BIND and NSD for this one, the zone itself BIND alone. */
const split: ZoneFile = { zone: 'split.com', servers: { 'ns1.split.com': BIND }, records: [record] };
const wild: ZoneFile = { zone: 'wild.com', servers: { 'ns1.wild.com': NSD }, records: [`* IN TXT "${TOKEN}"`] };
/** Named at a server that does not have it. */
const lame: ZoneFile = {
  zone: 'lame.com',
  servers: { 'ns1.lame.com': BIND, 'ns2.lame.com': NSD },
  records: [record],
};
const large: ZoneFile = {
  zone: 'large.com',
  servers: { 'ns1.large.com': NSD },
  records: [record, ...Array.from({ length: 200 }, (_, index) => `@ IN TXT "v=${index} ${'x'.repeat(200)}"`)],
};
const secure: ZoneFile = { zone: 'secure.com', servers: { 'ns1.secure.com': KNOT }, records: [record] };
const com: ZoneFile = {
  zone: 'com',
  servers: { 'ns.nic.com': REGISTRY },
  records: [moving, split, wild, lame, large, secure]
    .flatMap(({ zone, servers }) =>
      Object.entries(servers).flatMap(([name, address]) => [`${zone}. IN NS ${name}.`, `${name}. IN A ${address}`]),
    )
    .concat('split.com. IN NS ns2.split.com.', `ns2.split.com. IN A ${NSD}`),
};

describeWith(
  ['named', 'knotd', 'knotc', 'keymgr', 'nsd', 'unbound'],
  'zones of BIND, Knot DNS and NSD, through Unbound',
  () => {
    let lab: Lab;
    let knot: Awaited<ReturnType<typeof startKnot>>;

    beforeAll(async () => {
      lab = await Lab.open();
      await Promise.all([
        startBind(lab, BIND, [moving, split, lame]),
        startNsd(lab, REGISTRY, [com]),
        startNsd(lab, NSD, [wild, large, { ...split, serial: 0, records: [] }]),
      ]);
      knot = await startKnot(lab, KNOT, [
        { ...secure, isSigned: true },
        { ...moving, primary: BIND },
      ]);
      const ways = {
        com: [REGISTRY],
        'moving.com': [BIND, KNOT],
        'split.com': [BIND],
        'wild.com': [NSD],
        'lame.com': [BIND],
        'large.com': [NSD],
        'secure.com': [KNOT],
      };
      const [ds = ''] = (await lab.run('keymgr', ['-c', knot.config, 'secure.com', 'ds'])).split('\n');
      const wrong = ds.trim().replace(/[0-9a-f]{8}$/i, '00000000');
      await Promise.all([startUnbound(lab, UNBOUND, ways, [ds.trim()]), startUnbound(lab, STRICT, ways, [wrong])]);
    });
    afterAll(() => lab?.close());

    function check(domain: string, more: { recordName?: string; resolver?: string } = {}): Promise<DnsReport> {
      const { recordName = domain, resolver = UNBOUND } = more;
      const query = { domain, recordName, expected: TOKEN, resolvers: [`${resolver}:${lab.port}`], doh: null };
      return checkTxt({ ...query, port: lab.port }, { timeoutMs: 2000 });
    }
    const told = ({ hints }: DnsReport): string => hints.map(({ problem }) => problem).join('\n');

    it('shows a published record at the primary, then at the secondary, then everywhere', async () => {
      const settings = {
        server: `${BIND}:${lab.port}`,
        zone: null,
        keyName: KEY.name,
        algorithm: 'hmac-sha256' as const,
      };
      const open = rfc2136TxtSet(settings, { [SECRET_VARIABLE]: KEY.secret });
      await knot.control('zone-refresh', 'moving.com');
      await until(
        async () => (await check('moving.com')).servers.every(({ verdict }) => verdict === 'empty'),
        'no transfer',
      );
      expect((await check('moving.com')).outcome).toBe('missing');
      await ensureTxt(open, 'moving.com', TOKEN, signal);
      const behind = await check('moving.com');
      expect(behind.summary).toBe('1 of 2 name servers give the TXT record at moving.com; not yet ns2.moving.com.');
      expect(told(behind)).toMatch(
        /ns2\.moving\.com \(127\.0\.53\.2\) still has an older copy of the zone: serial 1, the newest is 2/,
      );
      await knot.control('zone-refresh', 'moving.com');
      await until(
        async () => (await check('moving.com')).outcome !== 'partial',
        'the secondary does not fetch the zone',
      );
      await until(async () => (await check('moving.com')).outcome === 'propagated', 'the resolver keeps its answer');
      const removed = await removeTxt(open, { name: 'moving.com', value: TOKEN }, signal);
      expect(removed).toMatchObject({ wasThere: true, others: 0 });
    });

    it('tells a registry that names other servers than the zone', async () => {
      const report = await check('split.com');
      expect(report.outcome).toBe('partial');
      expect(told(report)).toContain('only the registry names ns2.split.com');
    });

    it('tells a lame server, and is held up by none', async () => {
      const report = await check('lame.com');
      expect(report.outcome).toBe('propagated');
      expect(told(report)).toMatch(/ns2\.lame\.com .*(refuses to answer for it|does not serve it)/);
    });

    it('tells a wildcard', async () => {
      const report = await check('wild.com', { recordName: '_kiro.wild.com' });
      expect(told(report)).toBe('_kiro.wild.com gives the value because the wildcard *.wild.com does.');
    });

    it('reads an answer that fits no datagram', async () => {
      const report = await check('large.com');
      expect([report.outcome, report.servers[0]?.values.length]).toEqual(['propagated', 201]);
    });

    it('tells signatures that fit from such that do not', async () => {
      expect((await check('secure.com')).outcome).toBe('propagated');
      const broken = await check('secure.com', { resolver: STRICT });
      expect(broken.outcome).toBe('broken');
      expect(told(broken)).toContain('rejects the zone: its DNSSEC signatures do not fit.');
    });

    it('tells that nothing is registered', async () => {
      expect(told(await check('nobody-has-this.com'))).toContain('the domain is not registered');
    });
  },
);
