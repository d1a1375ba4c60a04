import { describe, expect, it } from 'vitest';
import { startNameServer, type Behaviour } from '../activities/dns/name-server.js';
import { knowingCom, referring, REGISTRY_ADDRESS, validating } from '../activities/dns/registry.js';
import { cname, failing, RCODE, serving, startWorld, TOKEN, txt, type Line } from '../activities/dns/world.js';
import { runToEnd, workFolder } from './run-cli.js';

/** A zone that is broken in one way. */
interface Broken {
  /** What ns1 and ns2 do, and the resolver; by default as ns1. */
  first: Behaviour;
  second?: Behaviour;
  resolver?: Behaviour;
  /** The servers that the registry names; by default it cannot be asked. */
  registry?: Record<string, string>;
  recordName?: string;
  domain?: string;
  exit: 0 | 1 | 3;
  sentence: string;
}

const records = (...lines: Line[]): Behaviour => serving(lines, { serial: 8 });
const good = records(txt('example.com', TOKEN));
const empty = records();
const NS1 = { 'ns1.example.com': '127.0.0.1' };
const NS2 = { 'ns2.example.com': '127.0.0.2' };

const ZONES: Record<string, Broken> = {
  'quotes in the value': {
    first: records(txt('example.com', `"${TOKEN}"`)),
    exit: 3,
    sentence: 'At example.com the value is published with quotation marks around it.',
  },
  'the zone twice in the name': {
    first: records(txt('example.com.example.com', TOKEN)),
    exit: 3,
    sentence: 'The value stands at example.com.example.com instead of example.com.',
  },
  'two values in one record': {
    first: records(txt('example.com', `v=spf1 -all ${TOKEN}`)),
    exit: 3,
    sentence: 'At example.com the value stands in one record together with something else.',
  },
  'a CNAME at the name': {
    first: records(cname('_kiro.example.com', 'here.example.net')),
    recordName: '_kiro.example.com',
    exit: 3,
    sentence:
      '_kiro.example.com is a CNAME, so its TXT records are those of here.example.net (_kiro.example.com -> here.example.net).',
  },
  'CNAMEs in a circle': {
    first: records(cname('a.example.com', 'b.example.com'), cname('b.example.com', 'a.example.com')),
    recordName: 'a.example.com',
    exit: 1,
    sentence: 'The CNAME records lead in a circle: a.example.com -> b.example.com.',
  },
  'a lame server': {
    first: good,
    second: serving([], { authoritative: false }),
    exit: 0,
    sentence: 'ns2.example.com (127.0.0.2) is named for example.com, but does not serve it (lame delegation).',
  },
  'a secondary that is behind': {
    first: good,
    second: serving([], { serial: 7 }),
    exit: 3,
    sentence: 'ns2.example.com (127.0.0.2) still has an older copy of the zone: serial 7, the newest is 8.',
  },
  'an expired zone': {
    first: failing(RCODE.SERVFAIL),
    resolver: good,
    exit: 1,
    sentence: 'ns1.example.com (127.0.0.1), ns2.example.com (127.0.0.2) fail to answer for example.com (SERVFAIL).',
  },
  'other servers at the registry than in the zone': {
    first: good,
    resolver: knowingCom(good),
    registry: NS1,
    exit: 0,
    sentence: 'The registry and the zone example.com name different servers: only the zone names ns2.example.com.',
  },
  'the record at the old provider': {
    first: good,
    second: empty,
    resolver: knowingCom(good),
    registry: NS2,
    exit: 3,
    sentence: 'Only ns1.example.com gives the value, but the registry sends everybody to ns2.example.com.',
  },
  'signatures that do not fit': {
    first: good,
    resolver: validating(good),
    exit: 1,
    sentence: 'rejects the zone: its DNSSEC signatures do not fit.',
  },
  'a domain that nobody has registered': {
    first: good,
    domain: 'nobody-has-this.org',
    exit: 1,
    sentence: 'nobody-has-this.org is in no zone that DNS knows: the domain is not registered, or not delegated.',
  },
};

describe('check-dns on a zone broken by', () => {
  it.each(Object.entries(ZONES))('%s names the fault in one sentence', async (_, broken) => {
    const { first, second = first, resolver = first, domain = 'example.com', recordName = domain } = broken;
    const world = await startWorld(first, second, resolver);
    const port = String(world.query.port);
    if (broken.registry !== undefined) {
      await startNameServer(referring(broken.registry), REGISTRY_ADDRESS, world.query.port);
    }
    const flags = ['--resolver', `127.0.0.3:${port}`, '--port', port, '--timeout', '1000', '--record-name', recordName];
    const { code, stdout, stderr } = await runToEnd('check-dns.ts', [domain, TOKEN, ...flags], { cwd: workFolder() });
    expect(stdout.replace(/\s+/g, ' '), stderr).toContain(broken.sentence);
    expect(code).toBe(broken.exit);
  });
});
