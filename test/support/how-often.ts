/** Whether this is the long look of `npm run test:deep`. */
export const DEEP = process.env['KIRO_DEEP_TESTS'] !== undefined;

/** How often a property is tried: `usual` in each run of the tests, `deep` in `npm run test:deep`. */
export const howOften = (usual: number, deep: number): { numRuns: number } => ({ numRuns: DEEP ? deep : usual });

/** All cells of a table in `npm run test:deep`; else every n-th of each row, other ones in each. */
export const isTried = (row: number, column: number, every: number): boolean => DEEP || (row + column) % every === 0;

/** All of these cases in `npm run test:deep`; else that many of them, evenly spread over the list. */
export function someOf<T>(cases: readonly T[], usual: number): T[] {
  if (DEEP || cases.length <= usual) return [...cases];
  return Array.from({ length: usual }, (_, index) => cases[Math.floor((index * cases.length) / usual)]!);
}
