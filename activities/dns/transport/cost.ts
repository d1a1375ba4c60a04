/** Records in a message; a thousand TXT records are a lot, and one takes at least eleven bytes. */
const MOST_RECORDS = 4096;
/** Pointers in a row. Honest servers use one, now and then two; in random data so many do not occur. */
const MOST_POINTERS = 16;
const HEADER_BYTES = 12;

/**
 * Whether decoding could take seconds: compressed names (RFC 1035, 4.1.4) that lead through long chains of pointers,
 * or more records than the message can hold. The codec stops at circles, but walks every chain to its end.
 */
export function tooCostly(bytes: Buffer): boolean {
  if (bytes.length < HEADER_BYTES) return false;
  const records = [4, 6, 8, 10].reduce((sum, offset) => sum + bytes.readUInt16BE(offset), 0);
  if (records > MOST_RECORDS) return true;
  for (let start = 0; start + 1 < bytes.length; start += 1) {
    if (isLongChain(bytes, start)) return true;
  }
  return false;
}

function isLongChain(bytes: Buffer, start: number): boolean {
  const seen = new Set<number>();
  for (let at = start; isPointer(bytes, at) && !seen.has(at); at = bytes.readUInt16BE(at) & 0x3fff) {
    seen.add(at);
    if (seen.size > MOST_POINTERS) return true;
  }
  return false;
}

const isPointer = (bytes: Buffer, at: number): boolean => at + 1 < bytes.length && (bytes[at]! & 0xc0) === 0xc0;
