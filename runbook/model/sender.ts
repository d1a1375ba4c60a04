import { refused, type Reason } from '../messages/verdict.js';
import type { MessageName } from '../messages/schemas.js';
import { checkProof, keysNamed, type Proven } from '../trust/check-proof.js';
import { readProof } from '../trust/proof.js';
import { narrowed, type TrustedKey } from '../trust/sender-keys.js';
import { looksLikeSecret } from '../secrets/secrets.js';
import { peopleOf, type ProofRule, type Role, type RunInput } from './run-input.js';
import type { RunView, Setting } from './runbook.js';
import type { RunState, Sender } from './state.js';

// Who has sent a message: what it says of itself, or what its proof shows. Pure, and the same in a replay.

/** A message as it came, and how. */
export interface Arrival {
  /** Name of the message, or of the Update of a program. */
  name: string;
  raw: unknown;
  by: 'update' | 'signal';
  /** By Temporal's clock. ISO 8601. */
  at: string;
}

/** The keys that count in this run; null before the worker's were read. */
export function keysOf({ state, input }: RunView): TrustedKey[] | null {
  const { keys } = state.trust;
  return keys === null ? null : narrowed(keys, input.senders);
}

/** What has to be proven in this run, once the worker's keys are known. */
export const ruleOf = ({ state, input }: RunView): ProofRule =>
  input.proof ?? ((state.trust.keys ?? []).length > 0 ? 'sensitive' : 'none');

/** That nobody is proven, where nobody has said that this is meant; null elsewhere. A sentence for status and report. */
export const nobodyProven = (view: RunView): string | null =>
  view.input.proof === null && isNobodyTrusted(view) ? NOBODY_PROVEN : null;

const NOBODY_PROVEN =
  'Nobody is proven in this run: its worker trusts no key, so who has sent an answer is only what the sender says. docs/trust.md ' +
  'shows how keys are named (`npm run sender-key`); where this is meant, write people.proof: none.';

const isNobodyTrusted = ({ state }: RunView): boolean => state.trust.keys?.length === 0;

/** The proof that a message carries; null where it carries none. */
function proofIn(raw: unknown): string | null {
  const proof = typeof raw === 'object' && raw !== null ? (raw as { proof?: unknown }).proof : undefined;
  return typeof proof === 'string' ? proof : null;
}

/** How often a run reads the worker's keys anew because of a key that it does not know. Milliseconds. */
const RARELY_MS = 60_000;

/** Whether the worker's keys have to be read before this can be judged: they are not known yet, or not this one. */
export function mustReadKeys({ state, input }: RunView, arrival: Arrival, isNeeded: () => boolean): boolean {
  const { keys, readAt } = state.trust;
  const proof = proofIn(arrival.raw);
  if (keys === null) return proof !== null || (input.proof !== 'none' && isNeeded());
  const kid = proof === null ? null : (readProof(proof)?.kid ?? null);
  if (kid === null || readAt === null || keysNamed(keys, kid).length > 0) return false;
  return Date.parse(arrival.at) - Date.parse(readAt) > RARELY_MS;
}

/** Whether the message changes so much that its sender has to be proven where the rule is `sensitive`. */
export function isSensitive(name: MessageName, value: object, setting: Setting): boolean {
  const use = setting.runbook.messages[name];
  return (use?.isSensitive as ((value: object, setting: Setting) => boolean) | undefined)?.(value, setting) ?? false;
}

/** Whether this message needs a proof in this run. */
export const needsProof = (name: MessageName, value: object, view: RunView): boolean => {
  const rule = ruleOf(view);
  return rule === 'all' || (rule === 'sensitive' && isSensitive(name, value, view));
};

/** Whether any answer to this question needs a proof; false where that depends on what is answered. */
export function asksForProof(view: RunView, { message, step }: { message: MessageName; step: string }): boolean {
  try {
    return needsProof(message, { step }, view);
  } catch {
    // The check reads a field that only the answer has.
    return false;
  }
}

/** Names a proof that counts once. */
type Counted = Pick<Proven, 'jti' | 'iat'>;

/** `counted`: the proof, where there is one and its signature holds. */
export type SenderCheck = ({ ok: true; sender: Sender } | { ok: false; why: Reason }) & { counted: Counted | null };

/**
 * Who has sent it, as a fact or as it says; or why it is not taken: the proof does not hold, or one is needed, or it is not
 * for that person to answer. `isNeeded`: the rule asks for a proof of this message. `asked`: the role that it is for.
 */
export function checkSender(view: RunView, arrival: Arrival, isNeeded: boolean, asked: Role | null): SenderCheck {
  const { name, raw, by, at } = arrival;
  // Where the worker trusts no key at all, a proof shows nothing to anybody.
  const compact = isNobodyTrusted(view) ? null : proofIn(raw);
  if (compact === null) {
    if (isNeeded) return { ok: false, why: refused('unproven', howToProve(name, view)).why, counted: null };
    return { ok: true, sender: senderOf(view, arrival), counted: null };
  }
  const { workflowId, runId } = view;
  const now = Date.parse(at);
  const moment = { workflowId, runId, message: name, raw: raw as object, now, by, trusted: keysOf(view) ?? [] };
  const checked = checkProof(compact, { ...moment, used: view.state.trust.used });
  if (!checked.ok) return { ok: false, why: checked.why, counted: null };
  const { proven } = checked;
  if (isNeeded && asked !== null && !mayAnswer(proven, asked, view.input)) return notYours(proven, asked, view.input);
  return { ok: true, sender: provenSender(proven, asked, arrival, view.input), counted: proven };
}

