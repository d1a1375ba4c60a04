import type { NoticeEvent, NoticeKind } from '../model/notice-events.js';
import { peopleOf, type RunInput } from '../model/run-input.js';
import type { RunView, Scene } from '../model/runbook.js';
import type { Ask } from '../model/state.js';
import { reasonOf } from './prompts.js';
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
export function noticeOf(id: string, events: NoticeEvent[], run: RunView): Notice {
  const status = statusOf(run);
  return { id, events, status: { ...status, refusals: status.refusals.slice(-3) } };
}

/** The open questions that the events of a notice are about. */
export function affected({ events, status }: Notice): Waiting[] {
  return (status.waitingFor ?? []).filter((one) =>
    events.some((event) => event.step === one.step && event.message === one.message),
  );
}

/**
 * Whom a question concerns, as e-mail addresses: who is asked, and once it is overdue those who are asked later, too. DNS
 * that does not come right concerns its admin.
 */
export function addresseesOf({ role, overdue }: Pick<Ask, 'role' | 'overdue'>, input: RunInput): string[] {
  if (role === 'time') return [];
  const people = peopleOf(role === 'dns' ? 'dns-admin' : role, input.people);
  const later = overdue ? people.flatMap(({ escalateTo }) => (escalateTo === undefined ? [] : [escalateTo])) : [];
  // Several reviewers may have the same manager.
  return [...new Set([...people, ...later].map(({ email }) => email))];
}

type Draft = Pick<NoticeEvent, 'kind' | 'text'> & Partial<NoticeEvent>;

/** Somebody is asked, for the first time or because an earlier answer did not do. */
export function askedEvent(scene: Scene): Draft {
  const { saysWhy } = reasonOf(scene, scene.runbook.promptFor(scene));
  const reason = reasonText({ reason: scene.ask.reason, reasonSaysWhy: saysWhy });
  const again = reason === null ? '' : ` ${reason}`;
  return about('asked', scene, (who, title) => `${who} asked: ${title}.${again}`);
}

/** The look has not found what somebody was asked for: they stay asked, and should know why. */
export function missedEvent(scene: Scene): Draft {
  return about('check-failed', scene, (who, title) => `${who} still asked: ${title}.${whyAgain(scene)}`);
}

/** The person who is asked has not answered yet. */
export function reminderEvent(scene: Scene): Draft {
  const again = whyAgain(scene);
  const whom = asked(scene).join(', ');
  return about('reminder', scene, (_, title) => `Reminder ${scene.ask.reminders} to ${whom}: ${title}.${again}`);
}

/** The due date has passed; where somebody is named for that, they are asked as well. */
export function overdueEvent(scene: Scene): Draft {
  const first = asked(scene);
  const also = addresseesOf(scene.ask, scene.input).filter((email) => !first.includes(email));
  const since = scene.ask.since.slice(0, 10);
  const kind = also.length === 0 ? 'due' : 'escalation';
  const more = `${also.length === 0 ? '' : ` ${are(also)} asked, too.`}${whyAgain(scene)}`;
  const were = first.length > 1 ? 'were' : 'was';
  return about(kind, scene, (_, title) => `Overdue: ${title}. ${first.join(', ')} ${were} asked on ${since}.${more}`);
}

const whyAgain = ({ ask: { reason } }: Scene): string => (reason === null ? '' : ` ${reason}`);

/** The run is over, with what somebody should know or do at that moment. */
export function finishedEvent({ runbook, state, input }: RunView): Draft {
  const about = runbook.subject === undefined ? '' : `${runbook.subject(input)}, `;
  const over = `The ${runbook.title} of ${about}${input.domain} is over: ${state.outcome}.`;
  return { kind: 'finished', text: [over, runbook.lastWords(state) ?? ''].join(' ').trim() };
}

function about(kind: NoticeKind, scene: Scene, say: (who: string, title: string) => string): Draft {
  const { ask, input, runbook } = scene;
  const to = addresseesOf(ask, input);
  const { title } = runbook.promptFor(scene);
  return { kind, step: ask.step, message: ask.message, to, text: say(are(asked(scene)), title) };
}

/** Who is asked first, by address; their role where nobody is named. */
function asked({ ask, input }: Scene): string[] {
  const people = addresseesOf({ role: ask.role, overdue: false }, input);
  return people.length === 0 ? [ask.role] : people;
}

/** Names with their verb. */
const are = (names: string[]): string => `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'}`;

/** Whether somebody must act; DNS and time are waited for without. */
export function isForPeople(role: Waiting['role']): boolean {
  return role !== 'dns' && role !== 'time';
}
