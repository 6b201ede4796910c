import { afterEach, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

it('a rule is made from a card by keys, decides what waits and what comes, and is taken back', async () => {
  app = await App.start();
  const { page, harness } = app;
  await harness.addRepository('repository');
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await app.startThread('[script:escalate n=3 cmd="echo out %i"]');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  const cards = page.getByTestId('inbox-row');
  await expect.poll(() => cards.count()).toBe(3);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Make a rule' });
  await dialog.getByText('with exactly these arguments').waitFor();
  // The narrowest is chosen; one further down reaches all three.
  await dialog.getByText(/^Allows 1 request that waits now/).waitFor();
  while ((await dialog.getByText(/^Allows 3 requests that wait now/).count()) === 0) {
    await page.keyboard.press('ArrowDown');
    await dialog.getByText(/^Allows \d/).waitFor();
  }
  await dialog.getByRole('button', { name: 'Always allow' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('It decided 3 waiting requests.').waitFor();
  await expect.poll(() => page.locator('[data-testid="inbox-row"]:not([data-ended])').count()).toBe(0);
  await page
    .getByText(/Rule: echo out/)
    .first()
    .waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const rule = page.getByTestId('rule');
  // What it decided stands in the journal, and the rule leads there.
  await rule.getByText('used 3 times').click();
  await expect.poll(() => page.getByTestId('journal-row').count()).toBe(3);
  await page
    .getByText(/Rule: echo out/)
    .first()
    .waitFor();
  await page.goBack();
  await rule.getByRole('button', { name: 'Take back…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('No rules', { exact: true }).waitFor();
});
