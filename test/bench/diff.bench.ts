/**
 * How long a person waits for changes: 200 files with 20,000 changed lines in a real repository, looked at in the real
 * page. From the key or click until it can be read.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Seal } from '../../src-main/host/secrets/seal.ts';
import { SqliteStorage } from '../../src-main/host/storage/sqlite-storage.ts';
import { buildMonacoPage, servePage, type BarePage } from './support/bare-page.ts';
import { pause, runBench } from './support/bench.ts';
import { scratch } from './support/lifetime.ts';
import { launchChromium, newPage } from './support/page.ts';
import { median, report } from './support/report.ts';
import { seed } from './support/seed.ts';
import { startWebHost, type WebHost } from './support/web-host.ts';

const FILES = 200;
/** Every twelfth line is another one: 50 go and 50 come in each file, 20,000 in all. */
const FILE_LINES = 600;
const EVERY = 12;
const ROUNDS = 5;
/** Times of git's own answers, which come one after the other. */
const LIST_RATIO = 5;
/** Times of a bare editor with the same two texts. */
const FIRST_RATIO = 2;
const NEXT_RATIO = 1.2;
/** After the editor was fetched the person reads on: it is made ready meanwhile. */
const READ_ON_MS = 1000;
/** Files that are looked at one after the other in each round. */
const NEXT = 12;

/** Moments of one visit, in ms from the key or click. */
interface Visit {
  readonly list: number;
  readonly first: number;
  readonly next: readonly number[];
}

const nameOf = (at: number): string =>
  `src/part-${String(at % 10).padStart(2, '0')}/module-${String(at).padStart(3, '0')}.ts`;

/** A file as it was, or as it is. */
function textOf(at: number, changed: boolean): string {
  const lines = Array.from({ length: FILE_LINES }, (_, line) =>
    changed && line % EVERY === 5
      ? `export const value${line} = compute(${at}, ${line}, { carried: true }); // after`
      : `export const value${line} = compute(${at}, ${line});`,
  );
  return `${lines.join('\n')}\n`;
}

/** Writes every file as it was, or as it is. */
function writeFiles(folder: string, changed: boolean): void {
  for (let at = 0; at < FILES; at += 1) {
    const file = join(folder, nameOf(at));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, textOf(at, changed));
  }
}

/** The thread of the index whose folder has the changes. */
function threadOf(dataDir: string): string {
  const storage = new SqliteStorage(join(dataDir, 'muster.db'), {
    seal: Seal.open(join(dataDir, 'seal.json')),
    onProblem: () => {},
    now: Date.now,
  });
  const [thread] = storage.threads();
  storage.close();
  if (thread === undefined) throw new Error('the index has no thread');
  return thread.id;
}

/** Runs in the page before its own scripts: notes when a key or click began, and when what was asked for is drawn. */
function note(): void {
  const page = window as unknown as {
    __began: number;
    __wait(selector: string, text: string | null): Promise<number>;
  };
  page.__began = 0;
  for (const type of ['keydown', 'pointerdown'])
    window.addEventListener(type, () => (page.__began = performance.now()), { capture: true });
  page.__wait = (selector, text) =>
    new Promise((done) => {
      const look = (): void => {
        const found = [...document.querySelectorAll(selector)].some(
          // Monaco writes spaces that do not break.
          (element) => text === null || (element.textContent ?? '').replaceAll('\u00a0', ' ').includes(text),
        );
        if (!found) {
          requestAnimationFrame(look);
          return;
        }
        // After the callbacks of a frame comes its drawing, and then this.
        setTimeout(() => done(performance.now() - page.__began), 0);
      };
      look();
    });
}

/** Runs in the page: the editor was fetched in the background. */
function editorCame(): boolean {
  return performance.getEntriesByType('resource').some(({ name: file }) => file.includes('/editor.api-'));
}

/** Does something, and answers how long it took until a text could be read. */
async function until(
  page: Page,
  act: () => Promise<void>,
  selector: string,
  text: string | null,
): Promise<number> {
  await act();
  const wait = ([where, what]: readonly [string, string | null]): Promise<number> =>
    (window as unknown as { __wait(selector: string, text: string | null): Promise<number> }).__wait(
      where,
      what,
    );
  return page.evaluate(wait, [selector, text] as const);
}

/** A line that only the new side of a file has. */
const diffOf = (at: number): readonly [string, string] => [
  `[data-testid="diff"][data-shown="${nameOf(at)}"] .modified .view-line`,
  `compute(${at}, 5, { carried: true })`,
];

