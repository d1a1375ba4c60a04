import { WORKFLOW_TYPE } from '../model/names.js';
import { PROBLEM_NAMES } from '../roster/findings.js';
import { type Mark, type RosterRow, verdictOf } from '../roster/row.js';
import { counted, durationText, senderText } from './phrases.js';
import type { Party } from './report-times.js';
import type { Report, ReportStep } from './report.js';

// What every form of the report says in the same words.

/** Whose time it was, in the report's words. */
export const PARTY_NAMES: Record<Party, string> = {
  program: 'the program',
  okta: 'Okta',
  people: 'people',
  dns: 'DNS',
  waiting: 'the sync window',
};

/** How meant and found agree, as a cell of the roster's table. */
const MARKS: Record<Mark, string> = {
  right: 'yes',
  none: '–',
  missing: 'missing',
  extra: 'too much',
  unknown: '?',
};
/** Titles of the roster's table. */
export const ROSTER_TITLES = ['Who', 'Name', 'Okta', 'Sign-in', 'Provisioned', 'Groups', 'Seat', 'Verdict'];

/** A row of the roster's table, after its marks; the verdict with what is wrong. */
function verdictText(row: RosterRow): string {
  if (row.problems.length === 0 && row.groups === 'missing') return 'their group is not in Kiro';
  const why = row.problems.map(({ code, detail }) => `${PROBLEM_NAMES[code]}${detail === '' ? '' : ` (${detail})`}`);
  return why.length === 0 ? verdictOf(row) : why.join('; ');
}

/** The cells of a row, in the order of the titles. */
export function rosterCells(row: RosterRow): string[] {
  const { who, name, status, signIn, provisioned, groups, seat } = row;
  return [
    who,
    name,
    status === '' ? 'not named' : (status ?? 'not in Okta'),
    ...[signIn, provisioned, groups, seat].map((mark) => MARKS[mark]),
    verdictText(row),
  ];
}

/** Numbers of the roster, and where all of it stands. */
export function rosterLine({ people, verdicts, left, file }: NonNullable<Report['roster']>): string {
  const counts = Object.entries(verdicts).filter(([, count]) => count > 0);
  const rest = left > 0 ? ` ${left} more stand in the file alone.` : '';
  const where = file === null ? '' : ` Everybody: ${file.path} (SHA-256 ${file.sha256}).`;
  return `${people} people: ${counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ')}.${rest}${where}`;
}

/** How much had to be written to Okta, in a sentence. */
export function writesLine({ oktaWrites, runbook }: Report): string {
  // A rotation, say, leaves all writing to people.
  const found = (runbook ?? WORKFLOW_TYPE) === WORKFLOW_TYPE ? ': everything was there already' : '';
  return oktaWrites === 0
    ? `Nothing had to be written to Okta${found}.`
    : `${counted(oktaWrites, 'object was', 'objects were')} made or changed in Okta.`;
}

/** What became of the steps with findings, such as who accepted them and why. */
export function decisionsOn({ findings, steps }: Report): string[] {
  return steps
    .filter(({ id, summary }) => summary !== null && findings.some(({ step }) => step === id))
    .map((step) => `${step.title ?? step.id}: ${step.summary}${step.by === null ? '' : `; ${whoDid(step)}`}`);
}

/** Which run it was, of which program, with which configuration. */
export function runLine({ run }: Report): string | null {
  if (run === undefined) return null;
  return `Run ${run.workflowId} (${run.runId}), version ${run.version}; SHA-256 of its settings as the run has them: ${run.configuration}.`;
}

/** Answers that were not taken, oldest first: who, when, what, why. */
export function refusedLines({ refusals = [], refusedCount = 0 }: Report): string[] {
  const earlier = refusedCount - refusals.length;
  return [
    ...(earlier > 0 ? [`${counted(earlier, 'earlier one is', 'earlier ones are')} not kept.`] : []),
    ...refusals.map((one) => {
      // Who gives no name is still seen to be unproven.
      const named = (one.sender ?? null) === null ? one : { ...one, by: one.by ?? 'somebody' };
      const who = whoDid(named) === '' ? '' : ` by ${whoDid(named)}`;
      // A refusal of an earlier version has no value.
      const said = (one.value ?? null) === null ? '' : ` It said: ${one.value}.`;
      return `${timeText(one.at)}: ${one.message}${who}. ${one.reason}${said}`;
    }),
  ];
}

/** A time as people read it, to the second. */
export const timeText = (at: string): string => `${at.slice(0, 19).replace('T', ' ')} UTC`;

/** What is neither done nor skipped; the report itself is no step to wait for. */
export const openSteps = ({ steps }: Report): ReportStep[] =>
  steps.filter(({ id, state }) => id !== 'report' && state !== 'done' && state !== 'skipped');

