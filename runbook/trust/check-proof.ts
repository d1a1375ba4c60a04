import { refused, type Reason } from '../messages/verdict.js';
import { digestOf, isSignedBy, type Proof, readProof, thumbprintOf } from './proof.js';
import { speaksFor, type TrustedKey } from './sender-keys.js';

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
  /** Ids of the proofs that this run has taken. */
  used: readonly UsedProof[];
}

/** A proof that has counted: it counts no more. */
export interface UsedProof {
  jti: string;
  /** When it would be too old anyway, so that it can be forgotten. ISO 8601. */
  until: string;
}

/** Who has sent it, as a fact. */
export interface Proven {
  sub: string;
  via: string;
  jti: string;
  isOperator: boolean;
}

export type Checked = { ok: true; proven: Proven } | { ok: false; why: Reason; isUnknownKey?: boolean };

const MINUTE_MS = 60_000;
/** How old a proof may be, and how far ahead the sender's clock. */
export const OLDEST_MS = { update: 10 * MINUTE_MS, signal: 7 * 24 * 60 * MINUTE_MS } as const;
const AHEAD_MS = 2 * MINUTE_MS;

const bad = (reason: string): Checked => ({ ok: false, why: refused('bad-proof', reason).why });

/** Whether the proof makes its sender a fact. Synchronous; the signature is looked at last, since that alone takes time. */
export function checkProof(compact: string, moment: ProofMoment): Checked {
  const proof = readProof(compact);
  if (proof === null) return bad('The proof cannot be read: it is no compact JWS of the form in docs/bots.md.');
  const wrong = wrongAbout(proof, moment);
  if (wrong !== null) return bad(wrong);
  const sender = moment.trusted.find(({ key }) => thumbprintOf(key) === proof.kid);
  if (sender === undefined) {
    const reason = `The worker trusts no key ${proof.kid}. Have the line of \`npm run sender-key\` put into its KIRO_SENDERS_FILE, and send it again.`;
    return { ...bad(reason), isUnknownKey: true } as Checked;
  }
  const { sub, via, jti } = proof.payload;
  if (sender.via !== via) return bad(`The key ${proof.kid} answers through ${sender.via}, and the proof says ${via}.`);
  if (!speaksFor(sender, sub)) return bad(`The key ${proof.kid} may not speak for ${sub}.`);
  if (!isSignedBy(proof, sender.key)) return bad('The signature of the proof is not of that key and this content.');
  return { ok: true, proven: { sub, via, jti, isOperator: sender.isOperator === true } };
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
  if (moment.used.some((one) => one.jti === jti)) return 'The proof was used before: sign the message anew.';
  return digest === digestOf(moment.raw) ? null : 'The proof is of a message with another content.';
}

/** The proofs of a run once this one has counted; those too old to count anyway are forgotten. */
export function withUsed(used: readonly UsedProof[], jti: string, now: number): UsedProof[] {
  const until = new Date(now + OLDEST_MS.signal + AHEAD_MS + MINUTE_MS).toISOString();
  const current = new Date(now).toISOString();
  return [...used.filter((one) => one.until > current), { jti, until }];
}
