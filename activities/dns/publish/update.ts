import { CLASS, nameBytes, TYPE, txtBytes, uint16, uint32 } from './wire.js';

/** Opcode UPDATE (RFC 2136, 2.2), in its place in the header's second word. */
const UPDATE = 5 << 11;

/** One TXT record. */
export interface TxtRecord {
  name: string;
  value: string;
}

/**
 * A message that adds a TXT record to those of its name (RFC 2136, 2.5.1); no harm where it is there already. It needs no
 * prerequisite, since it takes away nothing, whatever has come there since the look.
 */
export function addition(id: number, zone: string, { name, value }: TxtRecord, ttl: number): Buffer {
  return update(id, zone, record(name, CLASS.IN, ttl, txtBytes(value)));
}

/** A message that deletes that one record, and no other of its name (RFC 2136, 2.5.4). */
export function deletion(id: number, zone: string, { name, value }: TxtRecord): Buffer {
  return update(id, zone, record(name, CLASS.NONE, 0, txtBytes(value)));
}

function update(id: number, zone: string, change: Buffer): Buffer {
  const header = uint16(id, UPDATE, 1, 0, 1, 0);
  return Buffer.concat([header, nameBytes(zone), uint16(TYPE.SOA, CLASS.IN), change]);
}

function record(name: string, recordClass: number, ttl: number, data: Buffer): Buffer {
  return Buffer.concat([nameBytes(name), uint16(TYPE.TXT, recordClass), uint32(ttl), uint16(data.length), data]);
}
