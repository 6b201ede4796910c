/** Who comes in, how the person learns of it, and how they end it. */
import { afterEach, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

it('lets a browser in by a typed code, tells the person who is in already, and ends it', async () => {
  app = await App.start();
  const { browser, page, server } = app;
  await app.harness.addRepository('one');
  const other = await (await browser.newContext({ colorScheme: 'light' })).newPage();
  await other.goto(server.localOrigin);
  await other.getByRole('heading', { name: 'This browser is not let in yet' }).waitFor();
  expect(await other.locator('html').getAttribute('data-theme')).toBe('light');
  await other.keyboard.type('no such code');
  await other.keyboard.press('Enter');
  await other.getByRole('heading', { name: 'This link or code does not let anybody in' }).waitFor();
  await other.getByText(/It is mistyped, used up or too old/).waitFor();
  const code = server.startLink('code').split('=')[1] ?? '';
  await other.getByRole('textbox').fill(code.toLowerCase());
  await other.keyboard.press('Enter');
  await other.getByRole('link', { name: /Inbox/ }).first().waitFor();

  // The one who is in learns who came, from where and how; the newcomer is not told of themself.
  const notice = page.getByLabel('Notices').getByText('A browser was let in').first();
  await notice.waitFor();
  await expect
    .poll(() => page.getByLabel('Notices').innerText())
    .toMatch(/Chrome on Linux was let in from 127\.0\.0\.1/);
  // Two were let in by now: each is told of the other.
  expect(await other.getByLabel('Notices').innerText()).not.toContain('2 notices');
  expect(await page.getByLabel('Notices').innerText()).not.toContain('2 notices');

  await page.evaluate(() => void (location.hash = '#/settings'));
  await page.getByRole('button', { name: 'Link another device…', exact: true }).click();
  const link = page.getByRole('dialog');
  await link.getByText('It works once, for 10 minutes.').waitFor();
  await link.getByText('The address works only on the machine where Muster runs').waitFor();
  await page.keyboard.press('Escape');
  const devices = page.getByRole('list', { name: 'Browsers that may come in' });
  await expect.poll(() => devices.getByRole('listitem').count()).toBe(2);
  const theirs = devices.getByRole('listitem').filter({ hasNotText: 'this one' });
  await theirs.getByText('connected now').waitFor();
  await theirs.getByRole('button', { name: /^End the session of Chrome/ }).click();
  await other.getByRole('heading', { name: 'This browser is not let in yet' }).waitFor();
  await expect.poll(() => devices.getByRole('listitem').count()).toBe(1);
  // The pressed button went with its row; the keyboard goes on at the next one.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('Link another device…');

  // Nobody locks themself out by one press.
  const size = await devices
    .locator('small')
    .evaluate((small) => parseFloat(getComputedStyle(small).fontSize));
  expect(size).toBeGreaterThanOrEqual(12);
  await devices.getByRole('button', { name: /^End the session of Chrome/ }).click();
  await page.getByRole('heading', { name: 'End the session of this browser?' }).waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByRole('heading', { name: 'End the session of this browser?' })
    .waitFor({ state: 'detached' });
  expect(await devices.getByRole('listitem').count()).toBe(1);
  await devices.getByRole('button', { name: /^End the session of Chrome/ }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await page.getByRole('heading', { name: 'This browser is not let in yet' }).waitFor();
});
