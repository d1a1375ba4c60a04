type End = () => Promise<void> | void;

const endings: Record<'test' | 'file', End[]> = { test: [], file: [] };
let scope: keyof typeof endings = 'file';

/**
 * Ends something after the test that began it; what a `beforeAll` began ends after its file. Files of a lane share their
 * modules, so an `afterEach` of a module that several import would serve the first of them alone: the set-up calls this.
 */
export function afterTest(end: End): void {
  endings[scope].push(end);
}

/** For the set-up of each file: a test begins. */
export function testBegins(): void {
  scope = 'test';
}

/** For the set-up of each file: a test, or the whole file, is over. Newest first. */
export async function isOver(what: keyof typeof endings): Promise<void> {
  scope = 'file';
  for (let end = endings[what].pop(); end !== undefined; end = endings[what].pop()) await end();
}
