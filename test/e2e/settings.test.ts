import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

const setting = (name: string) => app.page.locator(`[data-setting="${name}"]`);

describe('settings', () => {
  it('are found by words, changed by keys, kept over a death of the host, and reset', async () => {
    app = await App.start();
    const { page } = app;
    await page.getByText('Run many agents').waitFor();
    await page.keyboard.press('Control+,');
    await page.keyboard.press('/');
    await page.keyboard.type('theme');
    await setting('appearance.theme').waitFor();
    expect(await page.locator('[data-setting]').count()).toBe(1);
    await setting('appearance.theme').getByRole('radio', { name: 'Light' }).focus();
    await page.keyboard.press('Space');
    await page.locator('html[data-theme="light"]').waitFor();

    await page.keyboard.press('/');
    await page.getByRole('searchbox').fill('size of type');
    const size = setting('terminal.fontSize').getByRole('textbox');
    await size.fill('99');
    await setting('terminal.fontSize').getByText('a whole number from 8 to 32').waitFor();
    await size.fill('16');
    await size.press('Enter');
    await setting('terminal.fontSize').getByRole('button', { name: 'Reset Size of type' }).waitFor();

    await app.stopHost();
    await app.startHost();
    await page.reload();
    await page.locator('html[data-theme="light"]').waitFor();
    await expect.poll(() => setting('terminal.fontSize').getByRole('textbox').inputValue()).toBe('16');
    await setting('terminal.fontSize').getByRole('button', { name: 'Reset Size of type' }).click();
    await expect.poll(() => setting('terminal.fontSize').getByRole('textbox').inputValue()).toBe('13');
    await page.getByRole('searchbox').fill('there is no such setting');
    await page.getByText('No setting is called that').waitFor();
  });

  it('give keys to commands, take them from others, and put them back', async () => {
    app = await App.start();
    const { page } = app;
    await page.getByText('Run many agents').waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('searchbox').fill('');
    const row = page.locator('[data-command="go.inbox"]');
    await row.getByRole('button', { name: 'Add a key to Go to the inbox' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'New key for Go to the inbox' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await row.getByText('Taken from: Go to the fleet').waitFor();
    await page.keyboard.press('Enter');
    await row.getByRole('button', { name: 'Take G F from Go to the inbox' }).waitFor();
    await page
      .locator('[data-command="go.fleet"]')
      .getByRole('button', { name: /^Reset/ })
      .waitFor();

    // The new key works, and is what other places print.
    await page.reload();
    await row.waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await expect.poll(() => page.url()).toContain('#/inbox');
    await page.keyboard.press('Control+,');
    await page
      .locator('[data-command="go.fleet"]')
      .getByRole('button', { name: /^Reset/ })
      .click();
    await page
      .locator('[data-command="go.fleet"]')
      .getByRole('button', { name: /^Take G F/ })
      .waitFor();
    expect(await row.getByRole('button', { name: /Take G F/ }).count()).toBe(0);
  });
});
