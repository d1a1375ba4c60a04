import { MESSAGE_NAMES } from '../messages/schemas.js';
import type { Runbook } from './runbook.js';
import {
  beginAgain,
  blankStep,
  recordOf,
  type Ask,
  type CommonFacts,
  type RunState,
  type StepRecord,
} from './state.js';

// A run lives for months and is carried from one version of the runbook to the next: what an earlier version did not
// know yet is filled in here, record by record, and what cannot be completed is begun again.

type Json = Record<string, unknown>;
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `given` with every key that the template has and it has not; a list stays as it is, `null` takes any value. */
export function filled<T>(template: T, given: unknown): T {
  if (given === undefined) return template;
  if (template === null || template === undefined) return given as T;
  if (Array.isArray(template)) return (Array.isArray(given) ? given : template) as T;
  if (!isJson(template)) return (typeof given === typeof template ? given : template) as T;
  if (!isJson(given)) return template;
  const keys = new Set([...Object.keys(template), ...Object.keys(given)]);
  return Object.fromEntries([...keys].map((key) => [key, filled(template[key], given[key])])) as T;
}

/** The entries of a map that have all of `required`, completed by the template. */
function completed(map: unknown, required: string[], template: object): never {
  const entries = Object.entries(isJson(map) ? map : {}).filter(
    ([, value]) => isJson(value) && required.every((key) => value[key] !== undefined),
  );
  return Object.fromEntries(entries.map(([key, value]) => [key, filled(template, value)])) as never;
}

const listed = <T>(list: unknown, required: string[], template: T): T[] =>
  (Array.isArray(list) ? list : [])
    .filter((one) => isJson(one) && required.every((key) => one[key] !== undefined))
    .map((one) => filled(template, one));

/**
 * The state of the run before this one, complete: whatever it lacks counts as in a run that has just begun.
 *
 * @param given as it was carried over, by this version or an earlier one
 * @param now ISO 8601
 */
export function resumedState<State extends RunState>(
  runbook: Runbook<State>,
  given: Partial<State> | undefined,
  now: string,
): State {
  const { steps, factKeys } = runbook;
  const fresh = runbook.newState(now);
  if (given === undefined) return fresh;
  const sender = { by: null, via: null, at: now };
  const records: RunState['steps'] = given.steps ?? {};
  const state: State = {
    ...filled(fresh, given),
    steps: Object.fromEntries(steps.ids.map((id) => [id, resumedStep(id, records[id], now)])),
    facts: resumedFacts(given.facts, factKeys),
    answers: completed(given.answers, ['value'], sender),
    asks: listed<Ask>(given.asks, ['step', 'message', 'role'], { ...BLANK_ASK, since: now }).filter(
      ({ step, message }) => steps.has(step) && MESSAGE_NAMES.includes(message),
    ),
    troubles: completed(given.troubles, [], { message: '', findings: [], candidates: [], requestIds: [] }),
    choices: completed(given.choices, ['use'], {}),
    attested: completed(given.attested, [], { ...sender, note: null }),
    decisions: completed(given.decisions, ['decision'], { ...sender, reason: '' }),
    shown: completed(given.shown, ['step', 'at'], { text: '', evidence: [] }),
    interrupts: completed(given.interrupts, ['kind'], { reason: '', sender }),
    refusals: listed(given.refusals, ['message'], { message: '', reason: '', value: null, ...sender }),
    sending: completed(given.sending, ['id', 'events'], {}),
    undelivered: completed(given.undelivered, [], { notices: 1, reason: '', isDown: false }),
    outbox: Object.fromEntries(
      Object.entries(isJson(given.outbox) ? given.outbox : {}).map(([channel, events]) => [
        channel,
        listed(events, ['kind', 'text'], { kind: 'warning', text: '', step: null, message: null, to: [], ...sender }),
      ]),
    ),
  };
  // A step whose result is not known any more is done again: it finds what it has made.
  for (const { id, gives } of steps.rows)
    if (gives !== null && recordOf(state, id).state === 'done' && !(gives in state.facts)) beginAgain(state, id);
  return state;
}

const BLANK_ASK: Omit<Ask, 'since'> = {
  step: '',
  message: 'stepDone',
  role: 'okta-admin',
  remindAt: null,
  reminders: 0,
  dueAt: null,
  overdue: false,
  reason: null,
};

function resumedStep(id: string, given: unknown, now: string): StepRecord {
  const record = { ...filled(blankStep(id), given), id };
  const round: StepRecord['history'][number] = {
    summary: null,
    state: 'done',
    at: now,
    reason: '',
    by: null,
    done: { confirmed: null, at: null, by: null, via: null },
    evidence: [],
    changes: [],
  };
  return {
    ...record,
    history: listed(record.history, [], round),
    testimony: listed(record.testimony, ['kind', 'at'], { kind: 'attested', by: null, via: null, at: now, text: '' }),
    waits: listed(record.waits, ['role', 'from', 'to'], { role: 'time', from: now, to: now }),
    evidence: listed(record.evidence, ['label', 'value'], { label: '', value: '', url: null }),
    changes: listed(record.changes, ['object', 'action'], { object: '', action: 'reuse', fields: [] }),
    findings: listed(record.findings, ['problem'], { severity: 'warning', problem: '', fix: '', url: null }),
  };
}

function resumedFacts(given: unknown, factKeys: Runbook['factKeys']): CommonFacts {
  const keysOf: Runbook['factKeys'] = {
    sealingKey: ['kid'],
    slack: ['channel', 'ts'],
    report: ['sha256'],
    ...factKeys,
  };
  const facts = Object.entries(isJson(given) ? given : {}).filter(
    ([name, fact]) => isJson(fact) && (keysOf[name] ?? []).every((key) => fact[key] !== undefined),
  );
  return Object.fromEntries(facts);
}
