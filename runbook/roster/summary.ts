import { csvRow } from '../escape/plain-text.js';
import { verdictOf, type RosterRow, type Verdict } from './row.js';

/** What a run keeps of its roster: numbers, and the rows that fit; everybody stands in the file. */
export interface RosterSummary {
  people: number;
  verdicts: Record<Verdict, number>;
  /** At most `MAX_ROWS`; of more people those first who are not as meant. */
  rows: RosterRow[];
  /** People beyond the rows. */
  left: number;
  file: { path: string; sha256: string } | null;
}

const MAX_ROWS = 200;
const ORDER: Verdict[] = ['not as meant', 'not proven', 'inactive', 'as meant'];

/** The roster as it is kept in a run, small however many people there are. */
export function summaryOf(rows: RosterRow[], file: RosterSummary['file']): RosterSummary {
  const verdicts: RosterSummary['verdicts'] = { 'as meant': 0, 'not as meant': 0, 'not proven': 0, inactive: 0 };
  for (const row of rows) verdicts[verdictOf(row)] += 1;
  const fits = rows.length <= MAX_ROWS;
  const sorted = fits ? rows : ORDER.flatMap((verdict) => rows.filter((row) => verdictOf(row) === verdict));
  const kept = sorted.slice(0, MAX_ROWS);
  return { people: rows.length, verdicts, rows: kept, left: rows.length - kept.length, file };
}

/** The roster as a file: CSV (RFC 4180), a line a person; no cell is a formula. */
export function rosterCsv(rows: RosterRow[]): string {
  const titles = ['who', 'name', 'status', 'verdict', 'signIn', 'provisioned', 'groups', 'seat', 'problems'];
  const lines = rows.map((row) => {
    const problems = row.problems.map(({ code, detail }) => (detail === '' ? code : `${code}: ${detail}`)).join('; ');
    const marks = [row.signIn, row.provisioned, row.groups, row.seat];
    return [row.who, row.name, row.status ?? '', verdictOf(row), ...marks, problems];
  });
  return [titles, ...lines].map(csvRow).join('');
}
