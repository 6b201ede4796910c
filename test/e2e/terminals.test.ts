import { afterEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { App, type AppOptions } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** A shell that says nothing by itself but `$ `. */
const env = { ...process.env, SHELL: '/bin/sh', ENV: '', PS1: '$ ' };

async function start(options: AppOptions = {}): Promise<Page> {
  app = await App.start({ ...options, host: { env, ...options.host } });
  await app.harness.host.call('settings/set', { name: 'terminal.screenReader', value: true });
  await app.harness.addRepository('payments-api');
  await app.page.getByText('Fleet').first().waitFor();
  return app.page;
}

/** The screen of the terminal in view, as a screen reader has it: what is drawn on a canvas has no other text. */
async function shown(page: Page): Promise<string> {
  const rows = page.locator('.xterm-accessibility-tree > [role="listitem"]');
  const lines = await rows.evaluateAll((elements) =>
    elements.map((element) => (element.textContent ?? '').replaceAll('\u00a0', ' ').trimEnd()),
  );
  return `${lines.join('\n').trimEnd()}`;
}

async function shows(page: Page, text: string | RegExp): Promise<void> {
  await expect
    .poll(() => shown(page), { timeout: 60_000 })
    .toMatch(typeof text === 'string' ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : text);
}

async function openByKey(page: Page): Promise<void> {
  await page.keyboard.press('Control+j');
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
  await shows(page, '$');
}

describe('terminals in the page', () => {
  it('open by a key, take what is typed, and are as they were after a reload', async () => {
    const page = await start();
    await openByKey(page);
    await page.keyboard.type('echo the answer is $((6*7)); pwd\n');
    await shows(page, 'the answer is 42');
    await shows(page, `${app.harness.root}/payments-api`);
    const before = await shown(page);
    await page.reload();
    await shows(page, 'the answer is 42');
    expect(await shown(page)).toBe(before);
    await page.getByRole('tab', { name: 'sh' }).click();
    await page.keyboard.type('echo and "on"\n');
    await shows(page, 'and on');
  });

  it('are several as tabs: new, next, rename, a bell, an end with its code, start again, close', async () => {
    const page = await start();
    await openByKey(page);
    await page.keyboard.type('echo the first; sleep 2; printf "\\a"\n');
    await shows(page, /\nthe first$/);
    await page.keyboard.press('Control+Shift+Enter');
    const tabs = page.getByRole('tab');
    await expect.poll(() => tabs.count()).toBe(2);
    await expect.poll(() => shown(page)).not.toContain('the first');
    await shows(page, '$');
    await page.getByRole('tab', { name: /the bell rang/ }).waitFor();
    await page.keyboard.type('exit 7\n');
    await page.getByText('Its program has ended with exit code 7.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Its program has ended').waitFor({ state: 'detached' });
    await page.keyboard.type('echo second life\n');
    await shows(page, /\nsecond life\n/);
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await shows(page, 'the first');
    expect(await page.getByRole('tab', { name: /the bell rang/ }).count()).toBe(0);
    await page.getByRole('tab', { selected: true }).dblclick();
    await page.getByRole('textbox', { name: 'Name of the terminal' }).fill('watch');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'watch' }).waitFor();
    // The focus is in the terminal again, in which a program is begun that an idle close does not end.
    await page.keyboard.type('sleep 600\n');
    await shows(page, /sleep 600$/);
    await page.getByRole('button', { name: 'Close watch' }).click();
    await page.getByRole('button', { name: 'End sleep and close' }).click();
    await expect.poll(() => tabs.count()).toBe(1);
  });

  it('leave every key of a program to it, and have a way out by keys', async () => {
    const page = await start();
    await openByKey(page);
    await page.keyboard.type('cat -v\n');
    // Control with W, N and T never reach a page in a browser.
    for (const key of ['k', 'b', 'f', 'p']) await page.keyboard.press(`Control+${key}`);
    await page.keyboard.press('Control+Shift+ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.closest('[data-terminals]') === null)).toBe(
      true,
    );
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.keyboard.press('Escape');
    await page.keyboard.type('xan\n');
    await shows(page, '^K^B^F^P^[xan');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+d');
    await page.getByText('Its program has ended').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+j');
    await page.getByRole('region', { name: 'Terminals' }).waitFor({ state: 'detached' });
  });

  it('paste several lines in brackets, and give nothing to a program that writes to the clipboard', async () => {
    const page = await start();
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await openByKey(page);
    await page.evaluate(() => navigator.clipboard.writeText('mine'));
    await page.keyboard.type(`printf '\\033]52;c;c3RvbGVu\\007\\033[?2004h'; cat -v\n`);
    await shows(page, /cat -v$/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('mine');
    await page.evaluate(() => navigator.clipboard.writeText('two\nlines'));
    await page.keyboard.press('Control+Shift+v');
    await shows(page, '^[[200~two');
    await shows(page, 'lines^[[201~');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('two\nlines');
  });

  it('follow the room they have, by the divider and by filling the window', async () => {
    const page = await start();
    await openByKey(page);
    const size = async (): Promise<string> => {
      await page.keyboard.type('clear; stty size\n');
      await shows(page, /^\d+ \d+\n/);
      return (/^(\d+ \d+)\n/.exec(await shown(page)) as RegExpExecArray)[1] as string;
    };
    const [rows = 0, cols = 0] = (await size()).split(' ').map(Number);
    expect(cols).toBeGreaterThan(120);
    const divider = page.getByRole('separator', { name: 'Height of the terminals' });
    await divider.focus();
    for (let press = 0; press < 4; press += 1) await page.keyboard.press('ArrowUp');
    await page.getByRole('tab').click();
    await expect.poll(async () => Number((await size()).split(' ')[0])).toBeGreaterThan(rows + 3);
    await page.getByRole('button', { name: 'Fill the window' }).click();
    await expect.poll(async () => Number((await size()).split(' ')[0])).toBeGreaterThan(35);
    await page.getByRole('button', { name: 'Back to the dock' }).click();
    await page.getByRole('region', { name: 'Terminals' }).waitFor();
  });

  it('find a text in what was written', async () => {
    const page = await start();
    await openByKey(page);
    await page.keyboard.type('seq 1 2000\n');
    await shows(page, /\n2000\n/);
    await page.keyboard.press('Control+Shift+f');
    await page.getByRole('textbox', { name: 'Find in the terminal' }).fill('1234');
    await page.getByText('1 of 1').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('echo back\n');
    await shows(page, /\nback\n/);
  });

  it('are a page of their own on a phone, with the keys that it lacks', async () => {
    const page = await start({ size: { width: 390, height: 844 } });
    await page.getByRole('link', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Go to the terminals' }).click();
    await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
    await shows(page, '$');
    await page.keyboard.type('cat -v\n');
    await page.getByRole('button', { name: 'Escape' }).click();
    await page.getByRole('button', { name: 'Up' }).click();
    await page.getByRole('button', { name: 'Control, with the next letter' }).click();
    await page.keyboard.type('kz\n');
    await shows(page, '^[^[[A^Kz');
  });

  it('say in plain words when they are gone with an earlier life of the host', async () => {
    const page = await start();
    await openByKey(page);
    await app.stopHost();
    await app.startHost();
    await page.getByText('those of an earlier run of Muster: they end with it').waitFor();
  });

  it('are not loaded before one is opened', async () => {
    const page = await start();
    const loaded = (): Promise<boolean> =>
      page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.includes('terminal-view')),
      );
    await page.getByRole('button', { name: 'Terminals, 0' }).waitFor();
    expect(await loaded()).toBe(false);
    await page.getByRole('button', { name: 'Terminals, 0' }).click();
    await shows(page, '$');
    expect(await loaded()).toBe(true);
  });
});
