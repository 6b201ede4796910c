import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { TestClient } from '../support/test-client.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

const MINUTE = 60_000;

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');

/** Asks for commands in one workspace and answers each: accepted by a person, unless it says no. */
async function decided(...commands: readonly string[]): Promise<{ client: TestClient }> {
  const { harness } = app;
  const client = harness.client('the phone');
  const { workspaceId } = await harness.addRepository('payments');
  for (const cmd of commands) {
    const { threadId } = await client.call('thread/start', {
      workspaceId,
      text: `[script:escalate cmd="${cmd}"]`,
      place: 'folder',
    });
    const approval = await client.until(() => client.pending(threadId)[0], 'the request');
    await client.call('approval/decide', {
      approvalId: approval.id,
      decision: cmd.includes('no') ? 'decline' : 'accept',
    });
    await client.until(() => client.row(threadId)?.state === 'finished', 'its end');
  }
  return { client };
}

const rows = (page: Page) => page.getByTestId('journal-row');
const shown = async (page: Page): Promise<string[]> =>
  (await rows(page).locator('code').allTextContents()).map((text) => text.trim());

describe('the journal', () => {
  it('is searched as typed, filtered, read and left by keys alone', async () => {
    app = await App.start();
    const { page } = app;
    await decided('echo first', 'echo no way', 'printf second');
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await expect.poll(() => shown(page)).toEqual(['printf second', 'echo no way', 'echo first']);
    await page.getByText('3 requests', { exact: true }).waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('echo n');
    await expect.poll(() => shown(page)).toEqual(['echo no way']);
    expect(await rows(page).locator('mark').allTextContents()).toContain('echo n');
    await page.keyboard.press('Enter');
    const detail = page.getByTestId('journal-request');
    await detail.getByText('echo no way').first().waitFor();
    await detail.getByText('Declined · the phone').waitFor();
    await detail.getByText('Asked', { exact: true }).waitFor();
    // The search stands in the address: a reload shows the same.
    await expect.poll(() => page.url()).toContain('text=echo+n');
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['echo no way']);
    await detail.getByText('Declined · the phone').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect.poll(() => shown(page)).toHaveLength(3);
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await detail.getByText('echo first').first().waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await detail.getByText('printf second').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('No request chosen').waitFor();

    await page.getByRole('button', { name: 'Outcome: Outcome' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: 'Declined' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => shown(page)).toEqual(['echo no way']);
    await page.keyboard.press('/');
    await page.keyboard.type('nothing like it');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear search and filters' }).click();
    await expect.poll(() => shown(page)).toHaveLength(3);

    // An approval that the inbox has no card of any more leads here.
    await page.goto(`${page.url().split('#')[0]}#/inbox?approval=gone%2F1`);
    await page.getByRole('button', { name: 'Look in the journal' }).click();
    await page.getByText('The journal has no such request').waitFor();
  });

  it('is exported as it is shown, with secrets masked that the page shows', async () => {
    app = await App.start();
    const { page } = app;
    await decided(`echo ${secret}`, 'echo no way', 'printf other');
    await page.goto(`${page.url().split('#')[0]}#/journal?text=echo`);
    await expect.poll(() => shown(page)).toEqual(['echo no way', `echo ${secret}`]);
    for (const [format, label] of [
      ['csv', /^CSV/],
      ['jsonl', /^JSON Lines/],
    ] as const) {
      await page.getByRole('button', { name: 'Export…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Export the journal' });
      await dialog.getByText('2 requests, as the search and the filters leave them').waitFor();
      await dialog.getByText('What looks like a secret is masked in the file.').waitFor();
      await dialog.getByLabel(label).check();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dialog.getByRole('button', { name: 'Export' }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(new RegExp(`^muster-journal-[\\d-]+\\.${format}$`));
      const text = readFileSync(await download.path(), 'utf8');
      expect(text).not.toContain(secret.slice(4, 12));
      expect(text).toContain('echo ghp_•••');
      expect(text).not.toContain('printf');
      const lines = text.trim().split(/\r?\n/);
      if (format === 'csv') expect(lines).toHaveLength(3);
      else
        expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
          'asked',
          'decided',
          'asked',
          'decided',
        ]);
      await page
        .getByText(/^Exported/)
        .first()
        .waitFor();
    }
  });

  it('counts what comes while somebody points at a row, and moves none', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { client } = await decided('echo first');
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await rows(page).first().hover();
    const before = await rows(page).first().boundingBox();
    const [workspace] = client.rows();
    const { threadId } = await client.call('thread/start', {
      workspaceId: workspace?.workspaceId ?? ('' as never),
      text: '[script:escalate cmd="echo later"]',
      place: 'folder',
    });
    const approval = await client.until(() => client.pending(threadId)[0], 'the request');
    const news = page.getByRole('button', { name: '1 new request · show' });
    await news.waitFor();
    expect(await shown(page)).toEqual(['echo first']);
    expect((await rows(page).first().boundingBox())?.x).toBe(before?.x);
    await news.click();
    await expect.poll(() => shown(page)).toEqual(['echo later', 'echo first']);
    expect(await rows(page).first().getAttribute('data-outcome')).toBe('waiting');
    // What is decided meanwhile is told in its place.
    await client.call('approval/decide', { approvalId: approval.id, decision: 'accept' });
    await expect.poll(() => rows(page).first().getAttribute('data-outcome')).toBe('accepted');
    expect(harness.faults).toEqual([]);
  });

  it('shows the last hour by the minute, says since when, and goes on with the clock', async () => {
    app = await App.start();
    const { page } = app;
    await decided('echo first');
    // Only the page's clock is another one: nearly an hour went by.
    await page.clock.install({ time: Date.now() + 57 * MINUTE });
    await page.goto(`${page.url().split('#')[0]}#/journal?text=echo`);
    await page.reload();
    await expect.poll(() => shown(page)).toEqual(['echo first']);
    const times = page.getByRole('radiogroup', { name: 'Time asked' });
    await times.getByRole('radio', { name: 'All' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url()).toContain('when=hour');
    const since = () =>
      page.evaluate((minute) => {
        const from = new Date(Math.floor(Date.now() / minute) * minute - 60 * minute);
        const time = from.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
        return document.querySelector('.journal-times')?.textContent?.includes(`asked since ${time}`);
      }, MINUTE);
    await expect.poll(since).toBe(true);
    expect(await shown(page)).toEqual(['echo first']);
    await page.clock.fastForward(MINUTE);
    await expect.poll(since).toBe(true);
    expect(await shown(page)).toEqual(['echo first']);
    await page.clock.fastForward(5 * MINUTE);
    await page.getByText('Nothing matches').waitFor();
    await expect.poll(since).toBe(true);
    // It stands in the address, and is the last hour of whoever opens it.
    await page.reload();
    await page.getByText('Nothing matches').waitFor();
    await times.getByRole('radio', { name: 'Last hour' }).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(page)).toEqual(['echo first']);
    expect(page.url()).not.toContain('when=');
  });

  it('fits a phone: one column, the request on a page of its own, back to the list', async () => {
    app = await App.start({ size: { width: 390, height: 844 }, colorScheme: 'light' });
    const { page } = app;
    await decided('echo first', 'echo no way');
    await page.getByRole('link', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Go to the journal' }).click();
    await rows(page).nth(1).click();
    await page.getByTestId('journal-request').getByText('echo first').first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole('button', { name: 'Back' }).click();
    await expect.poll(() => rows(page).count()).toBe(2);
    expect((await rows(page).first().boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });
});
