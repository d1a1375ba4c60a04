import type { MessageName } from '../messages/schemas.js';
import { refused, type Reason } from '../messages/verdict.js';
import type { Runbook } from './runbook.js';
import { isOver, recordOf, type RunState } from './state.js';
import { REPORT_STEP, skippingMeans, type StepTable } from './step.js';

type Refusal = { ok: false; why: Reason } | null;

/** What a rule about timing looks at. */
interface Moment {
  runbook: Runbook;
  state: RunState;
}

/** What is waited for now, in a few words; the end of every refusal about timing. */
export function waitedFor(state: RunState): string {
  const waiting = state.asks.map((ask) => `${ask.message} (${ask.step})`);
  return waiting.length === 0 ? 'Nobody is waited for right now.' : `Now waited for: ${waiting.join(', ')}.`;
}

/** Whether the run can take this message at this moment; null when it can. The step that it names is one of the runbook. */
export function checkTiming(name: MessageName, value: object, { runbook, state }: Moment): Refusal {
  const moment = { runbook, state };
  const { step, early = false } = value as { step?: string; early?: boolean };
  if (state.outcome !== 'running')
    return refused('wrong-step', `The run is over since ${state.finishedAt ?? 'just now'}: ${state.outcome}.`);
  if (name === 'checkNow') return checkLook(step, state);
  if (name === 'skipStep') return checkSkip(step!, early, moment);
  if (name === 'redoStep') return checkRedo(step!, state);
  if (step !== undefined) return checkStepMessage(name, step, moment);
  return checkAnswer(name, moment);
}

/** The answer to one step: what is asked is taken, and what its step can use before or after that. */
function checkAnswer(name: MessageName, { runbook, state }: Moment): Refusal {
  const use = runbook.messages[name];
  const step = use?.step ?? null;
  if (use === undefined || step === null) return null;
  const given = state.answers[name];
  // What is asked is taken, also where a step that it builds on was skipped.
  if (given === undefined && state.asks.some((ask) => ask.message === name)) return null;
  if (use.isWelcome?.(state) === true) return null;
  if (given !== undefined) {
    const who = `${name} was answered by ${given.by ?? recordOf(state, step).by ?? 'somebody'} at ${given.at}`;
    return refused('already-answered', `${who}; redoStep on ${step} asks again. ${waitedFor(state)}`);
  }
  if (isOver(recordOf(state, step))) {
    const over = overText(step, { runbook, state });
    return refused('already-answered', `${over} redoStep on ${step} asks again. ${waitedFor(state)}`);
  }
  const missing = use.needs?.(state) ?? null;
  return missing === null ? null : refused('too-early', `${missing} ${waitedFor(state)}`);
}

/** A step is in trouble that cannot go on without a SCIM token that works. */
export const lacksToken = ({ steps, state: { troubles } }: { steps: StepTable; state: RunState }): boolean =>
  steps.rows.some(({ id, needsToken }) => needsToken && troubles[id] !== undefined);

/** That a step is over: since when, and by whom where it was somebody. */
function overText(step: string, { runbook, state }: Moment): string {
  const { state: now, since, by } = recordOf(state, step);
  return `${step} ("${runbook.steps.of(step).title}") is ${now} since ${since}${by === null ? '' : `, by ${by}`}.`;
}

function checkLook(step: string | undefined, state: RunState): Refusal {
  const looks = state.asks.filter((ask) => ask.message === 'checkNow');
  if (step === undefined || looks.some((ask) => ask.step === step)) return null;
  return refused('wrong-step', `${step} is not waiting for anything to look at. ${waitedFor(state)}`);
}

/** A step can be skipped once its turn has come, or before that where the sender says so. */
function checkSkip(step: string, early: boolean, moment: Moment): Refusal {
  const { state, runbook } = moment;
  const record = recordOf(state, step);
  if (step === REPORT_STEP) return refused('wrong-step', 'The report cannot be skipped.');
  if (isOver(record)) return refused('already-answered', `${overText(step, moment)} ${waitedFor(state)}`);
  const isOpen = (id: string): boolean => !isOver(recordOf(state, id));
  const before = runbook.steps.of(step).after.filter(isOpen);
  const isItsTurn = ![...runbook.steps.before(step)].some(isOpen);
  if (record.state !== 'todo' || isItsTurn || early) return null;
  const after = before.length === 0 ? 'others' : before.join(' and ');
  const how = `To skip it now all the same, send skipStep with early: true. ${skippingMeans(runbook.steps, step)}`;
  return refused(
    'too-early',
    `It is not yet the turn of ${step}, which comes after ${after}. ${how} ${waitedFor(state)}`,
  );
}

/** A step can be redone at any time once it has begun: what it is doing is broken off. */
function checkRedo(step: string, state: RunState): Refusal {
  if (step === REPORT_STEP) return refused('wrong-step', 'The report is written when every other step is over.');
  if (state.interrupts[step]?.kind === 'redo')
    return refused('already-answered', `${step} is about to be done again. ${waitedFor(state)}`);
  if (recordOf(state, step).state !== 'todo') return null;
  return refused('too-early', `${step} has not begun, so there is nothing to redo. ${waitedFor(state)}`);
}

function checkStepMessage(name: MessageName, step: string, moment: Moment): Refusal {
  const { state, runbook } = moment;
  const record = recordOf(state, step);
  const asked = state.asks.some((ask) => ask.step === step && ask.message === name);
  if (name === 'objectChosen' && (state.troubles[step]?.candidates.length ?? 0) === 0) {
    return refused('wrong-step', `${step} has no namesake to choose from. ${waitedFor(state)}`);
  }
  const isWelcome = runbook.messages[name]?.isWelcome?.(state, step) === true;
  if (asked || isWelcome || state.troubles[step] !== undefined) return null;
  if (isOver(record)) return refused('already-answered', `${overText(step, moment)} ${waitedFor(state)}`);
  return record.state === 'todo'
    ? refused('too-early', `${step} has not begun. ${waitedFor(state)}`)
    : refused('wrong-step', `${step} does not wait for ${name}. ${waitedFor(state)}`);
}
