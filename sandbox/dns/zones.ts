import { getDomain } from 'tldts';

/** A record as the console takes it; each server shows it from its own moment on. */
export interface ZoneRecord {
  name: string;
  type: string;
  value: string;
  ttl: number;
  /** When each authoritative server begins to give it, milliseconds since the epoch. */
  visibleAt: number[];
}

export interface DnsState {
  serial: number;
  records: ZoneRecord[];
}

export const newDnsState = (): DnsState => ({ serial: 1, records: [] });

/** Lower case, without the dot at the end. */
export const canonical = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** The zone that holds a name: its registrable domain, else its last label (a top-level domain has servers, too). */
export function zoneOf(name: string): string {
  return getDomain(name, { allowPrivateDomains: false }) ?? name.split('.').at(-1) ?? name;
}

/** Names of the zone's servers, in the servers' order. */
export const nameServers = (zone: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `ns${index + 1}.${zone}`);

/** Records at the name that this server gives at this moment. */
export function recordsAt(state: DnsState, server: number, name: string, now: number): ZoneRecord[] {
  return state.records.filter((record) => record.name === name && (record.visibleAt[server] ?? 0) <= now);
}

/** Whether the name exists at all, itself or because something is below it. */
export function exists(state: DnsState, server: number, name: string, now: number): boolean {
  const seen = state.records.filter((record) => (record.visibleAt[server] ?? 0) <= now);
  return name === zoneOf(name) || seen.some((record) => record.name === name || record.name.endsWith(`.${name}`));
}
