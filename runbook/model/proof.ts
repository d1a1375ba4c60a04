import type { SenderMark } from '../trust/sender-keys.js';

/** One fact a step can show an auditor: an object's id, a server's answer, a request id. Never a secret. */
export interface Evidence {
  label: string;
  value: string;
  /** Where a person can see it, such as the object's page in the Admin Console. */
  url: string | null;
}

/** What was compared with what the guide asks, and what had to be written for it. */
export interface Change {
  /** The kind and name of the object, such as `OIDC application "Kiro-OIDC"`. */
  object: string;
  action: 'create' | 'reuse' | 'change';
  /** The differing fields of a `change`, with JSON texts of the old and the new value. */
  fields: { path: string; from: string; to: string }[];
}

/** What was changed in all: an object that was made or changed before is not merely reused now. */
export function changesAfter(before: readonly Change[], now: readonly Change[]): Change[] {
  const written = new Map(before.filter(({ action }) => action !== 'reuse').map((change) => [change.object, change]));
  const all = now.map((change) => (change.action === 'reuse' ? (written.get(change.object) ?? change) : change));
  const known = new Set(all.map(({ object }) => object));
  return [...before.filter(({ object }) => !known.has(object)), ...all];
}

/** What an activity gives back when its step holds: read back from the system itself. */
export interface Proof {
  evidence: Evidence[];
  changes: Change[];
  /** What holds, but should be known: sentences for the report. */
  warnings: string[];
}

/** Something that a step saw in a system, and that is only so if what somebody said before is true. */
export interface Consequence {
  /** As in `Step.provenBy`. */
  name: string;
  /** Since when it is so, by the clock of the system that shows it. ISO 8601. */
  at: string;
  /** What was seen, a sentence. */
  text: string;
  evidence: Evidence[];
}

/** A consequence that a step has shown, by name in `RunState.shown`. */
export interface Shown extends Omit<Consequence, 'name'> {
  /** The step that saw it; it is forgotten when that step is done again. */
  step: string;
}

/** What happened to somebody's word on a step. */
export interface Testimony {
  /** `attested`: somebody said that it is done. `contradicted`: a system showed that it is not. `proven`: one showed that it is. */
  kind: 'attested' | 'contradicted' | 'proven';
  by: string | null;
  via: string | null;
  /** Whether it was proven who said so; absent where that is not known. */
  sender?: SenderMark;
  /** When; of `proven`, since when. ISO 8601. */
  at: string;
  /** What was said or seen, a sentence. */
  text: string;
}

/** How many findings of one kind are listed one by one. */
const ONE_BY_ONE = 40;

/**
 * The first findings of one kind, and one that tells the number of the others: ten thousand would bury everything else,
 * and no history holds them. `more` says in words what the rest is.
 */
export function firstOf(findings: Finding[], more: (rest: number) => string): Finding[] {
  const shown = findings.slice(0, ONE_BY_ONE);
  const [next] = findings.slice(ONE_BY_ONE);
  return next === undefined ? shown : [...shown, { ...next, problem: more(findings.length - shown.length), url: null }];
}

/** Something that is not as the guide wants it; `blocking` ones stop the step. */
export interface Finding {
  severity: 'blocking' | 'warning';
  /** What is wrong and where, in one sentence. */
  problem: string;
  /** What to do about it. */
  fix: string;
  url: string | null;
}
