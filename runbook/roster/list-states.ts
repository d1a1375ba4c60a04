import { plainCell } from './list-cells.js';

// What a list says about the state of a seat, in one cell or in the middle of other text.

/** `unclear`: the list says something of which nobody has written down what Kiro means by it. `unknown`: it says nothing. */
export type SeatStatus = 'active' | 'pending' | 'canceled' | 'unclear' | 'unknown';

const words = (...all: string[]): RegExp => new RegExp(`^(${all.join('|')})$`, 'i');
/**
 * Each in the languages in which spreadsheets and consoles are used most; as a whole, since "Active, cancels in May" and
 * "Pending cancellation" are other states. A year before 2025 is a slip: Kiro had no seats then.
 */
const STATUSES: [SeatStatus, RegExp][] = [
  [
    'active',
    words(
      'active',
      'active until (?!.*\\b(1\\d{3}|20[01]\\d|202[0-4])\\b)(?=.*\\d)[a-z\\d ,./-]+',
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
      'pending( (activation|acceptance|confirmation|first sign[- ]?in|invitation|invite|setup|sign[- ]?in))?',
      'invited',
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

export function statusIn(cell: string): SeatStatus {
  const text = plainCell(cell);
  // A dash, or "n/a": nothing is said.
  if (!/[\p{L}\p{N}]/u.test(text) || /^n\/?a$/i.test(text)) return 'unknown';
  return STATUSES.find(([, form]) => form.test(text))?.[0] ?? 'unclear';
}

/** Whether a cell is a state that is known, and nothing else. */
export const isState = (cell: string): boolean => !['unknown', 'unclear'].includes(statusIn(cell));

/** Words that say in any text that a seat has ended or will. As whole words: there are people called Cancellara. */
const ENDED =
  /(?<![\p{L}\p{N}])(cancell?(ed|ing|ation|s)|unsubscribed|suspended|expired|deactivated|disabled|inactive|revoked|terminated|removed|deleted|declined|ended|gekündigt|storniert|inaktiv|abgelaufen|gesperrt|résiliée?|annulée?)(?![\p{L}\p{N}])/iu;
/** What can stand between a person and a state. */
const BETWEEN = /\s{2,}|\s-+\s|[|,;:=<>()[\]{}"“”\u2013\u2014\u2192^]+/;
const LONGEST = 1_000;

/** Whether a text that is read for something else says a state, alone or beside other words. */
export const mentionsState = (text: string): boolean =>
  text.length <= LONGEST && (ENDED.test(text) || text.split(BETWEEN).some((part) => isState(part)));
