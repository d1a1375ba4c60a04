import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { RunInput } from './run-input.js';

/**
 * SHA-256 of what a run was asked for, as 64 hex digits: two runs of the same configuration have the same one, whatever the
 * order of its keys. It says that two are equal, and not what is in them.
 */
export const inputDigest = (input: RunInput): string => bytesToHex(sha256(utf8ToBytes(canonical(input))));

/** JSON whose keys are sorted. The order of a list means something, and stays. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}
