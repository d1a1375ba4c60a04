import { trustedLine } from '../runbook/trust/check-proof.js';
import { digestOf, readProof } from '../runbook/trust/proof.js';
import type { TrustedKey } from '../runbook/trust/sender-keys.js';
import { START, type Start } from '../runbook/trust/start-proof.js';
import { isSignedWith } from './jws.js';
import { signed, type SigningKey } from './signing.js';

/** The memo of a workflow that is started so by that person. `now`: milliseconds since the epoch. */
export function startMemo(
  key: SigningKey,
  { workflowId, type, input, sub }: Start & { workflowId: string; sub: string },
  now?: number,
): Record<typeof START, string> {
  // What Temporal's converter makes of it is what will be read.
  const value = JSON.parse(JSON.stringify({ type, input })) as object;
  const { proof } = signed(key, { workflowId, message: START, value, sub }, now) as { proof: string };
  return { [START]: proof };
}

/** A workflow as Temporal knows it. */
export interface Started extends Start {
  /** Ids that the proof may name. */
  workflowIds: readonly string[];
  proof: unknown;
}

/** Why a workflow does not count as started by somebody whom the worker trusts; null where it does. A sentence. */
export function unprovenStart({ workflowIds, proof: compact, ...start }: Started, trusted: readonly TrustedKey[]) {
  if (compact === undefined || compact === null) return 'It was started without a proof of who started it.';
  const proof = typeof compact === 'string' ? readProof(compact) : null;
  if (proof === null) return 'The proof of its start cannot be read.';
  const { workflowId, message, digest } = proof.payload;
  if (!workflowIds.includes(workflowId)) return 'The proof of its start is of another run.';
  if (message !== START) return 'The proof of its start is of a message.';
  if (digest !== digestOf(start)) return 'The proof of its start is of another type or input.';
  const found = trustedLine(trusted, proof);
  if (found === null)
    return `The worker trusts no key ${proof.kid}: have its line put into KIRO_SENDERS_FILE (\`npm run sender-key\`).`;
  if ('problem' in found) return found.problem;
  return isSignedWith(found.sender.key, proof.signed, proof.signature)
    ? null
    : 'The signature of the proof of its start is not of that key.';
}
