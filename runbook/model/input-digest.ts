import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../trust/canonical-json.js';
import type { RunInput } from './run-input.js';

/**
 * SHA-256 of what a run was asked for, as 64 hex digits: two runs of the same configuration have the same one, whatever the
 * order of its keys. It says that two are equal, and not what is in them.
 */
export const inputDigest = (input: RunInput): string => bytesToHex(sha256(utf8ToBytes(canonicalJson(input))));
