/** Every key in which two configurations differ, as `path: old -> new`. */
export function differences(before: unknown, now: unknown, path = ''): string[] {
  if (isPlain(before) && isPlain(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differences(before[key], now[key], path === '' ? key : `${path}.${key}`));
  }
  const [old, current] = [JSON.stringify(before), JSON.stringify(now)];
  return old === current ? [] : [`${path}: ${old ?? 'not set'} there, ${current ?? 'not set'} here`];
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
