import type { NoticeEvent, NoticeKind } from '../model/notice-events.js';
import type { Ask, RunState } from '../model/state.js';
import type { OnboardingInput } from '../onboarding/input.js';
import { lastUse } from '../onboarding/outlook.js';
import { promptFor } from '../onboarding/prompts.js';
import type { Scene } from './prompts.js';
import { reasonText } from './question-text.js';
import { type Status, statusOf, type Waiting } from './status.js';

/** What a channel tells at once: what has happened since its last notice, and how the run stands now. */
export interface Notice {
  /** The same in each attempt to send it: a receiver drops what it has had before. */
  id: string;
  /** Oldest first, at least one. */
  events: NoticeEvent[];
  /** With the newest refusals alone. */
  status: Status;
}

/** A notice of these events, with the run as it stands. */
export function noticeOf(
  id: string,
  events: NoticeEvent[],
  run: { state: RunState; input: OnboardingInput; workflowId: string },
): Notice {
  const status = statusOf(run.state, run.input, run.workflowId);
  return { id, events, status: { ...status, refusals: status.refusals.slice(-3) } };
}

/** The open questions that the events of a notice are about. */
export function affected({ events, status }: Notice): Waiting[] {
  return (status.waitingFor ?? []).filter((one) =>
    events.some((event) => event.step === one.step && event.message === one.message),
  );
}

/**
 * Whom a question concerns, as e-mail addresses: who is asked, and once it is overdue the other one as well. DNS that
 * does not come right concerns its admin.
 */
export function addresseesOf({ role, overdue }: Pick<Ask, 'role' | 'overdue'>, input: OnboardingInput): string[] {
  const person = role === 'time' ? null : input.people[role === 'dns' ? 'dns-admin' : role];
  if (person === null) return [];
  return overdue && person.escalateTo !== undefined ? [person.email, person.escalateTo.email] : [person.email];
}

type Draft = Pick<NoticeEvent, 'kind' | 'text'> & Partial<NoticeEvent>;

/** Somebody is asked, for the first time or because an earlier answer did not do. */
export function askedEvent(scene: Scene): Draft {
  const reason = reasonText(scene.ask);
  const again = reason === null ? '' : ` ${reason}`;
  return about('asked', scene, (who, title) => `${who} is asked: ${title}.${again}`);
}

/** The look has not found what somebody was asked for: they stay asked, and should know why. */
export function missedEvent(scene: Scene): Draft {
  return about('check-failed', scene, (who, title) => `${who} is still asked: ${title}.${whyAgain(scene)}`);
}

/** Whoever is asked has not answered yet. */
export function reminderEvent(scene: Scene): Draft {
  const again = whyAgain(scene);
  return about('reminder', scene, (who, title) => `Reminder ${scene.ask.reminders} to ${who}: ${title}.${again}`);
}

/** The due date has passed; where somebody is named for that, they are asked as well. */
export function overdueEvent(scene: Scene): Draft {
  const [first, second] = addresseesOf(scene.ask, scene.input);
  const since = scene.ask.since.slice(0, 10);
  const kind = second === undefined ? 'due' : 'escalation';
  const asked = second === undefined ? '' : ` ${second} is asked, too.`;
  const more = `${asked}${whyAgain(scene)}`;
  return about(kind, scene, (who, title) => `Overdue: ${title}. ${first ?? who} was asked on ${since}.${more}`);
}

const whyAgain = ({ ask: { reason } }: Scene): string => (reason === null ? '' : ` ${reason}`);

/** The run is over; whoever has given a token for the checks can end it now. */
export function finishedEvent({ state, input }: Pick<Scene, 'state' | 'input'>): Draft {
  const over = `The onboarding of ${input.domain} is over: ${state.outcome}.`;
  return { kind: 'finished', text: [over, lastUse(state) ?? ''].join(' ').trim() };
}

function about(kind: NoticeKind, { ask, state, input }: Scene, say: (who: string, title: string) => string): Draft {
  const to = addresseesOf(ask, input);
  const { title } = promptFor({ ask, state, input });
  return { kind, step: ask.step, message: ask.message, to, text: say(to[0] ?? ask.role, title) };
}

/** Whether somebody must act; DNS and time are waited for without. */
export function isForPeople(role: Waiting['role']): boolean {
  return role !== 'dns' && role !== 'time';
}
