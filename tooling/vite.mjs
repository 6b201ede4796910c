// One build of one target: `node vite.mjs TARGET ROOT OUTDIR`. Called by build.mjs, which decides what is stale.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build } from 'vite';
import react from '@vitejs/plugin-react';
import { entriesOf } from './build.mjs';
import { licences } from './lib/licences.mjs';

const [target, root, outDir] = /** @type {[import('./build.mjs').Target, string, string]} */ (
  process.argv.slice(2)
);
const entries = Object.fromEntries(
  Object.entries(entriesOf(target, root)).map(([name, path]) => [name, join(root, path)]),
);

/** @type {import('vite').InlineConfig} */
const common = { configFile: false, envDir: false, logLevel: 'error', mode: 'production' };

/** Code for node: packages stay outside and come from node_modules, Electron from itself. @type {(string | RegExp)[]} */
const outside = [...builtinModules, /^node:/, 'electron', ...packageNames()];

/** @returns {RegExp[]} */
function packageNames() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // Benchmarks and fault runs are tools of a checkout and may use what only developers have.
  const dev = target === 'bench' || target === 'chaos' ? Object.keys(manifest.devDependencies ?? {}) : [];
  return [...Object.keys(manifest.dependencies ?? {}), ...dev].map((name) => new RegExp(`^${name}(/|$)`));
}

/** @param {import('vite').InlineConfig} config */
async function buildOrSay(config) {
  try {
    await build(config);
  } catch (error) {
    process.stderr.write(`${stripVTControlCharacters(/** @type {Error} */ (error).message)}\n`);
    process.exit(1);
  }
}

if (target === 'renderer') {
  await buildOrSay({
    ...common,
    root: join(root, 'src-renderer'),
    // Relative, so that the same files work over http://host:port/ and app://muster/.
    base: './',
    plugins: [react({ jsxImportSource: '#drawn' }), licences()],
    resolve: { dedupe: ['react', 'react-dom'] },
    // Modules, so that a worker loads a grammar when code of its language is first shown.
    worker: { format: 'es' },
    build: {
      outDir,
      emptyOutDir: true,
      target: ['chrome120', 'safari17', 'firefox121'],
      // Everything is a file of its own origin: the page's policy allows no data: script and no inline script.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
    },
  });
} else {
  const preload = target === 'preload';
  await buildOrSay({
    ...common,
    root,
    ssr: { target: 'node', noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      // Stack traces in a bug report name our own files.
      sourcemap: preload ? false : 'inline',
      rolldownOptions: {
        input: entries,
        external: outside,
        output: preload
          ? // A sandboxed preload script is CommonJS in one file.
            { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false }
          : { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}
