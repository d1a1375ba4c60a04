import { findingOf } from '../roster/findings.js';
import { judgeSeats } from '../roster/judge-seats.js';
import type { RosterRow } from '../roster/row.js';
import { isHeld, type Seat } from '../roster/subscription-list.js';
import type { Account, Looked, MemberOf, Wanted } from './facts.js';
import { fact, follows, type Judged, ok, type PersonCheckId, unknown, wrong } from './verdict.js';

export interface SeatScene {
  account: Account;
  groups: Looked<MemberOf>;
  subscribe: Wanted['subscribe'];
  /** The check that explains why there is no seat; null where none does. */
  explained: PersonCheckId | null;
}

/** Whether the person holds a seat in Kiro. */
export function judgeSeat(seats: Looked<Seat[]>, { account, groups, subscribe, explained }: SeatScene): Judged {
  if ('why' in seats) return unknown(seats.why, "give the Subscriptions tab's list: `--subscriptions FILE`");
  const { login } = account;
  const own = 'why' in groups ? [] : groups.value.groups.map(({ name }) => name);
  const byGroup = own.some((name) => subscribe.groups.includes(name));
  const alone = subscribe.users.some((one) => one.toLowerCase() === login.toLowerCase());
  const meant = alone ? 'user' : byGroup ? 'group' : null;
  const evidence = seats.value.map(({ status, tier, source }) =>
    fact('Line of the list', [status, tier ?? 'no tier', source].join(', ')),
  );
  const unclear = seats.value.find(({ status }) => status === 'unclear');
  const held = seats.value.filter((seat) => isHeld(seat) && seat.status !== 'unclear');
  if (held.length === 0 && unclear !== undefined)
    return unknown(
      `the list says "${unclear.said ?? ''}", and what Kiro means by that is not documented`,
      'look the person up in the Kiro console (Users & Groups)',
    );
  if (held.length > 0) {
    const [{ status, tier }] = held as [Seat];
    const { problems } = judgeSeats({
      seats: seats.value,
      meant: meant ?? 'user',
      tier: subscribe.tier,
      explained: false,
      unusable: false,
      because: '',
    });
    const notes = problems.map((problem) => findingOf(rowOf(login), problem).problem.replace(/\.$/, ''));
    return ok([`${status}${tier === null ? '' : `, ${tier}`}`, ...notes].join('; '), evidence);
  }
  if (explained !== null) return follows('no seat', explained, evidence);
  const code = seats.value.length > 0 ? 'seat-cancelled' : 'seat-missing';
  if (meant === null && code === 'seat-missing')
    return wrong('no seat, and the configuration means none for them', {
      answer: `${login} has no seat in Kiro, and the configuration means none for them.`,
      cure: `If they are meant to have one: put them into a group of subscribe (${subscribe.groups.map((name) => `"${name}"`).join(', ') || 'none so far'}), or subscribe them in the Kiro console.`,
    });
  const { fix } = findingOf(rowOf(login), { code, detail: '' });
  return code === 'seat-cancelled'
    ? wrong('the seat is cancelled', { answer: `The seat of ${login} in Kiro is cancelled.`, cure: fix }, evidence)
    : wrong('no seat', { answer: `${login} has no seat in Kiro.`, cure: fix });
}

/** The wording of a finding needs the name alone. */
const rowOf = (who: string): RosterRow => ({
  who,
  name: '',
  status: null,
  signIn: 'none',
  provisioned: 'none',
  groups: 'none',
  seat: 'none',
  problems: [],
});
