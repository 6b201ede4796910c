// Three projects: units beside their source; what crosses layers in test/integration and, with a browser, test/e2e.
// tooling/test.mjs runs them in this order; `npx vitest run --project unit PATH` is the quick way while working.
import { defineConfig } from 'vitest/config';

// Another Codex than the bundled one, for the hosts that integration and end-to-end tests start.
const codex = process.env['MUSTER_TEST_CODEX'] ?? '';
const env = codex === '' ? {} : { MUSTER_CODEX: codex };

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: '#drawn' } },
  test: {
    reporters: ['default'],
    // Two cores are what CI has; more workers than that only make everything slower and timers late.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src-*/**/*.test.{ts,tsx}',
            'tooling/**/*.test.ts',
            'test/support/**/*.test.ts',
            'resources/**/*.test.ts',
          ],
          // Limits are for what hangs: on a loaded machine everything is slow, and nothing is wrong.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          env,
          include: ['test/integration/**/*.test.ts', 'test/conformance/**/*.test.ts'],
          // Real app-servers, real git, real sandboxes.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          // A browser and a fleet of app-servers share two cores: one file at a time.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // What is waited for comes when the machine gets to it.
          expect: { poll: { timeout: 60_000 } },
        },
      },
    ],
  },
});
