/** Whether this is the long look of `npm run test:deep`. */
export const DEEP = process.env['KIRO_DEEP_TESTS'] !== undefined;

/** How often a property is tried: `usual` in each run of the tests, `deep` in `npm run test:deep`. */
export const howOften = (usual: number, deep: number): { numRuns: number } => ({ numRuns: DEEP ? deep : usual });
