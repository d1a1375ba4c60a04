import { csvRow } from '../escape/plain-text.js';
import { type AccessList, accessText, type HasAccess, type Said, saidBy, type Saying } from './access-list.js';
import { senderText } from '../words/phrases.js';
import { type Removal, STAMPS, timeOf } from './removal.js';

/** Somebody who has access, with what helps to decide. */
export interface AccessRow extends HasAccess {
  name: string;
  /** Okta's status; empty where it was not read, null for whom Okta does not know. */
  status: string | null;
  /** Groups of the configuration that they are in. */
  groups: string[];
  /** What is not as it is meant to be. */
  problems: string[];
}

/** The list to fill in: a line a person, with room for the decision. No cell is a formula. */
export function listToFillIn(rows: readonly AccessRow[]): string {
  const titles = ['user', 'decision', 'note', 'name', 'status in Okta', 'access through', 'groups', 'to look at'];
  const lines = rows.map(({ user, access, name, status, groups, problems }) => [
    user,
    '',
    '',
    name,
    status ?? 'not in Okta',
    accessText(access),
    groups.join('; '),
    problems.join('; '),
  ]);
  return [titles, ...lines].map(csvRow).join('');
}

/** One person of a review as it stands, for the query and the list that a command writes. */
export interface ReviewedPerson {
  user: string;
  access: string;
  said: Said | null;
}

/** People of the list from that place on, at most `count`. */
export const peopleFrom = (list: AccessList, from: number, count: number): ReviewedPerson[] =>
  list.users.slice(from, from + count).map((user, index) => {
    const saying = list.said[from + index] ?? null;
    const access = accessText(list.access[from + index] ?? '');
    return { user, access, said: saying === null ? null : saidBy(list, saying) };
  });

/**
 * The list as it stands, to fill in further. What comes back in the column `decision` counts as said for good, so a draft has a
 * column of its own, which nothing reads.
 */
export function listAsItStands(people: readonly ReviewedPerson[]): string {
  const titles = ['user', 'decision', 'note', 'access through', 'draft decision', 'said by', 'said at'];
  const lines = people.map(({ user, access, said }) => [
    user,
    ...(said === null || said.isDraft ? ['', ''] : [said.decision, said.note ?? '']),
    access,
    said?.isDraft === true ? `${said.decision}${said.note === null ? '' : ` (${said.note})`}` : '',
    said?.by ?? '',
    said?.at ?? '',
  ]);
  return [titles, ...lines].map(csvRow).join('');
}

/** The evidence: everybody, the decision with who made it and when, what was said before, and what became of it. */
export function decisionsCsv(list: AccessList, removals: Readonly<Record<string, Removal>>): string {
  const titles = [
    ...['user', 'access through', 'decision', 'note', 'said by', 'said through', 'said at', 'said before'],
    ...['removal', 'ended at', 'access ends at', ...STAMPS, 'why'],
  ];
  const lines = list.users.map((user, place) => {
    const saying = list.said[place] ?? null;
    const said = saying === null ? null : saidBy(list, saying);
    const decision = said === null ? 'undecided' : said.isDraft ? `undecided (draft: ${said.decision})` : said.decision;
    return [
      ...[user, accessText(list.access[place] ?? ''), decision, said?.note ?? ''],
      ...[said?.by ?? '', throughText(said), said?.at ?? ''],
      (list.earlier[place] ?? []).map((one) => earlierText(list, one)).join('; '),
      ...removalCells(removals[user]),
    ];
  });
  return [titles, ...lines].map(csvRow).join('');
}

/** Through what it was said, and whether a proof shows who said it. */
const throughText = (said: Said | null): string =>
  [said?.via ?? null, said?.sender ?? null].filter((one) => one !== null).join(', ');

function earlierText(list: AccessList, saying: Saying): string {
  const { decision, isDraft, at, note, ...who } = saidBy(list, saying);
  const what = `${isDraft ? 'draft: ' : ''}${decision}${note === null ? '' : ` (${note})`}`;
  return `${what} by ${senderText(who)} at ${at}`;
}

const CONFIRMED: Record<string, string> = { p: 'proven', a: 'attested' };

function removalCells(removal: Removal | undefined): string[] {
  if (removal === undefined) return ['', '', '', ...STAMPS.map(() => ''), ''];
  const [outcome, at, endsAt, stamps, why = ''] = removal;
  const letters = STAMPS.map((_, index) => CONFIRMED[stamps.charAt(index)] ?? '');
  return [outcome, timeOf(at) ?? '', timeOf(endsAt) ?? '', ...letters, why];
}
