import { randomUUID } from 'node:crypto';
import { KIRO_TIERS } from '../../../runbook/onboarding/guide.js';
import { byId, indexBy } from '../../kit/index-by.js';
import { type JsonObject, textOf } from '../../kit/json-values.js';
import {
  type KiroSettings,
  type KiroState,
  readObject,
  type Routes,
  type ScimUser,
  type Seat,
  type SeatStatus,
  type Subscription,
} from '../kiro-state.js';

/** Users & Groups: Add user, Add group, and the Subscriptions tab. */
export const subscriptionRoutes: Routes = (app, { state, store, settings }) => {
  // The Subscriptions tab; `?format=csv` or `Accept: text/csv` give it as a file
  app.get('/console/subscriptions', (c) => {
    grantSeats(state, settings.membershipDelayMs);
    store.save();
    const asCsv = c.req.query('format') === 'csv' || /text\/csv/.test(c.req.header('accept') ?? '');
    if (!asCsv) return c.json(seatRows(state));
    return c.body(toCsv(seatRows(state)), 200, { 'Content-Type': 'text/csv; charset=utf-8' });
  });

  // Assign
  app.post('/console/subscriptions', async (c) => {
    const body = (await readObject(c)) ?? {};
    const asked = readNames(body);
    if (typeof asked === 'string') return c.json({ error: asked }, 400);
    const tier = readTier(body);
    if (tier === undefined) return c.json({ error: `tier: one of ${KIRO_TIERS.join(', ')}.` }, 400);
    const found = find(state, asked);
    if (typeof found === 'string') return c.json({ error: found }, 400);
    const since = Date.now();
    for (const { kind, id } of found) subscribe(state, { kind, id, tier, since });
    return c.json({ ...asked, tier }, 201);
  });

  // Unsubscribe: a group with the seats that came by it, or single people however they got theirs; `former`: the seats
  // that a deleted profile has left them
  app.delete('/console/subscriptions', async (c) => {
    const body = (await readObject(c)) ?? {};
    const asked = readNames(body);
    if (typeof asked === 'string') return c.json({ error: asked }, 400);
    if (body['former'] === true) {
      const problem = cancelFormer(state, asked);
      return problem === null ? c.body(null, 204) : c.json({ error: problem }, 400);
    }
    const found = find(state, asked);
    if (typeof found === 'string') return c.json({ error: found }, 400);
    grantSeats(state, settings.membershipDelayMs);
    for (const seat of state.seats) if (found.some((named) => isSeatOf(state, seat, named))) seat.canceled = true;
    const ids = found.map(({ id }) => id);
    state.subscriptions = state.subscriptions.filter(({ id }) => !ids.includes(id));
    return c.body(null, 204);
  });
};

interface Names {
  groups: string[];
  users: string[];
}

function readNames(body: JsonObject): Names | string {
  const names = (key: string): string[] | null => {
    const list = body[key] ?? [];
    return Array.isArray(list) && list.every((item) => typeof item === 'string') ? list : null;
  };
  const [groups, users] = [names('groups'), names('users')];
  if (groups === null || users === null) return 'groups and users: lists of names.';
  if (groups.length + users.length === 0) return 'Choose at least one group or user.';
  return { groups, users };
}

function readTier(body: JsonObject): string | undefined {
  const given = textOf(body, 'tier').toLowerCase();
  return KIRO_TIERS.find((known) => [known, known.replace('Kiro ', '')].some((name) => name.toLowerCase() === given));
}

type Named = Pick<Subscription, 'kind' | 'id'>;

/** The groups and users of these names, or a sentence on those that are not there. */
function find(state: KiroState, { groups, users }: Names): Named[] | string {
  const found = [
    ...groups.map((name) => ({ name, kind: 'group' as const, id: groupId(state, name) })),
    ...users.map((name) => ({ name, kind: 'user' as const, id: userId(state, name) })),
  ];
  const absent = found.filter(({ id }) => id === undefined).map(({ kind, name }) => `${kind} ${name}`);
  if (absent.length > 0) return `Not found: ${absent.join(', ')}.`;
  return found.map(({ kind, id = '' }) => ({ kind, id }));
}

