/** Types and classes of RFC 1035, 2136 and 8945 that dns2's codec does not write. */
export const TYPE = { CNAME: 5, SOA: 6, TXT: 16, TSIG: 250 } as const;
export const CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;

const LONGEST_LABEL = 63;
const LONGEST_STRING = 255;
const POINTER = 0xc0;

/** A name as on the wire, not compressed, in lower case. */
export function nameBytes(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '');
  const parts = labels.map((label) => {
    const bytes = Buffer.from(label.toLowerCase(), 'ascii');
    if (bytes.length > LONGEST_LABEL) throw new RangeError(`"${label}" is too long for a DNS name.`);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** The data of a TXT record: strings of at most 255 bytes each. */
function txtBytes(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_STRING));
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const part = bytes.subarray(index * LONGEST_STRING, (index + 1) * LONGEST_STRING);
      return Buffer.concat([Buffer.from([part.length]), part]);
    }),
  );
}

/** Numbers of 16 bits, in network order. */
export function uint16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => bytes.writeUInt16BE(value, 2 * index));
  return bytes;
}

/** A number of 32 bits, in network order. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Where a name on the wire ends. @throws RangeError where the message ends first */
export function endOfName(message: Buffer, start: number): number {
  for (let at = start; ;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if ((length & POINTER) === POINTER) return at + 2;
    at += 1 + length;
  }
}

/** Opcode UPDATE (RFC 2136, 2.2), in its place in the header's second word. */
const UPDATE = 5 << 11;

/** One TXT record. */
interface TxtRecord {
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
