import type { Arrival } from '../outside/review.js';

/** How many logins of people who have not arrived are named; a run keeps no more. */
export const NAMED_MISSING = 20;

/** How far it has come, in one line: for status, page, terminal and the pending activity's failure. */
export function arrivalLine({
  verdict,
  arrived,
  expected,
  missing,
}: Omit<Arrival, 'evidence' | 'changes' | 'warnings'>) {
  if (verdict === 'unproven') return 'nobody can see who has arrived';
  const progress = `${arrived} of ${expected} have arrived`;
  if (expected === arrived) return verdict === 'all-arrived' ? progress : `${progress}; a group is not there yet`;
  const named = missing.slice(0, 5).join(', ');
  const rest = expected - arrived - Math.min(missing.length, 5);
  return `${progress}; missing: ${named}${rest > 0 ? ` and ${rest} more` : ''}`;
}
