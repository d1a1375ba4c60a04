import type { Sent } from '../../client/send-answer.js';
import type { MessageName } from '../../runbook/messages/schemas.js';
import type { Report } from '../../runbook/words/report.js';
import type { Status, Waiting } from '../../runbook/words/status.js';
import type { Session } from '../sessions.js';
import { onPage } from '../../runbook/words/page-words.js';
import { readerOn } from './reader.js';

// A run in the words of the page, before anything of it is drawn: no view can show a command by mistake.

/** Who reads it. */
type Who = Pick<Session, 'role'>;

/** The status with buttons and people in place of messages and commands. Values to copy stay as they are. */
export function statusHere(status: Status, who: Who): Status {
  const say = (text: string): string => onPage(text, readerOn(who));
  return {
    ...status,
    waitingFor: (status.waitingFor ?? []).map((one) => questionHere(one, who)),
    steps: status.steps.map((step) => (step.summary === null ? step : { ...step, summary: say(step.summary) })),
    refusals: (status.refusals ?? []).map((one) => ({ ...one, reason: say(one.reason) })),
    warnings: (status.warnings ?? []).map(say),
  };
}

function questionHere(one: Waiting, who: Who): Waiting {
  const reader = readerOn(who, one);
  const say = (text: string): string => onPage(text, reader);
  return {
    ...one,
    title: say(one.title),
    why: say(one.why),
    reason: one.reason === null ? null : say(one.reason),
    instructions: one.instructions.map(say),
    verified: say(one.verified),
    next: say(one.next),
    skipping: say(one.skipping),
    candidates: one.candidates.map((found) =>
      found.barrier === undefined ? found : { ...found, barrier: say(found.barrier) },
    ),
    ...(one.newestLook === undefined ? {} : { newestLook: one.newestLook.map(say) }),
  };
}

/** What came of an answer with that message. */
export function sentHere(sent: Sent, who: Who, message: MessageName): Sent {
  const reader = readerOn(who, { step: '', message, also: [], skipping: '' });
  const say = (text: string): string => onPage(text, reader);
  return sent.accepted
    ? { ...sent, notes: sent.notes.map(say) }
    : { ...sent, why: { ...sent.why, reason: say(sent.why.reason) } };
}

/** A report, said likewise. */
export function reportHere(report: Report, who: Who): Report {
  const say = (text: string): string => onPage(text, readerOn(who));
  return {
    ...report,
    findings: report.findings.map((one) => ({ ...one, problem: say(one.problem), fix: say(one.fix) })),
    warnings: report.warnings.map(say),
    unproven: report.unproven.map(say),
    duties: report.duties.map(say),
    ...(report.refusals === undefined
      ? {}
      : { refusals: report.refusals.map((one) => ({ ...one, reason: say(one.reason) })) }),
    steps: report.steps.map((step) => ({
      ...step,
      summary: step.summary === null ? null : say(step.summary),
      evidence: step.evidence.map((one) => ({ ...one, value: say(one.value) })),
    })),
  };
}
