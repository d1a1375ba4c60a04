import { getDomain } from 'tldts';

export const RECORD_TYPES = ['TXT', 'A', 'AAAA', 'CNAME'] as const;
export type RecordType = (typeof RECORD_TYPES)[number];

/** A record as the console takes it; each server gives it from its own moment on. */
export interface ZoneRecord {
  name: string;
  type: RecordType;
  value: string;
  /** When each authoritative server begins and ceases to give it, milliseconds since the epoch; null is never. */
  visibleAt: number[];
  goneAt: number[] | null;
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
  return registrable(name) ?? name.split('.').at(-1) ?? name;
}

const registrable = (name: string): string | null => getDomain(name, { allowPrivateDomains: false });

/** Names of the zone's servers, in the servers' order. */
export const nameServers = (zone: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `ns${index + 1}.${zone}`);

/** All records that a server gives at this moment. */
export function recordsOf({ records }: DnsState, server: number, now: number): ZoneRecord[] {
  return records.filter(
    ({ visibleAt, goneAt }) => (visibleAt[server] ?? 0) <= now && (goneAt?.[server] ?? Infinity) > now,
  );
}

/** Whether a name exists, itself or because something is below it; a public suffix does. */
export function exists(records: ZoneRecord[], name: string): boolean {
  const isApex = registrable(name) === name || registrable(name) === null;
  return isApex || records.some((record) => record.name === name || record.name.endsWith(`.${name}`));
}
