import type { Seat } from '../subscription-list.js';
import type { Meant } from './facts.js';
import type { Mark, Problem } from './row.js';

export interface SeatQuestion {
  /** The person's lines in the list; null where no list has come. */
  seats: Seat[] | null;
  meant: Meant['subscribe'];
  tier: string;
  /** Whether a problem that is told already explains why there is no seat. */
  explained: boolean;
  /** Whether a problem that is told already explains why the seat stays pending. */
  unusable: boolean;
  /** Why somebody has a seat who shall have none; may be empty. */
  because: string;
}

/** The verdict on one person's seats. A cancelled seat counts as none; a pending one as a seat that is not in use. */
export function judgeSeats(question: SeatQuestion): { mark: Mark; problems: Problem[] } {
  const { seats, meant, tier, explained, unusable } = question;
  if (seats === null) return { mark: meant === null ? 'none' : 'unknown', problems: [] };
  const held = seats.filter(({ status }) => status !== 'canceled');
  if (meant === null) {
    if (held.length === 0) return { mark: 'none', problems: [] };
    return { mark: 'extra', problems: [{ code: 'seat-unintended', detail: question.because }] };
  }
  if (held.length === 0) {
    const code = seats.length > 0 ? 'seat-cancelled' : 'seat-missing';
    return { mark: 'missing', problems: explained ? [] : [{ code, detail: '' }] };
  }
  const problems: Problem[] = [];
  const pending = held.every(({ status }) => status === 'pending');
  if (pending && !unusable) problems.push({ code: 'seat-pending', detail: '' });
  if (held.length > 1) problems.push({ code: 'seat-twice', detail: `${held.length} times` });
  else if (meant === 'group' && held[0]?.source === 'individual')
    problems.push({ code: 'seat-individual', detail: '' });
  const others = [...new Set(held.flatMap((seat) => seat.tier ?? []))].filter((found) => !isSameTier(found, tier));
  if (others.length > 0) problems.push({ code: 'seat-tier', detail: `${others.join(' and ')} instead of ${tier}` });
  return { mark: 'right', problems };
}

/** "Pro", "Kiro Pro" and "KIRO PRO" are one tier. */
function isSameTier(one: string, other: string): boolean {
  const short = (tier: string) =>
    tier
      .toLowerCase()
      .replace(/^kiro\s+/, '')
      .replaceAll(/\s+/g, '');
  return short(one) === short(other);
}
