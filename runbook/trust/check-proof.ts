import { refused, type Reason } from '../messages/verdict.js';
import { digestOf, isSignedBy, type Proof, readProof, thumbprintOf } from './proof.js';
import { type SenderKey, speaksFor, type TrustedKey } from './sender-keys.js';

/** What a proof is checked against. */
export interface ProofMoment {
  workflowId: string;
  runId: string;
  /** The message's name, and its object as it came. */
  message: string;
  raw: object;
  /** By Temporal's clock. Milliseconds since the epoch. */
  now: number;
  /** A Signal may have waited for a worker. */
  by: 'update' | 'signal';
  trusted: readonly TrustedKey[];
  /** The proofs that have counted in this run. */
  used: UsedProofs;
}

/** Proofs that have counted, and count no more. */
export interface UsedProofs {
  proofs: UsedProof[];
  /** A proof that was signed then or before counts no more, since of that time not all is remembered. Seconds since the epoch. */
  forgottenTo: number;
}

export interface UsedProof {
  jti: string;
  /** When it was signed: seconds since the epoch. It is forgotten once it would be too old anyway. */
  iat: number;
}

/** More than a run takes in a week: then the oldest are forgotten, and nothing signed as early counts any more. */
const MOST_USED = 2_000;

/** Who has sent it, as a fact. */
export interface Proven {
  sub: string;
  via: string;
  jti: string;
  iat: number;
  isOperator: boolean;
}

export type Checked = { ok: true; proven: Proven } | { ok: false; why: Reason };

const MINUTE_MS = 60_000;
/** How old a proof may be, and how far ahead the sender's clock. */
const OLDEST_MS = { update: 10 * MINUTE_MS, signal: 7 * 24 * 60 * MINUTE_MS } as const;
const AHEAD_MS = 2 * MINUTE_MS;

const bad = (reason: string): Checked => ({ ok: false, why: refused('bad-proof', reason).why });

/** Whether the proof makes its sender a fact. Synchronous; the signature is looked at last, since that alone takes time. */
export function checkProof(compact: string, moment: ProofMoment): Checked {
  const proof = readProof(compact);
  if (proof === null) return bad('The proof cannot be read: it is no compact JWS of the form in docs/bots.md.');
  const wrong = wrongAbout(proof, moment);
  if (wrong !== null) return bad(wrong);
  const { sub, via, jti, iat } = proof.payload;
  const found = trustedLine(moment.trusted, proof);
  if (found === null)
    return bad(
      `The worker trusts no key ${proof.kid}. Have the line of \`npm run sender-key\` put into its KIRO_SENDERS_FILE, and send it again.`,
    );
  if ('problem' in found) return bad(found.problem);
  const { sender } = found;
  if (!isSignedBy(proof, sender.key)) return bad('The signature of the proof is not of that key and this content.');
  return { ok: true, proven: { sub, via, jti, iat, isOperator: sender.isOperator === true } };
}

/** The trusted lines of that key: one key may answer through several front ends, a line each. */
export const keysNamed = <Key extends SenderKey>(trusted: readonly Key[], kid: string): Key[] =>
  trusted.filter(({ key }) => thumbprintOf(key) === kid);

/** The trusted line by which a proof counts, or why none of its key does, as a sentence; null where the key is not trusted at all. */
export function trustedLine<Key extends SenderKey>(
  trusted: readonly Key[],
  { kid, payload: { via, sub } }: Proof,
): { sender: Key } | { problem: string } | null {
  const known = keysNamed(trusted, kid);
  if (known.length === 0) return null;
  const ofVia = known.filter((one) => one.via === via);
  if (ofVia.length === 0) {
    const named = known.map((one) => one.via).join(' or ');
    return { problem: `The key ${kid} answers through ${named}, and the proof says ${via}.` };
  }
  const sender = ofVia.find((one) => speaksFor(one, sub));
  return sender === undefined ? { problem: `The key ${kid} may not speak for ${sub}.` } : { sender };
}

/** What is wrong with a proof whatever its signature; null where nothing is. */
function wrongAbout({ payload }: Proof, moment: ProofMoment): string | null {
  const { workflowId, runId, message, digest, iat, jti } = payload;
  if (workflowId !== moment.workflowId) return 'The proof is of another run.';
  if (runId !== undefined && runId !== moment.runId) return 'The proof is of another execution of this run.';
  if (message !== moment.message) return `The proof is of ${message}, and this is ${moment.message}.`;
  if (iat * 1_000 > moment.now + AHEAD_MS)
    return 'The proof was signed in the future: set the clock of its machine right.';
  if (iat * 1_000 < moment.now - OLDEST_MS[moment.by]) return 'The proof is too old: sign the message anew.';
  if (moment.used.proofs.some((one) => one.jti === jti)) return 'The proof was used before: sign the message anew.';
  if (iat <= moment.used.forgottenTo)
    return 'The proof may have been used before, and the run remembers no proofs as old as that: sign the message anew.';
  return digest === digestOf(moment.raw) ? null : 'The proof is of a message with another content.';
}

/** The proofs of a run once this one has counted; those too old to count anyway are forgotten. `now`: milliseconds. */
export function withUsed(
  { proofs, forgottenTo }: UsedProofs,
  { jti, iat }: Pick<Proven, 'jti' | 'iat'>,
  now: number,
): UsedProofs {
  const oldest = (now - OLDEST_MS.signal - MINUTE_MS) / 1_000;
  const kept = [...proofs.filter((one) => one.iat > oldest), { jti, iat }].sort((one, other) => one.iat - other.iat);
  const [last] = kept.splice(0, kept.length - MOST_USED).slice(-1);
  return { proofs: kept, forgottenTo: Math.max(forgottenTo, last?.iat ?? 0) };
}
