import { MESSAGE_INFO } from '../onboarding/message-fields.js';
import type { MessageName } from '../onboarding/message-schemas.js';
import type { StepId } from '../onboarding/step.js';
import { skippingMeans, stepOf, STEPS, stepsBefore } from '../onboarding/steps.js';
import { isOver, type RunState } from './state.js';
import { type Reason, refused } from './verdict.js';

type Refusal = { ok: false; why: Reason } | null;

/** What is waited for now, in a few words; the end of every refusal about timing. */
export function waitedFor(state: RunState): string {
  const waiting = state.asks.map((ask) => `${ask.message} (${ask.step})`);
  return waiting.length === 0 ? 'Nobody is waited for right now.' : `Now waited for: ${waiting.join(', ')}.`;
}

/** Whether the run can take this message at this moment; null when it can. */
export function checkTiming(name: MessageName, value: object, state: RunState): Refusal {
  const { step, early = false } = value as { step?: StepId; early?: boolean };
  if (state.outcome !== 'running')
    return refused('wrong-step', `The run is over since ${state.finishedAt ?? 'just now'}: ${state.outcome}.`);
  const answers = MESSAGE_INFO[name].step;
  if (name === 'checkNow') return checkLook(step, state);
  if (name === 'skipStep') return checkSkip(step!, early, state);
  if (name === 'redoStep') return checkRedo(step!, state);
  if (step !== undefined) return checkStepMessage(name, step, state);
  if (name === 'subscriptionsListed') return checkList(state);
  if (name === 'syncWindowExtended' && isOver(state.steps['sync-window'])) {
    return refused('already-answered', `${overText('sync-window', state)} ${waitedFor(state)}`);
  }
  if (answers === null || name === 'syncWindowExtended') return null;
  const record = state.steps[answers];
  const given = state.answers[name];
  const isAsked = state.asks.some((ask) => ask.message === name);
  // "Published" also means "look now", however often it is said.
  if (name === 'dnsRecordPublished' && (isAsked || isLookedFor(state))) return null;
  // What is asked is taken, also where a step that it builds on was left out.
  if (isAsked && given === undefined) return null;
  if (name === 'signInTested' && given === undefined) return null;
  if (name === 'scimAccessIssued' && lacksToken(state)) return null;
  if (given !== undefined || isOver(record)) {
    const who = given?.by ?? record.by ?? 'somebody';
    const when = given?.at ?? record.since ?? '';
    return refused(
      'already-answered',
      `${name} was answered by ${who} at ${when}; redoStep on ${answers} asks again. ${waitedFor(state)}`,
    );
  }
  return needs(name, state);
}

/** A step is in trouble that cannot go on without a SCIM token that works. */
export const lacksToken = ({ troubles }: RunState): boolean =>
  STEPS.some(({ id, needsToken }) => needsToken && troubles[id] !== undefined);

/** The run looks for the TXT record, again and again. */
const isLookedFor = ({ asks }: RunState): boolean =>
  asks.some(({ step, message }) => step === 'dns-propagation' && message === 'checkNow');

/** Attested facts make sense only once what they speak of exists. */
const NEEDS: Partial<Record<MessageName, [MessageName, string]>> = {
  dnsRecordPublished: ['domainAdded', 'the verification token'],
  domainVerified: ['domainAdded', 'the verification token'],
  provisioningConfigured: ['scimAccessIssued', 'the SCIM endpoint'],
};

function needs(name: MessageName, state: RunState): Refusal {
  const need = NEEDS[name];
  if (need !== undefined && state.answers[need[0]] === undefined) {
    return refused('too-early', `${name} needs ${need[1]} first (${need[0]}). ${waitedFor(state)}`);
  }
  if (name === 'provisioningConfigured' && state.facts.scimApplication === undefined) {
    return refused('too-early', `The SCIM application is not there yet. ${waitedFor(state)}`);
  }
  if (name === 'teamSubscribed' && state.answers.kiroProfileEnabled === undefined) {
    return refused('too-early', `The Kiro profile is not enabled yet. ${waitedFor(state)}`);
  }
  return null;
}

/** That a step is over: since when, and by whom where it was somebody. */
function overText(step: StepId, state: RunState): string {
  const { state: now, since, by } = state.steps[step];
  return `${step} ("${stepOf(step).title}") is ${now} since ${since}${by === null ? '' : `, by ${by}`}.`;
}

function checkList(state: RunState): Refusal {
  if (isOver(state.steps['subscription-review'])) {
    return refused(
      'already-answered',
      `${overText('subscription-review', state)} redoStep on it reviews again. ${waitedFor(state)}`,
    );
  }
  if (!isOver(state.steps['subscribe-team'])) {
    return refused('too-early', `The team is not subscribed yet, so there is no list to review. ${waitedFor(state)}`);
  }
  return null;
}

function checkLook(step: StepId | undefined, state: RunState): Refusal {
  const looks = state.asks.filter((ask) => ask.message === 'checkNow');
  if (step === undefined || looks.some((ask) => ask.step === step)) return null;
  return refused('wrong-step', `${step} is not waiting for anything to look at. ${waitedFor(state)}`);
}

/** A step can be skipped once its turn has come, or before that where the sender says so. */
function checkSkip(step: StepId, early: boolean, state: RunState): Refusal {
  const record = state.steps[step];
  if (step === 'report') return refused('wrong-step', 'The report cannot be skipped.');
  if (isOver(record)) return refused('already-answered', `${overText(step, state)} ${waitedFor(state)}`);
  const before = stepOf(step).after.filter((id) => !isOver(state.steps[id]));
  const isItsTurn = [...stepsBefore(step)].every((id) => isOver(state.steps[id]));
  if (record.state !== 'todo' || isItsTurn || early) return null;
  const after = before.length === 0 ? 'others' : before.join(' and ');
  const how = `To skip it now all the same, send skipStep with early: true. ${skippingMeans(step)}`;
  return refused(
    'too-early',
    `It is not yet the turn of ${step}, which comes after ${after}. ${how} ${waitedFor(state)}`,
  );
}

/** A step can be redone at any time once it has begun: what it is doing is broken off. */
function checkRedo(step: StepId, state: RunState): Refusal {
  if (step === 'report') return refused('wrong-step', 'The report is written when every other step is over.');
  if (state.interrupts[step]?.kind === 'redo')
    return refused('already-answered', `${step} is about to be done again. ${waitedFor(state)}`);
  if (state.steps[step].state !== 'todo') return null;
  return refused('too-early', `${step} has not begun, so there is nothing to redo. ${waitedFor(state)}`);
}

function checkStepMessage(name: MessageName, step: StepId, state: RunState): Refusal {
  const record = state.steps[step];
  const asked = state.asks.some((ask) => ask.step === step && ask.message === name);
  if (name === 'objectChosen' && (state.troubles[step]?.candidates.length ?? 0) === 0) {
    return refused('wrong-step', `${step} has no namesake to choose from. ${waitedFor(state)}`);
  }
  if (asked || state.troubles[step] !== undefined) return null;
  if (isOver(record)) return refused('already-answered', `${overText(step, state)} ${waitedFor(state)}`);
  return record.state === 'todo'
    ? refused('too-early', `${step} has not begun. ${waitedFor(state)}`)
    : refused('wrong-step', `${step} does not wait for ${name}. ${waitedFor(state)}`);
}
