import { defineConfig } from 'vitest/config';

/** `npm run test:interop`: against real name servers and a Route 53 of moto; what is not installed is skipped. */
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['verbose'],
    maxWorkers: 2,
  },
});
