/** Pages without Muster, drawn by the same Chromium at the same time: what a figure in milliseconds is held against. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize } from 'node:path';
import { build } from 'vite';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface BarePage {
  readonly url: string;
  end(): Promise<void>;
}

/** Serves a folder on loopback until it is ended. */
export async function servePage(folder: string): Promise<BarePage> {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://bare').pathname);
    const file = join(folder, path === '/' ? 'index.html' : path);
    readFile(file).then(
      (content) => {
        response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    end: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/**
 * A page with one row that takes the focus by a key, and a list that another key draws: `texts`, as rows of plain
 * elements. It has the marks by which the benchmarks find rows in Muster's own page.
 */
export function writeEmptyPage(folder: string, texts: readonly string[] = []): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><title>bare</title>
<style>body { font: 13px sans-serif } .row { height: 40px; border-bottom: 1px solid #ccc; display: flex; gap: 8px } .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }</style>
<button data-testid="fleet-row">bare</button><main></main>
<script>
const texts = ${JSON.stringify(texts).replaceAll('<', '\\u003c')};
addEventListener('keydown', ({ key, timeStamp }) => {
  if (key === 'j') document.querySelector('button').focus();
  if (key !== 'i') return;
  const main = document.querySelector('main');
  main.replaceChildren(...texts.map((text) => {
    const row = document.createElement('div');
    row.className = 'row';
    row.append(...text.split(' ').map((word) => {
      const part = document.createElement('span');
      part.className = 'clip';
      part.textContent = word;
      return part;
    }));
    return row;
  }));
  requestAnimationFrame(() => setTimeout(() => { window.__listed = performance.now() - timeStamp; }, 0));
});
</script>
`,
  );
}

/**
 * A page with Monaco's diff editor and nothing else, built anew: `__show(before, after)` resolves with the milliseconds
 * until a line of the new side that has `__wanted` stands in it.
 */
export async function buildMonacoPage(): Promise<string> {
  // Beside the benchmark's own file, from where packages are found.
  const folder = join(dirname(process.argv[1] ?? ''), 'bare-monaco');
  const source = join(folder, 'source');
  const outDir = join(folder, 'built');
  mkdirSync(source, { recursive: true });
  writeFileSync(
    join(source, 'index.html'),
    '<!doctype html><title>bare</title><div id="place" style="width:1100px;height:800px"></div><script type="module" src="./main.js"></script>',
  );
  writeFileSync(
    join(source, 'main.js'),
    `import { editor } from 'monaco-editor/editor';
import 'monaco-editor/features/diffEditor/register';
import Work from 'monaco-editor/editor/editor.worker?worker';
globalThis.MonacoEnvironment = { getWorker: () => new Work() };
let diff;
window.__show = async (before, after, wanted) => {
  const began = performance.now();
  diff ??= editor.createDiffEditor(document.getElementById('place'), { readOnly: true, renderSideBySide: true, hideUnchangedRegions: { enabled: true } });
  const old = diff.getModel();
  const model = diff.createViewModel({ original: editor.createModel(before, 'typescript'), modified: editor.createModel(after, 'typescript') });
  await model.waitForDiff();
  diff.setModel(model);
  diff.revealFirstDiff();
  const shown = await new Promise((done) => {
    const look = () => {
      const found = [...document.querySelectorAll('.modified .view-line')].some((line) => (line.textContent ?? '').replaceAll('\\u00a0', ' ').includes(wanted));
      if (found) setTimeout(() => done(performance.now() - began), 0);
      else requestAnimationFrame(look);
    };
    look();
  });
  return shown;
};
`,
  );
  await build({
    configFile: false,
    root: source,
    base: './',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 10_000, modulePreload: { polyfill: false } },
  });
  return outDir;
}
