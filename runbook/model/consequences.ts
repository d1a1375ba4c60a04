import type { Consequence, Evidence, Testimony } from './proof.js';
import type { Runbook } from './runbook.js';
import { recordOf, type RunState, type Sender, type StepRecord } from './state.js';
import type { StepTable } from './step.js';

// Some steps can only be attested when they are done, but what they claim has consequences that a later step sees: a push
// arrives, a token is issued. Which consequences prove which step is in its row (`provenBy`); whether they were shown is in
// the state. How a step is confirmed is worked out from both, so a consequence that is taken back takes its proof with it.

/** More than a person reads; the newest are kept. */
const MOST_TESTIMONY = 20;

function testify(record: StepRecord, more: Testimony): void {
  record.testimony = [...record.testimony, more].slice(-MOST_TESTIMONY);
}

/** Somebody says that a step is done. The same message is not noted twice. */
export function attest(record: StepRecord, { by, via, at, sender = null }: Sender, text: string): void {
  if (record.testimony.some((one) => one.kind === 'attested' && one.at === at && one.by === by)) return;
  testify(record, { kind: 'attested', by, via, at, text, ...(sender === null ? {} : { sender }) });
}

/** A system shows that what was said of a step is not so, or not yet. The same again is not noted twice. */
export function contradict(record: StepRecord, at: string, text: string): void {
  const last = record.testimony.at(-1);
  if (last?.kind === 'contradicted' && last.text === text) return;
  testify(record, { kind: 'contradicted', by: null, via: null, at, text });
}

/** Keep what a step has seen. */
export function showConsequences(state: RunState, step: string, consequences: readonly Consequence[]): void {
  for (const { name, ...seen } of consequences) {
    const before = state.shown[name];
    // It is so since it was first seen.
    if (before === undefined || before.at > seen.at) state.shown[name] = { ...seen, step };
  }
}

/** A system shows the contrary of a consequence: of every step that it proves, what was said is contradicted. */
export function denyConsequence(
  run: { runbook: Pick<Runbook, 'steps'>; state: RunState },
  name: string,
  at: string,
  text: string,
): void {
  const { runbook, state } = run;
  for (const { id, provenBy } of runbook.steps.rows) {
    const record = recordOf(state, id);
    if (!provenBy.includes(name) || record.state !== 'done' || record.confirmed !== 'attested') continue;
    // What was proven until now stays in the story.
    record.testimony = witnessed(run, id).testimony;
    contradict(record, at, text);
  }
  delete state.shown[name];
}

/** A step is done again: what it has seen, and what others saw of its earlier round, proves nothing any more. */
export function forgetConsequences(state: RunState, steps: StepTable, step: string): void {
  for (const [name, seen] of Object.entries(state.shown)) if (seen?.step === step) delete state.shown[name];
  for (const name of steps.of(step).provenBy) delete state.shown[name];
}

/** The record of a step as it stands with all that other steps have seen since. Reports and status show this one. */
export function witnessed(
  { runbook, state }: { runbook: Pick<Runbook, 'steps'>; state: RunState },
  id: string,
): StepRecord {
  const record = recordOf(state, id);
  const { testimony, confirmed, since } = record;
  if (record.state !== 'done' || confirmed === null) return record;
  if (confirmed === 'proven')
    return testimony.length === 0 ? record : { ...record, testimony: withProof(testimony, since, record.summary) };
  const shown = runbook.steps.of(id).provenBy.map((name) => state.shown[name]);
  if (shown.length === 0 || shown.includes(undefined)) {
    const last = testimony.at(-1);
    return last?.kind === 'contradicted' ? { ...record, summary: last.text } : record;
  }
  const seen = shown.filter((one) => one !== undefined);
  const summary = [...new Set(seen.map(({ text }) => text))].join(' ');
  const at = seen
    .map((one) => one.at)
    .sort()
    .at(-1)!;
  const evidence = [...record.evidence, ...seen.flatMap((one) => one.evidence)];
  return {
    ...record,
    confirmed: 'proven',
    summary,
    evidence: evidence.filter((one, index) => evidence.findIndex((other) => isSame(one, other)) === index),
    testimony: withProof(testimony, at, summary),
  };
}

const isSame = (one: Evidence, other: Evidence): boolean => one.label === other.label && one.value === other.value;

const withProof = (testimony: Testimony[], at: string | null, text: string | null): Testimony[] => [
  ...testimony,
  { kind: 'proven', by: null, via: null, at: at ?? testimony.at(-1)?.at ?? '', text: text ?? '' },
];
