import { isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import { knownKeys } from './json-schema.js';
import { type Path, pathText } from './problem.js';

/**
 * What a comma in braces has made a key of its own, such as the 2 of `{ rateLimitReserve: 0,2 }`, or a missing blank
 * after a colon; null where the pair is as it should be, or where its key alone says what is wrong.
 */
export function commaSlip(
  pair: Pair,
  map: YAMLMap,
  path: Path,
  source: string,
): { message: string; fix: string } | null {
  const known = knownKeys(path);
  const isCutOff = ({ key, value }: Pair): boolean =>
    value === null && isScalar(key) && !known.includes(String(key.value));
  if (!map.flow || known.length === 0 || !isCutOff(pair) || !isScalar(pair.key)) return null;
  const name = String(pair.key.value);
  const at = map.items.indexOf(pair);
  const before = map.items[at - 1];
  const message = `"${name}" is not a known key${path.length === 0 ? '' : ` under ${pathText(path)}`}.`;
  const [, head = '', rest = ''] = /^([^\s:]+):(\S.*)$/s.exec(name) ?? [];
  if (known.includes(head)) return { message, fix: `Put a blank after the colon: ${head}: ${rest}` };
  if (before === undefined || !isScalar(before.key) || isCutOff(before)) return null;
  if (!isScalar(before.value)) return { message, fix: 'Write it into the list that it belongs to, or delete it.' };
  // The value may hold several commas.
  const last = map.items.slice(at).findIndex((next) => !isCutOff(next));
  const end = map.items[last < 0 ? map.items.length - 1 : at + last - 1]?.key as Node;
  const whole = source.slice(before.value.range?.[0] ?? 0, end.range?.[1] ?? 0);
  const meant = numberMeant(whole) ?? JSON.stringify(whole.replace(/["']/g, ''));
  return {
    message: `${message.slice(0, -1)}: the comma before it ends the value of ${String(before.key.value)}.`,
    fix: `If it is a part of that value, write ${String(before.key.value)}: ${meant}`,
  };
}

/** `0,2` as 0.2, and `10,080` as 10080; null where it is no number. */
function numberMeant(text: string): string | null {
  if (!/^\d+(,\s*\d+)+$/.test(text)) return null;
  const isGrouped = /^[1-9]\d{0,2}(,\d{3})+$/.test(text);
  const parts = text.split(/,\s*/);
  if (isGrouped) return parts.join('');
  return parts.length === 2 ? parts.join('.') : null;
}
