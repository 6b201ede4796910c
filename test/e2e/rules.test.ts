import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

it('a rule is made from a card by keys, decides what waits and what comes, and is taken back', async () => {
  app = await App.start();
  const { page, harness } = app;
  await harness.addRepository('repository');
  // Keys mean nothing before the page knows the workspace.
  await page.getByTestId('workspace-row').first().waitFor();
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

/** The text of the rule that has the focus itself, not something in it; null when none has. */
const focused = (page: Page) =>
  page.evaluate(() =>
    document.activeElement?.matches('[data-rule-id]') === true
      ? document.activeElement.querySelector('code')?.textContent
      : null,
  );

it('the rules are walked through, changed and taken back by keys, which leave fields and dialogs alone', async () => {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('repository');
  const client = harness.client('the phone');
  for (const word of ['oldest', 'middle', 'newest'])
    await client.call('rule/save', {
      rule: {
        effect: 'decline',
        match: { type: 'words', words: ['echo', word], open: false },
        scope: { type: 'workspace', workspaceId },
        until: null,
      },
    });
  await page.goto(`${page.url().split('#')[0]}#/rules`);
  const rules = page.getByTestId('rule');
  await expect.poll(() => rules.locator('code').allTextContents()).toHaveLength(3);
  const order = await rules.locator('code').allTextContents();
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };

  await press('j');
  expect(await focused(page)).toBe(order[0]);
  await press('j', 'ArrowDown', 'j');
  expect(await focused(page)).toBe(order[2]);
  await press('k');
  expect(await focused(page)).toBe(order[1]);
  await press('ArrowUp', 'ArrowDown');
  expect(await focused(page)).toBe(order[1]);
  // Tab stops at one rule and its own controls, and nowhere else in the list.
  expect(
    await page
      .locator('[data-testid="rule"][tabindex="0"], [data-testid="rule"]:has([tabindex="0"])')
      .locator('code')
      .allTextContents(),
  ).toEqual([order[1]]);
  await page.getByRole('button', { name: 'Inbox', exact: true }).last().focus();
  await press('Tab');
  expect(await focused(page)).toBe(order[1]);

  // Enter goes into it, where the keys are those of what has the focus; Escape comes back.
  await press('Enter');
  await page.locator(':focus[aria-label^="How long it holds"]').waitFor();
  await press('Enter');
  await page.getByRole('menu').waitFor();
  await press('j', 'Delete', 'Escape');
  await page.locator(':focus[aria-label^="How long it holds"]').waitFor();
  await press('Tab');
  await page.locator(':focus[type="date"]').waitFor();
  await press('j', 'Delete', 'Backspace');
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.locator(':focus[type="date"]').waitFor();
  await press('Escape');
  expect(await focused(page)).toBe(order[1]);
  await press('Enter', 'Enter');
  await page.getByRole('menuitemradio', { name: 'For an hour' }).focus();
  await press('Enter');
  await rules.nth(1).getByText(/ends/).waitFor();
  await page.getByRole('menu').waitFor({ state: 'detached' });

  // Delete asks first, and the safe answer has the focus; what it leaves has the keys again.
  await press('Escape', 'Delete');
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await dialog.getByText('Take this rule back?').waitFor();
  await press('j', 'Delete', 'Enter');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe(order[1]);
  expect(await rules.count()).toBe(3);
  for (const next of [order[2], order[0]]) {
    await press('Delete');
    await dialog.getByRole('button', { name: 'Take back' }).focus();
    await press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe(next);
  }
  expect(await rules.count()).toBe(1);
  await press('?');
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Take this rule back…').waitFor();
});
