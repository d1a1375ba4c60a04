import pc from 'picocolors';
import { everyText } from '../../runbook/escape/characters.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import { durationText } from '../../runbook/words/phrases.js';
import { STATE_MARKS } from '../../runbook/words/progress.js';
import { isOver } from '../../runbook/model/state.js';
import { stepOf } from '../../runbook/onboarding/steps.js';
import type { Status } from '../../runbook/words/status.js';
import { cut } from './text.js';

const PAINT = {
  todo: pc.dim,
  running: pc.cyan,
  waiting: pc.yellow,
  done: pc.green,
  skipped: pc.dim,
  failed: pc.red,
} as const;

type Row = Status['steps'][number];

/** How wide a line is, and what time it is. */
export interface Drawing {
  width: number;
  now: number;
}

/** All steps, a line each, with who is waited for. */
export const stepLines = (status: Status, drawing: Drawing): string[] =>
  status.steps.map((row) => stepLine(row, status, drawing));

/** A step on one line: how it was confirmed, how long it took or has taken so far, who is waited for, what came of it. */
export function stepLine(record: Row, { waitingFor }: Pick<Status, 'waitingFor'>, { width, now }: Drawing): string {
  const row = everyText(record, terminalText);
  const awaited = (waitingFor ?? [])
    .filter((one) => one.step === row.id)
    .map((one) => terminalText(one.person ?? one.role));
  const facts = [row.state === 'done' ? row.confirmed : null, lasted(row, now), ...new Set(awaited)];
  const shown = facts.filter((fact) => fact !== null).join(', ');
  const text = `${STATE_MARKS[row.state]} ${stepOf(row.id).title}${shown === '' ? '' : ` (${shown})`}`;
  const note = row.summary === null ? '' : `  ${row.summary}`;
  return cut(`${PAINT[row.state](text)}${pc.dim(note)}`, width);
}

/** Null where it is not worth a word. */
function lasted({ state, startedAt, since }: Row, now: number): string | null {
  if (startedAt === null || since === null || state === 'todo' || state === 'skipped') return null;
  const end = isOver({ state }) ? Date.parse(since) : now;
  const ms = end - Date.parse(startedAt);
  return ms < 1_000 ? null : durationText(ms);
}
