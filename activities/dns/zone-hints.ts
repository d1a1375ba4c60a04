import { type Hint, isSilent, type ServerReport } from './dns-report.js';
import type { RecordPath } from './record-path.js';
import type { ZoneServers } from './zone-servers.js';

/** What the way to the record's servers shows: no zone, no servers, or a detour by CNAME. */
export function pathHints({ zones, aliases, end, servers, apexAlias }: RecordPath, recordName: string): Hint[] {
  const path = [recordName, ...aliases].join(' -> ');
  const last = aliases.at(-1) ?? recordName;
  if (apexAlias !== null) {
    const problem = `${recordName} itself is a CNAME to ${apexAlias}. A CNAME hides all other records of its name, so the domain can hold no TXT record, and no NS or SOA record either.`;
    const fix = `Have it replaced by an ALIAS or ANAME record (or A and AAAA), and publish the value at ${recordName}; or publish the value at ${apexAlias}.`;
    return [{ code: 'apex-alias', problem, fix }];
  }
  if (end === 'circle') {
    const problem = `The CNAME records lead in a circle: ${path}.`;
    return [{ code: 'alias-loop', problem, fix: `Delete the CNAME record at ${last}, or let it lead elsewhere.` }];
  }
  if (end === 'nowhere') {
    const problem = `${last} is in no zone that DNS knows: the domain is not registered, or not delegated.`;
    const fix = 'Check the spelling of the domain, and at the registrar that it is registered and has name servers.';
    return [{ code: 'no-such-domain', problem, fix }];
  }
  if (servers.length === 0) {
    const problem = `No name server of ${zones.at(-1)?.zone} has an address.`;
    return [{ code: 'no-servers', problem, fix: 'Enter working name servers for the domain at the registrar.' }];
  }
  if (aliases.length === 0) return [];
  const problem = `${recordName} is a CNAME, so its TXT records are those of ${last} (${path}).`;
  return [{ code: 'alias', problem, fix: `Publish the value at ${last}, or delete the CNAME record.` }];
}

/** What is wrong with the servers that a zone names, or that the zone above names for it. */
export function delegationHints(
  { zone, parentServers, childServers, lost }: ZoneServers,
  servers: ServerReport[],
): Hint[] {
  const hints: Hint[] = [];
  if (lost.length > 0) {
    hints.push({
      code: 'server-without-address',
      problem: `${list(lost)}, named as ${be(lost, 'a server', 'servers')} of ${zone}, ${be(lost, 'has', 'have')} no address.`,
      fix: `Correct or remove ${be(lost, 'it', 'them')} in the list of name servers of ${zone}, at the registrar and in the zone.`,
    });
  }
  if (parentServers === null || childServers.length === 0) return hints;
  const old = childServers.filter((server) => !parentServers.includes(server));
  const unnamed = parentServers.filter((server) => !childServers.includes(server));
  if (old.length + unnamed.length === 0) return hints;
  const isMatch = (names: string[]): boolean =>
    servers.some(({ server, verdict }) => verdict === 'match' && names.includes(server));
  if (isMatch(old) && !isMatch(parentServers)) {
    hints.push({
      code: 'old-provider',
      problem: `Only ${list(old)} ${be(old, 'gives', 'give')} the value, but the registry sends everybody to ${list(parentServers)}.`,
      fix: `Publish the record at the provider of ${list(parentServers)}: the domain has moved there.`,
    });
  } else {
    const sides = [
      ...(unnamed.length > 0 ? [`only the registry names ${list(unnamed)}`] : []),
      ...(old.length > 0 ? [`only the zone names ${list(old)}`] : []),
    ];
    hints.push({
      code: 'delegation-differs',
      problem: `The registry and the zone ${zone} name different servers: ${sides.join('; ')}.`,
      fix: 'Make both lists the same, at the registrar and in the NS records of the zone.',
    });
  }
  return hints;
}

/** What is wrong with single servers. */
export function serverHints(servers: ServerReport[]): Hint[] {
  return [
    ...named(servers, 'lame', (who, zone) => ({
      problem: `${list(who)} ${be(who, 'is', 'are')} named for ${zone}, but ${be(who, 'does', 'do')} not serve it (lame delegation).`,
      fix: `Have the zone set up there, or remove ${be(who, 'it', 'them')} from the name servers of ${zone}.`,
    })),
    ...named(servers, 'refused', (who, zone) => ({
      problem: `${list(who)} ${be(who, 'is', 'are')} named for ${zone}, but ${be(who, 'refuses', 'refuse')} to answer for it.`,
      fix: `Have the zone set up there, or remove ${be(who, 'it', 'them')} from the name servers of ${zone}.`,
    })),
    ...named(servers, 'servfail', (who, zone) => ({
      problem: `${list(who)} ${be(who, 'fails', 'fail')} to answer for ${zone} (SERVFAIL).`,
      fix: 'Ask the DNS provider: the zone there may have expired, or hold an error.',
    })),
    ...named(servers, 'malformed', (who) => ({
      problem: `${list(who)} ${be(who, 'gives', 'give')} answers that cannot be read.`,
      fix: 'Ask the DNS provider, and look for a firewall or proxy that changes DNS on the way.',
    })),
    ...silent(servers),
    ...stale(servers),
  ];
}

function silent(servers: ServerReport[]): Hint[] {
  const dead = servers.filter(isSilent);
  if (dead.length === 0) return [];
  if (dead.length === servers.length) {
    const problem = `No name server of ${servers[0]?.zone} answers: ${list(dead.map(label))}.`;
    const fix = 'Check that this machine may send DNS (port 53, UDP and TCP) to the internet; else ask the provider.';
    return [{ code: 'all-silent', problem, fix }];
  }
  const onlyIpv6 = dead.every(({ address, verdict }) => address.includes(':') && verdict === 'unreachable');
  const fix = onlyIpv6
    ? 'This machine has no way to IPv6 addresses; the others decide.'
    : 'The other servers decide; tell the DNS provider when it lasts.';
  return [{ code: 'silent', problem: `Without an answer: ${list(dead.map(label))}.`, fix }];
}

/** Of servers that differ, one with a lower serial has an older copy of the zone. */
function stale(servers: ServerReport[]): Hint[] {
  const newest = servers
    .filter(({ verdict }) => verdict === 'match')
    .reduce<number | null>((top, { serial }) => (serial !== null && isNewer(serial, top) ? serial : top), null);
  const behind = servers.filter(
    ({ verdict, serial }) => verdict !== 'match' && serial !== null && newest !== null && isNewer(newest, serial),
  );
  return behind.map((one) => ({
    code: 'stale-secondary',
    problem: `${label(one)} still has an older copy of the zone: serial ${one.serial}, the newest is ${newest}.`,
    fix: 'Wait until it has fetched the zone; when that takes hours, ask the DNS provider.',
  }));
}

/** Serials go round (RFC 1982). */
function isNewer(one: number, than: number | null): boolean {
  return than === null || (one !== than && (one - than) >>> 0 < 0x8000_0000);
}

function named(
  servers: ServerReport[],
  verdict: 'lame' | 'refused' | 'servfail' | 'malformed',
  words: (who: string[], zone: string) => Omit<Hint, 'code'>,
): Hint[] {
  const those = servers.filter((one) => one.verdict === verdict);
  const [first] = those;
  return first === undefined ? [] : [{ code: verdict, ...words(those.map(label), first.zone) }];
}

const label = ({ server, address }: ServerReport): string => `${server} (${address})`;
const list = (texts: string[]): string => texts.join(', ');
const be = (who: string[], one: string, several: string): string => (who.length === 1 ? one : several);
