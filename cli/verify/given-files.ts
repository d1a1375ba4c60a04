import { newestRunRecord, type RunRecord, runRecordIn } from '../../activities/verify/run-record.js';
import type { OnboardingInput } from '../../runbook/onboarding/input.js';
import { terminalText } from '../../runbook/escape/plain-text.js';
import type { Seat } from '../../runbook/roster/subscription-list.js';
import { readSeatList } from '../lib/list-file.js';
import { note, usageError } from '../lib/output-and-exit.js';

/**
 * The record of a JSON report. With `file` that one; else the newest in the reports folder of this machine, null where there
 * is none. @throws CommandError (2) for a file that is no report of this connection
 */
export function readRunRecord(file: string | undefined, reportsDir: string, input: OnboardingInput): RunRecord | null {
  if (file === undefined) return newestRunRecord(reportsDir, input);
  const found = runRecordIn(file, input);
  if ('record' in found) return found.record;
  if (found.problem === 'none')
    throw usageError(
      `--report ${file}: this is no JSON report; make one with npm -s run report -- --json > report.json`,
    );
  throw usageError(`--report ${file}: the report is of ${found.of}, not of this configuration.`);
}

/** The seats of a file; says beside the output what was understood. @throws CommandError (2) where it cannot be read */
export function readSeats(file: string): Seat[] {
  const list = readSeatList(file);
  if ('problem' in list) throw usageError(`--subscriptions ${list.problem}`);
  list.notes.forEach((line) => note(terminalText(line)));
  return list.read.seats;
}
