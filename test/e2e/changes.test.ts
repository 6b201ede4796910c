import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { App, type AppOptions } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Where pictures of what the tests see are put, for whoever wants to look at them. */
const PICTURES = process.env['MUSTER_PICTURES'];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
}

const LINES = Array.from({ length: 120 }, (_, at) => `export const value${at + 1} = ${at + 1};`);
const edited = (edits: Record<number, string | null>): string =>
  LINES.flatMap((line, at) => {
    const edit = edits[at + 1];
    return edit === null ? [] : [edit ?? line];
  }).join('\n') + '\n';

/** A repository with one thread and changes of every kind; the page shows that thread. */
async function withChanges(options: AppOptions = {}): Promise<{ page: Page; path: string }> {
  app = await App.start(options);
  const { page, harness } = app;
  const path = harness.repository('payments api');
  const write = (name: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  write('src/ledger/client.ts', `${LINES.join('\n')}\n`);
  write('src/ledger/old name.ts', `${LINES.slice(0, 40).join('\n')}\n`);
  write('src/gone.ts', 'export const gone = true;\n');
  write('logo.png', Buffer.from([137, 80, 0, 1]));
  git(path, 'add', '.');
  git(path, 'commit', '-qm', 'More');
  const { workspaceId } = await harness.host.call('workspace/add', { path });
  const { threadId } = await harness.host.call('thread/start', {
    workspaceId,
    text: '[script:patch path="src/by the turn.ts" text="export const turn = 1;"]',
  });
  const client = harness.client();
  await client.until(() => client.row(threadId)?.state === 'finished', 'the end of the turn');
  write(
    'src/ledger/client.ts',
    edited({
      10: 'export const value10 = retry(10, { attempts: 5 });',
      60: null,
      100: 'export const changed = true;',
    }),
  );
  git(path, 'mv', 'src/ledger/old name.ts', 'src/ledger/new name.ts');
  git(path, 'rm', '-q', 'src/gone.ts');
  write('logo.png', Buffer.from([137, 80, 0, 1, 2]));
  write(`it's "new".md`, '# New\n\nA file.\n');
  write('huge.txt', 'x'.repeat(1024 * 1024 + 1));
  await page.goto(`${app.server.localOrigin}/#/fleet?thread=${threadId}`);
  await page.getByTestId('thread-view').waitFor();
  return { page, path };
}

const shown = (page: Page, path: string) =>
  page.locator(`[data-testid="diff"][data-shown=${JSON.stringify(path)}]`);
const file = (page: Page, path: string) =>
  page.locator(`[data-testid="changed-file"][data-path=${JSON.stringify(path)}]`);
const current = (page: Page) =>
  page.locator('[data-testid="changed-file"][aria-current]').getAttribute('data-path');

describe('changes of a thread', () => {
  it('are listed and read by keys alone, in every scope, and a reload comes back to the place', async () => {
    const { page } = await withChanges();
    await page.keyboard.press('d');
    await file(page, 'src/ledger/client.ts').waitFor();
    expect(await page.getByTestId('changes-sum').innerText()).toMatch(/7 files/);
    const rows = await page
      .getByTestId('changed-file')
      .evaluateAll((all) =>
        all.map((row) => [row.getAttribute('data-path'), row.getAttribute('data-status')]),
      );
    expect(rows).toEqual([
      ['huge.txt', 'untracked'],
      [`it's "new".md`, 'untracked'],
      ['logo.png', 'modified'],
      ['src/by the turn.ts', 'untracked'],
      ['src/gone.ts', 'deleted'],
      ['src/ledger/client.ts', 'modified'],
      ['src/ledger/new name.ts', 'renamed'],
    ]);
    expect(await file(page, 'src/ledger/client.ts').getAttribute('aria-label')).toBe(
      'src/ledger/client.ts, modified, 2 lines added, 3 removed',
    );
    // The first file is shown by itself; it is too large for an editor, and says so.
    await page.getByText('Too large to show').waitFor();
    for (let at = 0; at < 2; at += 1) await page.keyboard.press('j');
    await page.getByText('A binary file').waitFor();
    await page.keyboard.press('k');
    await shown(page, `it's "new".md`).getByText('A file.').waitFor();
    for (let at = 0; at < 4; at += 1) await page.keyboard.press('ArrowDown');
    const diff = shown(page, 'src/ledger/client.ts');
    await diff.getByText('attempts: 5').waitFor();
    // What did not change is folded away.
    expect(await diff.getByText('value40 ').count()).toBe(0);
    expect(await page.locator('.diff-position').innerText()).toBe('1 of 3');
    await picture(page, 'changes');
    await page.keyboard.press(']');
    await expect.poll(() => page.locator('.diff-position').innerText()).toBe('2 of 3');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null))
      .toBe(true);
    // Letters still go to the page, for nothing can be typed there.
    await page.keyboard.press('j');
    await shown(page, 'src/ledger/new name.ts').waitFor();

    await page.keyboard.press('1');
    await shown(page, 'src/by the turn.ts').getByText('export const turn').waitFor();
    expect(await page.getByTestId('changed-file').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Changes of this turn: 1 lines added, 0 removed' }).click();
    await page.getByText('One turn', { exact: true }).waitFor();
    await shown(page, 'src/by the turn.ts').getByText('export const turn').waitFor();
    await page.keyboard.press('3');
    await page.getByText('No base', { exact: true }).waitFor();
    await page.keyboard.press('2');
    await file(page, 'src/ledger/client.ts').click();
    await diff.getByText('attempts: 5').waitFor();
    await page.reload();
    await diff.getByText('attempts: 5').waitFor();
    expect(await current(page)).toBe('src/ledger/client.ts');
    await page.keyboard.press('Escape');
    await page.getByTestId('composer').waitFor();
  });

  it('show side by side or in one column, without white space, by folder, filtered, and line by line', async () => {
    const { page, path } = await withChanges();
    writeFileSync(
      join(path, 'src/ledger/client.ts'),
      edited({ 10: '  export const value10 = 10;', 90: 'real' }),
    );
    await page.keyboard.press('d');
    await file(page, 'src/ledger/client.ts').click();
    const diff = shown(page, 'src/ledger/client.ts');
    await diff.getByText('real').waitFor();
    const columns = () => diff.locator('.monaco-diff-editor').getAttribute('class');
    expect(await columns()).toContain('side-by-side');
    await page.keyboard.press('v');
    await expect.poll(columns).not.toContain('side-by-side');
    await page.reload();
    await diff.getByText('real').waitFor();
    expect(await columns()).not.toContain('side-by-side');
    await expect.poll(() => page.locator('.diff-position').innerText()).toMatch(/of 2/);
    await page.keyboard.press('w');
    await expect.poll(() => page.locator('.diff-position').innerText()).toMatch(/of 1/);
    await page.keyboard.press('t');
    await page.locator('.folder-row', { hasText: 'ledger' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('new');
    await expect.poll(() => page.getByTestId('changed-file').count()).toBe(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('changed-file').count()).toBe(7);
    await page.keyboard.press('F7');
    await page.locator('.diff-review').first().waitFor();
  });

  it('are live while the agent writes, and nobody loses their place', async () => {
    const { page, path } = await withChanges();
    const many: Record<number, string> = {};
    for (let line = 10; line <= 110; line += 10) many[line] = `export const changed${line} = true;`;
    const client = join(path, 'src/ledger/client.ts');
    writeFileSync(client, edited(many));
    await page.keyboard.press('d');
    await file(page, 'src/ledger/client.ts').click();
    const diff = shown(page, 'src/ledger/client.ts');
    await diff.getByText('changed10').waitFor();
    for (let at = 0; at < 8; at += 1) await page.keyboard.press(']');
    await expect.poll(() => page.locator('.diff-position').innerText()).toBe('9 of 11');
    const line = diff.locator('.modified .view-line', { hasText: 'changed90' });
    await line.waitFor();
    const top = () => line.evaluate((element) => element.getBoundingClientRect().top);
    // Scrolling to it has come to its end.
    let before = await top();
    await expect
      .poll(async () => {
        const last = before;
        before = await top();
        return before === last;
      })
      .toBe(true);
    const row = await file(page, 'src/ledger/client.ts').elementHandle();
    // Something is written far above, and beside.
    writeFileSync(client, edited({ ...many, 1: 'one\ntwo\nthree\nfour', 20: LINES[19] ?? '' }));
    writeFileSync(join(path, 'aaa.ts'), 'first in the list\n');
    await file(page, 'aaa.ts').waitFor();
    await expect.poll(() => file(page, 'src/ledger/client.ts').innerText()).toMatch(/\+14/);
    await expect.poll(() => diff.locator('.modified .line-numbers', { hasText: /^93$/ }).count()).toBe(1);
    await expect.poll(async () => Math.abs((await top()) - before) < 2).toBe(true);
    expect(await current(page)).toBe('src/ledger/client.ts');
    expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
    git(path, 'add', '.');
    git(path, 'commit', '-qm', 'All of it');
    await page.getByText('Nothing differs').waitFor();
    await page.getByText('This file does not differ any more').waitFor();
  });

  it('are a list and then a file on a phone', async () => {
    const { page } = await withChanges({ size: { width: 390, height: 844 }, colorScheme: 'light' });
    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await file(page, 'src/ledger/client.ts').waitFor();
    await picture(page, 'changes-phone');
    await file(page, 'src/ledger/client.ts').click();
    const diff = shown(page, 'src/ledger/client.ts');
    await diff.getByText('attempts: 5').waitFor();
    expect(await diff.locator('.monaco-diff-editor').getAttribute('class')).not.toContain('side-by-side');
    await picture(page, 'changes-phone-file');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.getByRole('button', { name: 'Back' }).click();
    await file(page, 'src/ledger/client.ts').waitFor();
  });

  it('say what cannot be shown, and run nothing that a file says', async () => {
    const { page, path } = await withChanges({ colorScheme: 'light' });
    writeFileSync(
      join(path, '<img src=x onerror=pwned=1>.html'),
      '<script>window.pwned=1</script>\n<img src=x onerror="window.pwned=1">\nа\u202e evil\n',
    );
    await page.keyboard.press('d');
    await file(page, '<img src=x onerror=pwned=1>.html').click();
    await shown(page, '<img src=x onerror=pwned=1>.html').getByText('window.pwned').first().waitFor();
    await picture(page, 'changes-light');
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
  });
});