/** The sender of a message that was taken, without looking at the signature again. */
export function takenSender(
  view: RunView,
  arrival: Arrival,
  asked: Role | null,
): { sender: Sender; counted: Counted | null } {
  const compact = proofIn(arrival.raw);
  const proof = compact === null ? null : readProof(compact);
  if (proof === null) return { sender: senderOf(view, arrival), counted: null };
  const { sub, via, jti, iat } = proof.payload;
  const key = keysNamed(keysOf(view) ?? [], proof.kid).find((one) => one.via === via);
  // A run that trusted no key when it took the message did not look at the proof.
  if (key === undefined) return { sender: senderOf(view, arrival), counted: null };
  const proven = { sub, via, jti, iat, isOperator: key.isOperator === true };
  return { sender: provenSender(proven, asked, arrival, view.input), counted: proven };
}

/** Nobody checks what stands there: as far as a message that may be anything says who has sent it. */
export function senderOf(view: RunView, { raw, by: kind, at }: Arrival): Sender {
  const said = typeof raw === 'object' && raw !== null ? (raw as { by?: unknown; via?: unknown }) : {};
  const name = (value: unknown): string | null =>
    typeof value === 'string' && value !== '' && !looksLikeSecret(value) ? value.slice(0, 200) : null;
  return { by: name(said.by), via: name(said.via) ?? kind, sender: isNobodyTrusted(view) ? null : 'unproven', at };
}

/**
 * Who runs the worker answers for everybody, and is named as that: a proof shows the account on that machine, and not which
 * person sits there.
 */
function provenSender({ sub, via, isOperator }: Proven, asked: Role | null, { at }: Arrival, input: RunInput): Sender {
  const by = isOperator ? operatorText(sub, asked === null ? [] : addressesOf(asked, input)) : sub;
  return { by, via, sender: 'proven', at };
}

function operatorText(sub: string, addresses: readonly string[]): string {
  const [first] = addresses;
  const same = addresses.find((one) => one.toLowerCase() === sub.toLowerCase());
  if (same !== undefined) return `the operator, for ${same}`;
  return first === undefined ? `${sub} (the operator)` : `${sub} (the operator, for ${first})`;
}

/** The people who are asked in that role, those asked later as well. */
const addressesOf = (role: Role, { people }: RunInput): string[] =>
  peopleOf(role, people).flatMap(({ email, escalateTo }) => [
    email,
    ...(escalateTo === undefined ? [] : [escalateTo.email]),
  ]);

function mayAnswer({ sub, isOperator }: Proven, role: Role, input: RunInput): boolean {
  const addresses = addressesOf(role, input);
  return isOperator || addresses.length === 0 || addresses.some((one) => one.toLowerCase() === sub.toLowerCase());
}

function notYours({ sub, ...proven }: Proven, role: Role, input: RunInput): SenderCheck {
  const reason = `This is for ${addressesOf(role, input).join(' or ')} (${role}) to answer, not for ${sub}.`;
  return { ok: false, why: refused('not-yours', reason).why, counted: proven };
}

/** How to send it so that it counts: by `npm run answer`, or by the command that an Update belongs to. */
function howToProve(name: string, { workflowId, runbook }: RunView): string {
  const isMessage = name in runbook.messages;
  const how = isMessage
    ? `Send it with \`npm run answer -- ${name} --workflow-id '${workflowId}'\`, at the terminal of the command that started the run, or in Slack`
    : `Send it with its own command${COMMANDS[name] === undefined ? '' : ` (\`${COMMANDS[name]}\`)`}, which signs it`;
  return `${name} counts only from a proven sender in this run. ${how}; a bot signs it as docs/bots.md shows.`;
}

/** Which command sends an Update that is no message. */
const COMMANDS: Partial<Record<string, string>> = {
  settingsChanged: 'npm run start-onboarding',
  findingMuted: 'npm run mute',
  recorded: 'npm run adopt',
  raisedToNow: 'npm run offboard -- LOGIN --now',
};

/** The role that a message is for: of the question that is open, else of its step; null for one of no step. */
export function roleOf(
  name: MessageName,
  value: object,
  { runbook, state }: { runbook: Setting['runbook']; state: RunState },
): Role | null {
  const step = (value as { step?: string }).step ?? runbook.messages[name]?.step ?? null;
  const ask = state.asks.find((one) => one.message === name && (step === null || one.step === step));
  const role = ask?.role ?? (step !== null && runbook.steps.has(step) ? runbook.steps.of(step).helper : null);
  return role === 'dns' || role === 'time' ? null : role;
}
