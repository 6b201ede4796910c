import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

const PICTURES = process.env['MUSTER_PICTURES'];
const picture = async (name: string): Promise<void> => {
  if (PICTURES !== undefined) await app.page.screenshot({ path: join(PICTURES, `${name}.png`) });
};

describe('worktrees in the window', () => {
  it('are proposed when another thread is active, with the reason, a base and a name', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { path } = await harness.addRepository('one');
    execFileSync('git', ['branch', 'release'], { cwd: path });
    await page.getByTestId('workspace-row').first().waitFor();
    await page.keyboard.press('n');
    const place = page.getByTestId('place');
    await place.getByText('No other thread is active in this checkout.').waitFor();
    expect(await place.getAttribute('data-place')).toBe('folder');
    await page.keyboard.press('Escape');
    await app.startThread('First [script:hold name=one]');
    await harness.model.held('one');
    await page.getByTestId('composer').blur();
    await page.keyboard.press('n');
    await page.getByTestId('new-thread-text').fill('Fix the retry');
    await place.getByText('is active in this checkout').waitFor();
    expect(await place.getAttribute('data-place')).toBe('worktree');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    const name = page.getByLabel('Name of the new branch');
    await expect.poll(() => name.inputValue()).toBe('muster/fix-the-retry');
    await picture('new-thread-worktree');
    await page.getByRole('button', { name: 'Begins from: main' }).click();
    await page.getByRole('menuitemradio', { name: 'release' }).click();
    await name.fill('mine/retry');
    await page.getByTestId('new-thread-text').press('Control+Shift+Enter');
    await app.row('Fix the retry').getByLabel('Branch mine/retry').waitFor();
    await page.locator('.thread-place', { hasText: 'mine/retry' }).waitFor();
    expect(
      execFileSync('git', ['config', 'branch.mine/retry.musterBase'], { cwd: path, encoding: 'utf8' }).trim(),
    ).toBe('release');
    harness.model.release('one');
  });

  it('say what is wrong with a name, and keep what was written', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('one');
    await page.getByTestId('workspace-row').first().waitFor();
    await page.keyboard.press('n');
    await page.getByTestId('new-thread-text').fill('Do it');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByRole('button', { name: /^Works in:/ }).click();
    await page.getByRole('menuitemradio', { name: /^In a new worktree/ }).click();
    await page.getByLabel('Name of the new branch').fill('a..b');
    await page.getByTestId('new-thread-text').press('Control+Enter');
    // It fails in its row, with its text kept.
    await page.getByText(/takes no branch of the name a\.\.b/).waitFor();
    await page.getByTestId('start-row').getByRole('button', { name: 'Edit' }).click();
    expect(await page.getByTestId('new-thread-text').inputValue()).toBe('Do it');
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('Name of the new branch').fill('better');
    await page.getByTestId('new-thread-text').press('Control+Enter');
    await app.row('Do it').getByLabel('Branch better').waitFor();
  });

  it('are listed with what stands in them, started in, and removed only when that is confirmed', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId, path } = await harness.addRepository('one');
    const started = await harness.host.call('thread/start', { workspaceId, text: 'Work', place: 'worktree' });
    const client = harness.client();
    await client.until(() => client.row(started.threadId)?.state === 'finished', 'the end of the turn');
    const { worktrees } = await client.call('worktree/list', { workspaceId });
    const tree = worktrees[1]?.path ?? '';
    writeFileSync(join(tree, 'precious.txt'), 'not committed\n');
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    const row = page.getByTestId('worktree');
    await row.getByText('muster/work').waitFor();
    await row.getByText(/from main · 1 new file · 1 thread/).waitFor();
    await picture('worktrees');
    await row.getByRole('button', { name: 'New thread in muster/work' }).click();
    await page.getByText('in the worktree', { exact: true }).waitFor();
    await page.getByTestId('new-thread-text').fill('Again');
    await page.getByTestId('new-thread-text').press('Control+Shift+Enter');
    await page.getByTestId('new-thread-text').waitFor({ state: 'detached' });
    await page.getByTestId('composer').waitFor();
    await app.row('Again').getByLabel('Branch muster/work').waitFor();
    await client.until(() => client.rows().every(({ state }) => state !== 'running'), 'the end');
    await page.getByTestId('composer').blur();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await row.getByRole('button', { name: 'Remove the worktree muster/work…' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/would lose .*1 new file/).waitFor();
    expect(existsSync(join(tree, 'precious.txt'))).toBe(true);
    await picture('worktree-remove');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    expect(existsSync(tree)).toBe(true);
    await row.getByRole('button', { name: 'Remove the worktree muster/work…' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.getByRole('button', { name: 'Remove and lose this' }).click();
    await row.waitFor({ state: 'detached' });
    expect(existsSync(tree)).toBe(false);
    const branches = execFileSync('git', ['branch', '--format=%(refname:short)'], {
      cwd: path,
      encoding: 'utf8',
    });
    expect(branches).toContain('muster/work');
  });
});

describe('two threads that edit the same file', () => {
  it('are shown in the fleet and in both threads, each leading to the other', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const client = harness.client();
    for (const title of ['Left', 'Right']) {
      const text = `${title} [script:patch path="src/shared file.ts" text="by ${title}"]`;
      const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
      await client.until(() => client.row(threadId)?.state === 'finished', 'the end of the turn');
    }
    const mark = app.row('Left').getByTestId('conflict');
    await mark.waitFor();
    expect(await mark.innerText()).toBe('shared file.ts');
    expect(await mark.getAttribute('aria-label')).toMatch(
      /^“Right.* edited shared file\.ts as well\. Open it\.$/,
    );
    await picture('conflict-fleet');
    await mark.click();
    const note = page.getByTestId('conflicts');
    await note.getByText('src/shared file.ts', { exact: true }).waitFor();
    await note.getByRole('link', { name: /“Left/ }).waitFor();
    await note.getByRole('link', { name: 'src/shared file.ts', exact: true }).click();
    await page.locator('[data-testid="diff"][data-shown="src/shared file.ts"]').waitFor();
    await page.getByRole('link', { name: /edited by another thread as well/ }).waitFor();
    await picture('conflict-changes');
    await note.getByRole('link', { name: /“Left/ }).click();
    await page.locator('.thread-bar h1', { hasText: 'Left' }).waitFor();
    await note.getByRole('link', { name: /“Right/ }).waitFor();
  });
});
