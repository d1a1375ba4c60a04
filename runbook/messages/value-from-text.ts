import { readDecisions } from '../roster/decision-rows.js';

/** Fields that are no texts; all others are, whatever they look like: a client ID of digits is no number. */
const JSON_FIELDS = new Set([
  'ok',
  'scp',
  'aud',
  'lifetimeSeconds',
  'refreshed',
  'groups',
  'users',
  'rows',
  'part',
  'parts',
  'hours',
  'early',
  'draft',
]);
const LISTS = new Set(['groups', 'users', 'scp']);

/** What a person typed for a field as its value: JSON where the field is no text, a list also with commas or lines. */
export function valueFromText(text: string, field: string): unknown {
  if (!JSON_FIELDS.has(field)) return text;
  try {
    return JSON.parse(text);
  } catch {
    if (field === 'rows') return rowsFrom(text);
    return LISTS.has(field)
      ? text
          .split(/[,\n]/)
          .map((one) => one.trim())
          .filter((one) => one !== '')
      : text;
  }
}

/** Decisions as a spreadsheet has them, a line a person; the text itself where it is something else. */
function rowsFrom(text: string): unknown {
  const { rows, problems } = readDecisions(text);
  return problems.length === 0 && rows.length > 0 ? rows : text;
}
