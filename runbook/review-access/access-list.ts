import type { Sender } from '../model/state.js';

// Everybody who has access, and what was said of each. A run keeps it in its state and carries it on, so it is compact: five
// thousand people take a third of what one message of Temporal's may hold.

/** Through what somebody has access: the letters of `AccessList.access`. */
export const ACCESS_WORDS = {
  s: 'sign-in application',
  p: 'SCIM application',
  g: 'pushed group',
  k: 'user in Kiro',
  t: 'subscription',
} as const;
export type AccessLetter = keyof typeof ACCESS_WORDS;

export type Decision = 'keep' | 'remove';

/** What was said of one person: the decision's first letter, 1 where it is final and 0 for a draft, the number of the message, a note. */
export type Saying = [decision: 'k' | 'r', isFinal: 0 | 1, message: number, note?: string];

export interface AccessList {
  /** Logins as the systems write them, each once, in the order of the alphabet. */
  users: string[];
  /** Letters of `ACCESS_WORDS` for each of them. */
  access: string[];
  /** What counts now for each of them; null where nothing was said. */
  said: (Saying | null)[];
  /** What was said before, oldest first, by place in the list; only where a decision was changed or taken back. */
  earlier: Record<number, Saying[]>;
  /** Who sent each message, and when. */
  messages: (Sender & { note: string | null })[];
}

/** Somebody who has access, as it was read. */
export interface HasAccess {
  user: string;
  access: string;
}

/** One row of an answer. */
export interface DecisionRow {
  user: string;
  decision: Decision;
  note?: string | undefined;
}

const keyOf = (user: string): string => user.trim().toLowerCase();

/**
 * The list of everybody who has access now. Of an earlier list of the same review, what was said of people who are still
 * there stays, as a draft: it was said of another list.
 */
export function accessListOf(people: readonly HasAccess[], before: AccessList | null): AccessList {
  const places = new Map(before?.users.map((user, place) => [keyOf(user), place]));
  const list: AccessList = {
    users: people.map(({ user }) => user),
    access: people.map(({ access }) => access),
    said: people.map(() => null),
    earlier: {},
    messages: before?.messages ?? [],
  };
  list.users.forEach((user, place) => {
    const old = places.get(keyOf(user));
    if (before === null || old === undefined) return;
    const saying = before.said[old] ?? null;
    list.said[place] = saying === null ? null : asDraft(saying);
    const earlier = before.earlier[old];
    if (earlier !== undefined) list.earlier[place] = earlier;
  });
  return list;
}

/** The list with every decision as a draft, because the decisions are asked for again. */
export const withDrafts = (list: AccessList): AccessList => ({
  ...list,
  said: list.said.map((saying) => (saying === null ? null : asDraft(saying))),
});

const asDraft = ([decision, , message, note]: Saying): Saying =>
  note === undefined ? [decision, 0, message] : [decision, 0, message, note];

/** Rows about people who are not on the list. */
export function strangersIn(list: AccessList, rows: readonly DecisionRow[]): string[] {
  const known = new Set(list.users.map(keyOf));
  return [...new Set(rows.filter(({ user }) => !known.has(keyOf(user))).map(({ user }) => user))];
}

/** People of whom one answer says both. */
export function contradictedIn(rows: readonly DecisionRow[]): string[] {
  const first = new Map<string, Decision>();
  const both = new Set<string>();
  for (const { user, decision } of rows) {
    const before = first.get(keyOf(user));
    if (before !== undefined && before !== decision) both.add(user);
    first.set(keyOf(user), before ?? decision);
  }
  return [...both];
}

/** More earlier sayings of one person than anybody reads; the newest are kept. */
const MOST_EARLIER = 20;

/**
 * The list with one more answer. Another decision than before takes its place, and the one before is kept with who said it. A
 * draft that says the same as a final decision changes nothing; one that says something else takes it back.
 */
