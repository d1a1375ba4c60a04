import { textOf } from '../cli/lib/list-file.js';
import { doubtsIn, readSubscriptionList, understoodIn } from '../runbook/roster/subscription-list.js';

/** What was understood of a list, before it is sent; or why it cannot be read. */
export type ListPreview =
  | {
      /** As text, whatever encoding the file had. */
      csv: string;
      /** What was understood, and what is doubtful, a sentence each. */
      notes: string[];
      /** The first people, as they were read. */
      first: { user: string; status: string; tier: string }[];
      count: number;
    }
  | { problem: string };

/** So many people are shown. */
const SHOWN = 20;

/** Read a list that was dropped or pasted, in any encoding that a spreadsheet writes. */
export function previewList(bytes: Buffer): ListPreview {
  const csv = textOf(bytes);
  if (csv === null)
    return { problem: 'This file is no text, or its encoding is not known. Save the list as CSV in UTF-8.' };
  if (csv.trim() === '') return { problem: 'The list is empty.' };
  const read = readSubscriptionList({ csv }, { mayBeEmpty: true });
  if ('problem' in read) return read;
  const first = read.seats.slice(0, SHOWN).map(({ names, status, said, tier }) => ({
    user: names[0] ?? '',
    status: said ?? status,
    tier: tier ?? '',
  }));
  return { csv, notes: [understoodIn(read), ...doubtsIn(read)], first, count: read.seats.length };
}
