import { readSubscriptions, type Seat } from '../../runbook/roster/subscription-list.js';
import { usageError } from '../lib/exit-codes.js';
import { readList } from '../lib/read-list.js';

/** The seats of a file. @throws CommandError (2) where it cannot be read, or names nobody. */
export function readSeats(file: string): Seat[] {
  const list = readList(file);
  if ('problem' in list) throw usageError(`--subscriptions ${list.problem}`);
  const seats = readSubscriptions({ csv: list.csv });
  if (seats !== null) return seats;
  throw usageError(
    `--subscriptions ${file}: no column names users; give it with its titles (User name, Status, Plan).`,
  );
}