/** The steps that are not done, and how one goes on where the run has ended without them. */
export function leftOpen(report: Report): string[] {
  const open = openSteps(report);
  const isOver = report.outcome !== 'running' && open.length > 0;
  return [
    ...(isOver ? [GO_ON] : []),
    ...open.map(({ id, title, state }) => `${title ?? id}${OPEN_STATES[state] ?? ''}`),
  ];
}

const GO_ON =
  'What was made stays, and nothing was deleted: the same configuration started again finds it, and goes on from there.';
const OPEN_STATES: Partial<Record<ReportStep['state'], string>> = {
  running: ' (was at work)',
  waiting: ' (was waited for)',
  failed: ' (failed)',
};

/** Who or what has taken the time. */
export const timeLine = ({ parties }: Report): string =>
  parties.map(({ party, ms }) => `${PARTY_NAMES[party]} ${durationText(ms)}`).join(', ');

/** Warnings that a reader is not told under "What nobody could prove" already. */
export function warningsShown({ warnings, unproven }: Report): string[] {
  return warnings.filter((warning) => !unproven.includes(warning));
}

/** Who did a step, through what, and whether a proof shows that. */
export function whoDid({ by, via, sender = null }: Pick<ReportStep, 'by' | 'via' | 'sender'>): string {
  const how = [via, sender].filter((one) => one !== null);
  return by === null ? '' : `${by}${how.length === 0 ? '' : ` (${how.join(', ')})`}`;
}

/**
 * How a step is confirmed. Where people attested it before a system showed it, with both times: "attested 01:16, true since
 * 01:23" is another thing than a proof from the start. Only the last round counts, if the step was redone.
 */
export function confirmedText({
  confirmed,
  history,
  testimony = [],
}: Pick<ReportStep, 'confirmed' | 'history' | 'testimony'>): string {
  const redoneAt = history.at(-1)?.at ?? '';
  const ofRound = testimony.filter(({ at }) => at >= redoneAt);
  const said = ofRound.find(({ kind }) => kind === 'attested');
  const denied = ofRound.findLast(({ kind }) => kind === 'contradicted');
  // What proves the step now comes last, and may have been there before somebody said so.
  const last = testimony.at(-1);
  const proven = last?.kind === 'proven' ? last : undefined;
  if (said === undefined || confirmed === null) return confirmed ?? '';
  const before = `attested ${timeText(said.at)}`;
  if (confirmed === 'proven' && proven !== undefined)
    return `proven: ${before}, ${denied === undefined && proven.at >= said.at ? 'shown' : 'true since'} ${timeText(proven.at)}`;
  return denied === undefined ? confirmed : `${before}, seen otherwise ${timeText(denied.at)}`;
}

/** What became of a step, oldest first: earlier rounds, what people said, what systems showed then. */
export function storyOf({ history, testimony = [] }: Pick<ReportStep, 'history' | 'testimony'>): string[] {
  const rounds = history.map((round) => ({ at: round.at, text: roundText(round) }));
  // A single word of a person is shown with the step itself.
  const words = testimony.length < 2 ? [] : testimony.map((one) => ({ at: one.at, text: testimonyText(one) }));
  const all = [...rounds, ...words];
  return all.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)).map(({ text }) => text);
}

function testimonyText({ kind, at, text, ...who }: NonNullable<ReportStep['testimony']>[number]): string {
  const said = text === '' ? '' : `: ${text}`;
  if (kind === 'attested') return `Attested at ${timeText(at)} by ${whoDid(who) || 'somebody'}${said}`;
  return kind === 'proven' ? `Proven since ${timeText(at)}${said}` : `Seen otherwise at ${timeText(at)}${said}`;
}

/** An earlier round of a step that was redone, in a sentence. */
function roundText({ summary, state, at, reason, by, sender, done }: ReportStep['history'][number]): string {
  const how = done.confirmed === null ? state : `${state}, ${done.confirmed}`;
  const who = whoDid(done);
  const parts = [how, who === '' ? '' : `by ${who}`, done.at === null ? '' : `since ${timeText(done.at)}`];
  const before = parts.filter((part) => part !== '').join(' ');
  return `Redone at ${timeText(at)} by ${senderText({ by, sender })}: ${reason} (before: ${before}${summary === null ? '' : `, ${summary}`})`;
}

/** Titles of the table of what a report certifies. */
export const STAMP_TITLES = ['What', 'Confirmed', 'At', 'Evidence'];

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the report certifies, a row each; a name such as `refreshTokens` in words. */
export const stampRows = ({ stamps = {} }: Pick<Report, 'stamps'>): string[][] =>
  Object.entries(stamps).map(([name, { at, confirmed, evidence }]) => {
    const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\b(okta|kiro)\b/g, capital);
    return [capital(words), confirmed ?? 'not certified', at === null ? '' : timeText(at), evidence];
  });
