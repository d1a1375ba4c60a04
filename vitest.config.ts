import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need programs that a test may not download: npm run test:interop.
    exclude: ['test/interop/**'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    // Each file starts servers of its own; more than two at once only slows a small machine down.
    maxWorkers: 2,
  },
});
