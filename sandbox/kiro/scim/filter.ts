import { parse, type Compare, type Filter } from 'scim2-parse-filter';
import { invalid } from './errors.js';

/** What a filter asks for, by the names in lower case. */
export type Conditions = Record<string, string>;

/**
 * The conditions of a filter: `eq` on texts, joined by `and`, in one of the combinations that are allowed (AWS,
 * ListUsers and ListGroups). 400 for any other filter.
 */
export function parseFilter(text: string, allowed: readonly (readonly string[])[]): Conditions {
  const compared = comparisons(parsed(text));
  const conditions = Object.fromEntries(compared.map(({ attrPath, compValue }) => [attrPath.toLowerCase(), compValue]));
  const names = Object.keys(conditions).sort().join();
  const known = allowed.some((combination) => [...combination].sort().join() === names);
  if (!known || names.split(',').length !== compared.length) throw invalid('Filter is not supported.');
  return conditions as Conditions;
}

function parsed(text: string): Filter {
  try {
    return parse(text);
  } catch {
    throw invalid();
  }
}

function comparisons(filter: Filter): Compare[] {
  if (filter.op === 'and' && 'filters' in filter) return filter.filters.flatMap(comparisons);
  if (filter.op === 'eq' && 'compValue' in filter && typeof filter.compValue === 'string') return [filter];
  throw invalid('Filter is not supported.');
}