/** Visits the changes of a thread: at once, or when the editor has come while the thread was read. */
async function visit(host: WebHost, thread: string, reads: boolean): Promise<Visit> {
  const browser = await launchChromium();
  try {
    const page = await newPage(browser, host);
    await page.addInitScript(note);
    await page.goto(`${host.origin}/#/fleet?thread=${thread}`);
    await page.locator('[data-testid="composer"]').waitFor();
    if (reads) {
      await page.waitForFunction(editorCame);
      await pause(READ_ON_MS);
    }
    // The files in the order of the list.
    const order = Array.from({ length: FILES }, (_, at) => at).sort((a, b) =>
      nameOf(a) < nameOf(b) ? -1 : 1,
    );
    const list = await until(page, () => page.keyboard.press('d'), '[data-testid="changed-file"]', null);
    // The first file is shown without being asked for: its time counts from the key that opened the changes.
    const began = order[0] ?? 0;
    const first = await until(page, () => Promise.resolve(), ...diffOf(began));
    const next: number[] = [];
    for (let step = 1; step <= NEXT; step += 1)
      next.push(await until(page, () => page.keyboard.press('j'), ...diffOf(order[step] ?? 0)));
    return { list, first, next };
  } finally {
    await browser.close();
  }
}

/** The two sides of a file. */
function sidesOf(at: number): readonly [before: string, after: string] {
  return [textOf(at, false), textOf(at, true)];
}

/** What git takes for the questions behind the list: what differs, by how much, and what is not tracked; ms. */
function askGit(folder: string): number {
  const began = performance.now();
  const options = { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] as ['ignore', 'pipe', 'ignore'] };
  execFileSync('git', ['rev-parse', '--show-toplevel'], options);
  execFileSync('git', ['diff', '--raw', '--numstat', '-z', '-M', 'HEAD', '--'], options);
  execFileSync('git', ['ls-files', '--others', '--exclude-standard', '-z'], options);
  return performance.now() - began;
}

/** The same files one after the other in a page that has nothing but the editor, loaded already. */
async function bareVisit(page: BarePage): Promise<Pick<Visit, 'first' | 'next'>> {
  const browser = await launchChromium();
  try {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await tab.goto(page.url);
    await tab.waitForFunction(() => '__show' in window);
    await pause(READ_ON_MS);
    const show = (at: number): Promise<number> =>
      tab.evaluate(
        ([before, after, wanted]) =>
          (
            window as unknown as { __show(before: string, after: string, wanted: string): Promise<number> }
          ).__show(before, after, wanted),
        [...sidesOf(at), diffOf(at)[1]] as const,
      );
    const first = await show(0);
    const next: number[] = [];
    for (let step = 1; step <= NEXT; step += 1) next.push(await show(step));
    return { first, next };
  } finally {
    await browser.close();
  }
}

async function run(): Promise<boolean> {
  const bare = await servePage(await buildMonacoPage());
  const seeded = seed(scratch('diff'), { workspaces: 1, threads: 1 });
  const folder = seeded.folders[0] ?? '';
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  writeFiles(folder, false);
  git('add', '.');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid', 'commit', '-qm', 'Before');
  writeFiles(folder, true);
  const counted = execFileSync('git', ['diff', '--shortstat'], { cwd: folder, encoding: 'utf8' });
  process.stderr.write(`the change:${counted}`);
  const host = await startWebHost(seeded);
  try {
    const thread = threadOf(seeded.dataDir);
    const visits: Visit[] = [];
    const hasty: Visit[] = [];
    const asked: number[] = [];
    const bares: Pick<Visit, 'first' | 'next'>[] = [];
    for (let at = 0; at < ROUNDS; at += 1) {
      asked.push(askGit(folder));
      bares.push(await bareVisit(bare));
      visits.push(await visit(host, thread, true));
      hasty.push(await visit(host, thread, false));
    }
    const nexts = [...visits, ...hasty].flatMap(({ next }) => next);
    const ms = { unit: 'ms' } as const;
    return report('diff', [
      {
        name: 'key → the list of 200 files',
        value: median(visits.map(({ list }) => list)),
        bound: 300,
        ...ms,
        beside: { name: 'git, asked the same', value: median(asked), most: LIST_RATIO },
      },
      {
        name: 'key → the first diff',
        value: median(visits.map(({ first }) => first)),
        bound: 700,
        ...ms,
        beside: {
          name: 'the editor alone, loaded already',
          value: median(bares.map(({ first }) => first)),
          most: FIRST_RATIO,
        },
      },
      {
        name: 'key → the next diff',
        value: median(nexts),
        bound: 150,
        ...ms,
        beside: {
          name: 'the editor alone',
          value: median(bares.flatMap(({ next }) => next)),
          most: NEXT_RATIO,
        },
      },
      {
        name: 'the same, pressed before the editor was loaded',
        value: median(hasty.map(({ first }) => first)),
        bound: null,
        ...ms,
      },
      { name: 'the slowest of the next diffs', value: Math.max(...nexts), bound: null, ...ms },
    ]);
  } finally {
    await host.end();
    await bare.end();
  }
}

runBench({
  about:
    'diff: from the key to the list, the first and the next diff of a change of 200 files and 20,000 lines.',
  run,
});
