import { withoutInvisible } from '../escape/characters.js';

// What one cell of a list says: whose seat it is, in what state, and where it comes from.

/** `unclear`: the list says something of which nobody has written down what Kiro means by it. `unknown`: it says nothing. */
export type SeatStatus = 'active' | 'pending' | 'canceled' | 'unclear' | 'unknown';
export type SeatSource = 'group' | 'individual' | 'unknown';

const EMAIL = /^[^\s@<>()[\]",;:]+@[^\s@<>()[\]",;:]+\.[^\s@<>()[\]",;:]+$/;
/** RFC 5321, 4.5.3.1.3. Searched in a longer text, the form above can take minutes. */
const LONGEST_EMAIL = 254;
/** A name, an address and what stands around them. */
const LONGEST_CELL = 1_000;
const ID = /^([0-9a-f]{10}-)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is an id of a user, with or without the prefix of an identity store. */
export const isUserId = (text: string): boolean => ID.test(text);

/** The cell as a person reads it: without what nobody sees, and without the apostrophe that marks text in a spreadsheet. */
export const plainCell = (cell: string): string =>
  withoutInvisible(cell)
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .replace(/^['\u2018\u2019](?=[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[^'\u2018\u2019]*$)/, '')
    .trim();

/** The addresses in a cell, whatever is around them: `Ana <ana@example.com>`, `mailto:`, quotes, brackets. */
export function addressesIn(cell: string): string[] {
  if (cell.length > LONGEST_CELL || !cell.includes('@')) return [];
  const found = withoutInvisible(cell)
    .replace(/mailto:/gi, ' ')
    .split(/[\s<>()[\]"“”„«»|]+/)
    .flatMap(apart)
    .map((part) => part.replace(/^['\u2018\u2019:]+|['\u2018\u2019.:]+$/g, ''))
    .filter((part) => part.length <= LONGEST_EMAIL && EMAIL.test(part));
  return [...new Set(found)];
}

/** Several addresses with commas between them; a comma in a name separates nothing. */
function apart(part: string): string[] {
  const pieces = part.split(/[,;]+/).filter((piece) => piece !== '');
  return pieces.every((piece) => piece.includes('@')) ? pieces : [part];
}

/** Whether a cell names one person beyond doubt. */
export const namesUser = (cell: string): boolean =>
  cell.includes('@') ? addressesIn(cell).length === 1 : cell.includes('-') && isUserId(plainCell(cell));

/** What a cell calls its user: the address, the id, or the name as it stands. */
export function nameIn(cell: string): string {
  const [address, ...others] = addressesIn(cell);
  return address !== undefined && others.length === 0 ? address : plainCell(cell);
}

const words = (...all: string[]): RegExp => new RegExp(`^(${all.join('|')})$`, 'i');
/** Each in the languages in which spreadsheets and consoles are used most; as a whole, since "Active, cancels in May" is another. */
const STATUSES: [SeatStatus, RegExp][] = [
  [
    'active',
    words(
      'active( until .*)?',
      'subscribed',
      'aktiv(e|er)?',
      'acti(f|ve)',
      'activ[oa]',
      'attiv[oa]',
      'ativ[oa]',
      'actief',
      'aktywn[ya]',
      'aktivní',
      'активн(ый|ая|а|о)?',
      '有効',
      'アクティブ',
      '活跃',
      '활성',
    ),
  ],
  [
    'pending',
    words(
      'pending( .*)?',
      'invited( .*)?',
      'ausstehend',
      'eingeladen',
      'en attente',
      'invitée?',
      'pendiente',
      'invitad[oa]',
      'in attesa',
      'pendente',
      'in behandeling',
      'oczekując[ya]',
      '保留中',
      '待处理',
      '대기 중',
    ),
  ],
  [
    'canceled',
    words(
      'cancell?ed',
      'unsubscribed',
      'removed',
      'gekündigt',
      'storniert',
      'annulée?',
      'résiliée?',
      'cancelad[oa]',
      'annullat[oa]',
      'geannuleerd',
      'opgezegd',
      'anulowan[ya]',
      'キャンセル済み',
      '已取消',
      '취소됨',
    ),
  ],
];
const SOURCES: [SeatSource, RegExp][] = [
  ['group', /^(group|gruppe|groupe|grupo|gruppo|groep)\b/i],
  ['individual', /^(individual|user|direct|individuell|einzeln|individuel|individuale)\b/i],
];

export function statusIn(cell: string): SeatStatus {
  const text = plainCell(cell);
  // A dash, or "n/a": nothing is said.
  if (!/[\p{L}\p{N}]/u.test(text) || /^n\/?a$/i.test(text)) return 'unknown';
  return STATUSES.find(([, form]) => form.test(text))?.[0] ?? 'unclear';
}

export const sourceIn = (cell: string): SeatSource =>
  SOURCES.find(([, form]) => form.test(plainCell(cell)))?.[0] ?? 'unknown';

/** A line of sums, or what somebody has written below a list. */
const REMARK =
  /^(((grand|sub)[ -]?)?totals?|sum(me|ma|mary)?|gesamt|insgesamt|anzahl|count|somme|totale?|exported|generated|created on|report|as of|stand|note|remark|page \d|confidential|end of)\b/i;

/** Whether a row of a table is a sum or a remark and names nobody; `alone`: nothing else stands in the row. */
export const isRemark = (name: string, alone: boolean): boolean =>
  !namesUser(name) && (REMARK.test(name) || (alone && /\s\S+\s/.test(name)));
