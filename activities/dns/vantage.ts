import { BlockList, isIPv6 } from 'node:net';
import { type Hint, isSilent, isSound, type ServerReport } from './dns-report.js';
import type { RecordPath } from './record-path.js';
import type { ZoneServers } from './zone-servers.js';

// From where this machine looks: what it cannot reach says nothing of the record, and what only the own network sees is not
// what Kiro sees.

/** Why the name servers cannot be asked from here, so that what resolvers give has to do. */
export type Blocked = 'port-blocked' | 'no-ipv6' | 'intercepted' | 'inside-only' | 'resolver-limited';

/** Null where at least one name server itself says what it has, or is seen to be at fault. */
export function blockedIn({ servers, zones, end }: RecordPath): Blocked | null {
  const last = zones.at(-1);
  if (servers.length === 0)
    return end === 'zone' && last?.lost.length === 0 && last.parentServers === null ? 'resolver-limited' : null;
  if (servers.every(isSilent)) {
    return servers.every(({ address }) => isIPv6(address)) ? 'no-ipv6' : 'port-blocked';
  }
  const answering = servers.filter((one) => !isSilent(one));
  const isRelayed = answering.every((one) => one.isRelayed) && zones.every(({ isParentRelayed }) => isParentRelayed);
  if (isRelayed) return 'intercepted';
  const sound = servers.filter(isSound);
  return sound.length > 0 && sound.every(({ address }) => isPrivate(address)) ? 'inside-only' : null;
}

/** What keeps the name servers out of reach, and what to set so that they can be asked or need not be. */
export function blockedHint(blocked: Blocked, zone: string): Hint {
  const through =
    'Give a resolver over HTTPS, which passes everywhere (dns.doh in onboarding.yaml, --doh of check-dns)';
  switch (blocked) {
    case 'port-blocked':
      return {
        code: blocked,
        problem: `No name server of ${zone} answers this machine: port 53 to the internet seems to be blocked here. What resolvers give decides.`,
        fix: `${through}, or let this machine send DNS (port 53, UDP and TCP).`,
      };
    case 'no-ipv6':
      return {
        code: blocked,
        problem: `The name servers of ${zone} have IPv6 addresses alone, and this machine has no IPv6 that reaches them. What resolvers give decides.`,
        fix: `${through}, or run the check where there is IPv6.`,
      };
    case 'intercepted':
      return {
        code: blocked,
        problem: `Something on the way, such as a router or a firewall, answers in place of every name server of ${zone} and of the registry. What resolvers give decides.`,
        fix: `${through}; it cannot be answered by something else.`,
      };
    case 'inside-only':
      return {
        code: blocked,
        problem: `Only name servers with private addresses answer for ${zone}: that is the view from inside this network. What a resolver over HTTPS gives decides.`,
        fix: 'Publish the record in the zone that the registry names for the domain; Kiro looks from outside.',
      };
    case 'resolver-limited':
      return {
        code: blocked,
        problem: `The resolver does not say who the name servers are: it answers for addresses and texts alone, as those of home routers do. What it gives decides.`,
        fix: 'Name other resolvers (dns.resolvers in onboarding.yaml, --resolver of check-dns), or one over HTTPS (dns.doh, --doh).',
      };
  }
}

/** Addresses that nobody outside the own network can reach (RFC 1918, 6598, 3927, 4193, 4291). */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
] as const)
  PRIVATE.addSubnet(network, prefix);
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

export const isPrivate = (address: string): boolean => PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

/** The servers that decide: those that the world outside can reach, where there is one. */
export function decisive(servers: ServerReport[]): ServerReport[] {
  const outside = servers.filter(({ address }) => !isPrivate(address));
  return outside.some(isSound) ? outside : servers;
}

/** Whether the own network has another zone of that name: its servers have private addresses, and the registry names others. */
export function isSplit(zone: ZoneServers | undefined, servers: ServerReport[]): boolean {
  const named = zone?.parentServers ?? null;
  if (named === null) return false;
  const inside = servers.filter(
    (one) => one.zone === zone?.zone && isPrivate(one.address) && !named.includes(one.server),
  );
  return inside.length > 0 && servers.some(({ server, address }) => named.includes(server) && !isPrivate(address));
}

/** What private addresses mean for the check: an inside view, or servers that Kiro can never reach. */
export function privateHints(zone: ZoneServers | undefined, servers: ServerReport[]): Hint[] {
  const hidden = servers.filter(({ address }) => isPrivate(address));
  if (hidden.length === 0 || zone === undefined) return [];
  const names = hidden.map(({ server, address }) => `${server} (${address})`).join(', ');
  if (isSplit(zone, servers))
    return [
      {
        code: 'split-horizon',
        problem: `Inside this network ${zone.zone} is another zone, on ${names}; it decides nothing. Kiro looks from outside, where ${(zone.parentServers ?? []).join(', ')} decide.`,
        fix: 'Publish the record in the zone outside; for a check that looks from outside alone, give a resolver over HTTPS (dns.doh in onboarding.yaml, --doh of check-dns).',
      },
    ];
  const own = hidden.length === 1 ? 'has a private address' : 'have private addresses';
  return [
    {
      code: 'private-address',
      problem: `${names} ${own}: Kiro can never reach ${hidden.map(({ address }) => address).join(', ')}.`,
      fix: `Have public addresses entered for them, or remove them from the name servers of ${zone.zone}.`,
    },
  ];
}