export function withAnswer(
  list: AccessList,
  { rows, draft = false, note = null }: { rows: readonly DecisionRow[]; draft?: boolean; note?: string | null },
  sender: Sender,
): AccessList {
  const places = new Map(list.users.map((user, place) => [keyOf(user), place]));
  const said = [...list.said];
  const earlier = { ...list.earlier };
  const message = list.messages.length;
  for (const { user, decision, note: why } of rows) {
    const place = places.get(keyOf(user));
    if (place === undefined) continue;
    const letter = decision === 'keep' ? 'k' : 'r';
    const isFinal = draft ? 0 : 1;
    const before = said[place] ?? null;
    const isSame = before !== null && before[0] === letter;
    if (isSame && (before[1] > isFinal || (before[1] === isFinal && (why ?? before[3]) === before[3]))) continue;
    if (before !== null && !isSame && before[2] !== message)
      earlier[place] = [...(earlier[place] ?? []), before].slice(-MOST_EARLIER);
    // A note that nobody replaced stays with the same decision.
    const text = why ?? (isSame ? before[3] : undefined);
    said[place] = text === undefined ? [letter, isFinal, message] : [letter, isFinal, message, text];
  }
  const { by, via, at, sender: mark = null } = sender;
  const sent = { by, via, at, note, ...(mark === null ? {} : { sender: mark }) };
  return { ...list, said, earlier, messages: [...list.messages, sent] };
}

/** How far the decisions have come. */
export interface Progress {
  people: number;
  kept: number;
  removed: number;
  /** People of whom only a draft says something. */
  drafts: number;
  /** People of whom nothing was said. */
  open: number;
}

export function progressOf({ users, said }: AccessList): Progress {
  const count = (fits: (saying: Saying) => boolean): number =>
    said.filter((saying) => saying !== null && fits(saying)).length;
  const kept = count(([decision, isFinal]) => decision === 'k' && isFinal === 1);
  const removed = count(([decision, isFinal]) => decision === 'r' && isFinal === 1);
  const drafts = count(([, isFinal]) => isFinal === 0);
  return { people: users.length, kept, removed, drafts, open: users.length - kept - removed - drafts };
}

/** Whether everybody has a decision that is no draft. */
export const isDecided = (list: AccessList): boolean => list.said.every((saying) => saying?.[1] === 1);

/** Logins of those who lose their access. */
export const toRemove = ({ users, said }: AccessList): string[] =>
  users.filter((_, place) => said[place]?.[0] === 'r' && said[place][1] === 1);

/** Logins of those who have no decision, or only a draft of one. */
export const undecided = ({ users, said }: AccessList): string[] => users.filter((_, place) => said[place]?.[1] !== 1);

/** At which place of the list everybody is. */
export const placesOf = ({ users }: AccessList): Map<string, number> =>
  new Map(users.map((user, place) => [user, place]));

/** What was said of one person, in words. */
export interface Said extends Sender {
  decision: Decision;
  isDraft: boolean;
  note: string | null;
}

const NOBODY: AccessList['messages'][number] = { by: null, via: null, at: '', note: null };

/** A saying in words, with who said it; the note of the message where the row has none. */
export function saidBy({ messages }: AccessList, [decision, isFinal, message, note]: Saying): Said {
  const { note: common, ...sender } = messages[message] ?? NOBODY;
  return { ...sender, decision: decision === 'k' ? 'keep' : 'remove', isDraft: isFinal === 0, note: note ?? common };
}

/** Through what somebody has access, in words. */
export const accessText = (letters: string): string =>
  [...letters].map((letter) => ACCESS_WORDS[letter as AccessLetter] ?? letter).join(', ');

/** As much as a run can carry on with it. Characters as JSON. */
export const MOST_LIST = 850_000;

/** Whether the list is small enough to be carried on. */
export const fits = (list: AccessList): boolean => JSON.stringify(list).length <= MOST_LIST;
