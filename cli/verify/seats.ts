import { readFileSync } from 'node:fs';
import { readSubscriptions, type Seat } from '../../runbook/subscription-list.js';
import { usageError } from '../lib/exit-codes.js';

/** The seats of a file. @throws CommandError (2) where it cannot be read, or names nobody. */
export function readSeats(file: string): Seat[] {
  let csv: string;
  try {
    csv = readFileSync(file, 'utf8');
  } catch {
    throw usageError(`--subscriptions ${file}: the file cannot be read.`);
  }
  const seats = readSubscriptions({ csv });
  if (seats !== null) return seats;
  throw usageError(
    `--subscriptions ${file}: no column names users; give it with its titles (User name, Status, Plan).`,
  );
}
