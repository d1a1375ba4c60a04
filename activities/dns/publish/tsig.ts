import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../../runbook/secrets/secret.js';
import { CLASS, endOfName, nameBytes, TYPE, uint16, uint32 } from './update-message.js';

/** Hash of each algorithm (RFC 8945, 6), for those that are not weak. */
const HASHES = { 'hmac-sha256': 'sha256', 'hmac-sha384': 'sha384', 'hmac-sha512': 'sha512' } as const;
export type TsigAlgorithm = keyof typeof HASHES;

export interface TsigKey {
  name: string;
  algorithm: TsigAlgorithm;
  /** In base64, as configured. */
  secret: Secret;
}

/** Why a server did not take a signature (RFC 8945, 3). */
const TSIG_ERRORS: Record<number, string> = { 16: 'BADSIG', 17: 'BADKEY', 18: 'BADTIME', 22: 'BADTRUNC' };

/** A signature that does not hold, or is missing where it must not be. */
export class TsigError extends Error {
  override readonly name = 'TsigError';
  constructor(
    message: string,
    /** The server's own word, such as BADKEY; null where its answer is what does not hold. */
    readonly code: string | null,
  ) {
    super(message);
  }
}

/** So far the clocks of both sides may differ. Seconds. */
const FUDGE = 300;
const HEADER_BYTES = 12;
const ADDITIONALS_AT = 10;

/** A message with its signature (RFC 8945, 4 and 5), and the part that the answer's signature covers, too. */
export function signed(message: Buffer, key: TsigKey, nowMs: number): { bytes: Buffer; mac: Buffer } {
  const time = Math.floor(nowMs / 1000);
  const mac = macOf(key, [message, variables(key, time, FUDGE, 0, Buffer.alloc(0))]);
  const data = Buffer.concat([
    nameBytes(key.algorithm),
    timeBytes(time),
    uint16(FUDGE, mac.length),
    mac,
    uint16(message.readUInt16BE(0), 0, 0),
  ]);
  const record = Buffer.concat([
    nameBytes(key.name),
    uint16(TYPE.TSIG, CLASS.ANY),
    uint32(0),
    uint16(data.length),
    data,
  ]);
  const bytes = Buffer.concat([message, record]);
  bytes.writeUInt16BE(message.readUInt16BE(ADDITIONALS_AT) + 1, ADDITIONALS_AT);
  return { bytes, mac };
}

/**
 * Checks the signature of an answer against that of its query (RFC 8945, 5.3), and takes it off.
 * @throws TsigError
 */
export function verified(answer: Buffer, key: TsigKey, queryMac: Buffer, nowMs: number): Buffer {
  const found = tsigOf(answer);
  if (found === null) throw new TsigError('its answer is not signed', null);
  const code = found.error === 0 ? null : (TSIG_ERRORS[found.error] ?? `TSIG error ${found.error}`);
  // A server that does not know the key, or rejects its use, cannot sign.
  if (code !== null && code !== 'BADTIME') throw new TsigError(`it does not take the signature (${code})`, code);
  const bare = Buffer.from(answer.subarray(0, found.start));
  bare.writeUInt16BE(answer.readUInt16BE(ADDITIONALS_AT) - 1, ADDITIONALS_AT);
  bare.writeUInt16BE(found.originalId, 0);
  const covered = [
    uint16(queryMac.length),
    queryMac,
    bare,
    variables(key, found.time, found.fudge, found.error, found.other),
  ];
  const mac = macOf(key, covered);
  if (mac.length !== found.mac.length || !timingSafeEqual(mac, found.mac)) {
    throw new TsigError('the signature of its answer does not hold', null);
  }
  if (code !== null) throw new TsigError('its clock and ours differ by more than five minutes (BADTIME)', code);
  if (Math.abs(Math.floor(nowMs / 1000) - found.time) > found.fudge) {
    throw new TsigError('its answer was signed at another time', null);
  }
  return bare;
}

interface Tsig {
  /** Where the record begins. */
  start: number;
  time: number;
  fudge: number;
  mac: Buffer;
  originalId: number;
  error: number;
  other: Buffer;
}

/** The TSIG record of a message, which is its last one; null where it has none, or ends too early. */
function tsigOf(message: Buffer): Tsig | null {
  try {
    let at = HEADER_BYTES;
    for (let left = message.readUInt16BE(4); left > 0; left -= 1) at = endOfName(message, at) + 4;
    const records = [6, 8, ADDITIONALS_AT].reduce((sum, offset) => sum + message.readUInt16BE(offset), 0);
    if (message.readUInt16BE(ADDITIONALS_AT) === 0) return null;
    for (let left = records; left > 1; left -= 1) {
      const fixed = endOfName(message, at);
      at = fixed + 10 + message.readUInt16BE(fixed + 8);
    }
    const fixed = endOfName(message, at);
    return message.readUInt16BE(fixed) === TYPE.TSIG ? readTsig(message, at, fixed + 10) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Null where its lengths do not fill the rest of the message exactly. */
function readTsig(message: Buffer, start: number, data: number): Tsig | null {
  const at = endOfName(message, data);
  const macEnd = at + 10 + message.readUInt16BE(at + 8);
  const otherLength = message.readUInt16BE(macEnd + 4);
  const length = message.readUInt16BE(data - 2);
  if (data + length !== message.length || macEnd + 6 + otherLength !== message.length) return null;
  return {
    start,
    time: message.readUIntBE(at, 6),
    fudge: message.readUInt16BE(at + 6),
    mac: message.subarray(at + 10, macEnd),
    originalId: message.readUInt16BE(macEnd),
    error: message.readUInt16BE(macEnd + 2),
    other: message.subarray(macEnd + 6, macEnd + 6 + otherLength),
  };
}

function variables(key: TsigKey, time: number, fudge: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    nameBytes(key.name),
    uint16(CLASS.ANY),
    uint32(0),
    nameBytes(key.algorithm),
    timeBytes(time),
    uint16(fudge, error, other.length),
    other,
  ]);
}

function timeBytes(seconds: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(seconds, 0, 6);
  return bytes;
}

function macOf(key: TsigKey, parts: Buffer[]): Buffer {
  const hmac = createHmac(HASHES[key.algorithm], Buffer.from(key.secret.open(), 'base64'));
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
