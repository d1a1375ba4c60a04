import { randomUUID } from 'node:crypto';
import { byId, indexBy } from '../kit/index-by.js';
import { textOf } from '../kit/json-values.js';
import type { KiroState, ScimUser, Seat, Subscription } from './kiro-state.js';

export interface SeatRow {
  User: string;
  Email: string;
  Status: 'Active' | 'Pending';
  Plan: string;
  Source: Seat['source'];
}

/**
 * Give the seats that are due: to subscribed users, and to each member of a subscribed group after the delay. A
 * seat is never taken away here, whoever leaves a group.
 */
export function grantSeats(state: KiroState, membershipDelayMs: number, now = Date.now()): void {
  const held = new Map(state.seats.map((seat) => [`${seat.userId} ${seat.source}`, seat]));
  for (const subscription of state.subscriptions) {
    for (const user of entitled(state, subscription, now - membershipDelayMs)) {
      const source = subscription.kind === 'group' ? 'Group' : 'Individual';
      const key = `${user.id} ${source}`;
      const seat = held.get(key) ?? newSeat(user, subscription.tier, source);
      if (!held.has(key)) state.seats.push(seat);
      held.set(key, seat);
      // Within a profile somebody has one seat a source, at the tier subscribed last.
      seat.tier = subscription.tier;
    }
  }
}

function entitled(state: KiroState, { kind, id, since }: Subscription, before: number): ScimUser[] {
  if (kind === 'user') return state.users.filter((user) => user.id === id);
  const members = indexBy(state.groups, byId).get(id)?.members ?? [];
  const due = new Set(members.filter((member) => Math.max(member.since, since) <= before).map(({ userId }) => userId));
  return state.users.filter((user) => due.has(user.id));
}

function newSeat(user: ScimUser, tier: string, source: Seat['source']): Seat {
  const userName = textOf(user.attributes, 'userName');
  return {
    id: randomUUID(),
    userId: user.id,
    userName,
    email: textOf(user.attributes, 'emails.0.value'),
    tier,
    source,
  };
}

/** The Subscriptions tab. A seat stays pending without `externalId` (kirodotdev/Kiro#9582) and for inactive users. */
export function seatRows(state: KiroState): SeatRow[] {
  return state.seats.map((seat) => {
    const attributes = indexBy(state.users, byId).get(seat.userId)?.attributes ?? {};
    const usable = attributes['active'] === true && textOf(attributes, 'externalId') !== '';
    const Status = usable ? 'Active' : 'Pending';
    return { User: seat.userName, Email: seat.email, Status, Plan: seat.tier, Source: seat.source };
  });
}

/** The rows as a file (RFC 4180). */
export function toCsv(rows: SeatRow[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(({ User, Email, Status, Plan, Source }) => [User, Email, Status, Plan, Source]);
  return [['User', 'Email', 'Status', 'Plan', 'Source'], ...lines]
    .map((line) => `${line.map(cell).join(',')}\r\n`)
    .join('');
}
