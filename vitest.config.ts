// Four projects: units beside their source; the page's components in a browser, beside them as well (`*.page.test.tsx`);
// what crosses layers in test/integration and, with a browser and a host, test/e2e.
// tooling/test.mjs runs them in this order; `npx vitest run --project unit PATH` is the quick way while working.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './tooling/lib/chromium.mjs';

// Another Codex than the bundled one, for the hosts that integration and end-to-end tests start.
const codex = process.env['MUSTER_TEST_CODEX'] ?? '';
const env = codex === '' ? {} : { MUSTER_CODEX: codex };

// Grammars are only named in the worker that loads them.
const grammars = readFileSync(join(import.meta.dirname, 'src-renderer/ui/code/grammars.ts'), 'utf8');
const ofGrammars = [...grammars.matchAll(/'(shiki\/langs\/[^']+)'/g)].map(([, name = '']) => name);

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
            'test/{support,bench}/**/*.test.ts',
            'resources/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.page.test.tsx'],
          // Limits are for what hangs: on a loaded machine everything is slow, and nothing is wrong.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // All that is bundled for the browser, named: what is found only while tests run loads the page anew under them.
        optimizeDeps: {
          include: [
            'react',
            'react-dom',
            'react-dom/client',
            'react/jsx-runtime',
            'react/jsx-dev-runtime',
            'react-error-boundary',
            'react-markdown',
            'remark-gfm',
            'mdast-util-from-markdown',
            'mdast-util-gfm',
            'micromark-extension-gfm',
            'lucide-react',
            'zustand',
            'zustand/middleware',
            'zod',
            'anser',
            'cmdk',
            '@base-ui/react/context-menu',
            '@base-ui/react/dialog',
            '@base-ui/react/menu',
            '@base-ui/react/toast',
            'react-resizable-panels',
            '@tanstack/react-query',
            '@tanstack/react-virtual',
            '@xterm/xterm',
            '@xterm/addon-fit',
            '@xterm/addon-search',
            '@xterm/addon-unicode11',
            '@xterm/addon-web-links',
            '@xterm/addon-webgl',
            'shiki/core',
            'shiki/engine/javascript',
            ...ofGrammars,
          ],
        },
        test: {
          name: 'page',
          include: ['src-renderer/**/*.page.test.tsx'],
          testTimeout: 15_000,
          hookTimeout: 15_000,
          expect: { poll: { timeout: 10_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            viewport: { width: 1280, height: 900 },
            provider: playwright({ launchOptions: launchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
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
