import { defineConfig } from 'vitest/config';

/** `npm run test:interop`: with programs that nobody here wrote; what is not installed is skipped, and that is said. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/end-what-began.ts'],
    include: ['test/interop/**/*.test.ts', 'test/**/*.browser.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ['verbose'],
    maxWorkers: 2,
  },
});
