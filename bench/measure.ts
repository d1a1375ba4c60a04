/** The middle of some numbers, with their range, as text. */
export function spread(values: number[], digits = 2): string {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (index: number): string => (sorted[index] ?? NaN).toFixed(digits);
  return `${at(Math.floor((sorted.length - 1) / 2))} (${at(0)} to ${at(sorted.length - 1)}, n=${sorted.length})`;
}

/** Do it that many times, one after another. */
export async function repeat<T>(times: number, once: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let round = 0; round < times; round += 1) results.push(await once());
  return results;
}
