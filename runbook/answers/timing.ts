import { MESSAGE_INFO } from '../messages/fields.js';
import type { MessageName } from '../messages/schemas.js';
import { isOver, type RunState } from '../state.js';
import { stepOf, type StepId } from '../steps.js';
import { refused, type Reason } from './verdict.js';

type Refusal = { ok: false; why: Reason } | null;

/** What is waited for now, in a few words; the end of every refusal about timing. */
export function waitedFor(state: RunState): string {
  const waiting = state.asks.map((ask) => `${ask.message} (${ask.step})`);
  return waiting.length === 0 ? 'Nobody is waited for right now.' : `Now waited for: ${waiting.join(', ')}.`;
}

/** Whether the run can take this message at this moment; null when it can. */
export function checkTiming(name: MessageName, step: StepId | undefined, state: RunState): Refusal {
  if (state.outcome !== 'running')
    return refused('wrong-step', `The run is over since ${state.finishedAt ?? 'just now'}: ${state.outcome}.`);
  const answers = MESSAGE_INFO[name].step;
  if (name === 'checkNow') return checkLook(step, state);
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
  if (name === 'scimAccessIssued' && SCIM_STEPS.some((id) => state.troubles[id] !== undefined)) return null;
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

/** The run looks for the TXT record, again and again. */
const isLookedFor = ({ asks }: RunState): boolean =>
  asks.some(({ step, message }) => step === 'dns-propagation' && message === 'checkNow');

/** Steps that ask Kiro over SCIM. Where one is in trouble, a new token (the old one expired) is taken at any time. */
export const SCIM_STEPS = ['sync-window', 'subscription-review'] as const satisfies StepId[];

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

function checkStepMessage(name: MessageName, step: StepId, state: RunState): Refusal {
  const record = state.steps[step];
  const asked = state.asks.some((ask) => ask.step === step && ask.message === name);
  if (name === 'skipStep') {
    if (step === 'report') return refused('wrong-step', 'The report cannot be left out.');
    return isOver(record) ? refused('already-answered', `${overText(step, state)} ${waitedFor(state)}`) : null;
  }
  if (name === 'redoStep') {
    // What could not be done is tried again so, too.
    const mayBe = isOver(record) || state.troubles[step] !== undefined;
    return mayBe && step !== 'report'
      ? null
      : refused('too-early', `${step} is ${record.state}: only a step that is over can be redone. ${waitedFor(state)}`);
  }
  if (name === 'objectChosen' && (state.troubles[step]?.candidates.length ?? 0) === 0) {
    return refused('wrong-step', `${step} has no namesake to choose from. ${waitedFor(state)}`);
  }
  if (asked || state.troubles[step] !== undefined) return null;
  if (isOver(record)) return refused('already-answered', `${overText(step, state)} ${waitedFor(state)}`);
  return record.state === 'todo'
    ? refused('too-early', `${step} has not begun. ${waitedFor(state)}`)
    : refused('wrong-step', `${step} does not wait for ${name}. ${waitedFor(state)}`);
}