/** Subscribing again changes the tier, and gives back what was canceled. */
function subscribe(state: KiroState, subscription: Subscription): void {
  const known = state.subscriptions.find(({ kind, id }) => kind === subscription.kind && id === subscription.id);
  if (known === undefined) state.subscriptions.push(subscription);
  else known.tier = subscription.tier;
  for (const seat of state.seats) if (isSeatOf(state, seat, subscription)) delete seat.canceled;
}

/** Cancels the seats of these users that a deleted profile has left; or a sentence on why none is canceled. */
function cancelFormer({ seats }: KiroState, { groups, users }: Names): string | null {
  if (groups.length > 0) return 'The groups of a deleted profile are gone: name the users.';
  const ofUser = (name: string): Seat[] =>
    seats.filter((seat) => seat.former !== undefined && [seat.userName, seat.email, seat.userId].includes(name));
  const absent = users.filter((name) => ofUser(name).length === 0);
  if (absent.length > 0) return `Not found: user ${absent.join(', user ')}.`;
  for (const seat of users.flatMap(ofUser)) seat.canceled = true;
  return null;
}

/** The seats that stay in the list when the profile is deleted: Kiro's own word on it is not known (docs/unverified.md). */
export function seatsLeft(state: KiroState, settings: KiroSettings): Seat[] {
  grantSeats(state, settings.membershipDelayMs);
  return state.seats.map((seat) => {
    const left: Seat = { ...seat, former: statusOf(state, seat) };
    return settings.seatsOutliveProfile ? left : { ...left, canceled: true };
  });
}

/** Whether a seat is the user's, or came to a member by the group. */
function isSeatOf({ groups }: KiroState, { userId: holder, source }: Seat, { kind, id }: Named): boolean {
  if (kind === 'user') return holder === id;
  const members = indexBy(groups, byId).get(id)?.members ?? [];
  return source === 'Group' && members.some((member) => member.userId === holder);
}

const groupId = ({ groups }: KiroState, name: string): string | undefined =>
  groups.find(({ displayName }) => displayName === name)?.id;

/** The console finds users by user name or e-mail address, and everybody who still holds a seat. */
const userId = ({ users, seats }: KiroState, name: string): string | undefined =>
  users.find(({ attributes }) => ['userName', 'emails.0.value'].some((key) => textOf(attributes, key) === name))?.id ??
  seats.find(({ userName, email }) => userName === name || email === name)?.userId;

export interface SeatRow {
  User: string;
  Email: string;
  Status: SeatStatus;
  Plan: string;
  Source: Seat['source'];
}

/**
 * Give the seats that are due: to subscribed users, and to each member of a subscribed group after the delay. A
 * seat is never taken away here, also when somebody leaves a group.
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
  return state.seats.map((seat) => ({
    User: seat.userName,
    Email: seat.email,
    Status: statusOf(state, seat),
    Plan: seat.tier,
    Source: seat.source,
  }));
}

function statusOf({ users }: KiroState, seat: Seat): SeatStatus {
  if (seat.canceled === true) return 'Canceled';
  if (seat.former !== undefined) return seat.former;
  const attributes = indexBy(users, byId).get(seat.userId)?.attributes ?? {};
  return attributes['active'] === true && textOf(attributes, 'externalId') !== '' ? 'Active' : 'Pending';
}

/** Whether somebody of that user name or e-mail address may use a model: a seat of a deleted profile is no help. */
export function hasActiveSeat(state: KiroState, name: string): boolean {
  return state.seats.some(
    (seat) =>
      seat.former === undefined &&
      statusOf(state, seat) === 'Active' &&
      [seat.userName, seat.email].some((one) => one.toLowerCase() === name),
  );
}

/** The rows as a file (RFC 4180). */
export function toCsv(rows: SeatRow[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = rows.map(({ User, Email, Status, Plan, Source }) => [User, Email, Status, Plan, Source]);
  return [['User', 'Email', 'Status', 'Plan', 'Source'], ...lines]
    .map((line) => `${line.map(cell).join(',')}\r\n`)
    .join('');
}
