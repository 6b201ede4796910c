import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { rulesTopic } from '#shared/contract/topics.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Starts the app with requests that wait, and opens the dialog on the first card by keys. */
async function makeRule(...prompts: readonly string[]) {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('repository');
  for (const text of prompts) await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
  // What comes once the inbox is looked at forms no group with the card that is looked at.
  const client = harness.client();
  const asked = () => client.rows().filter(({ state }) => state === 'needsApproval').length;
  await client.until(() => asked() === prompts.length, 'the requests');
  // Keys mean nothing before the page knows the workspace.
  await page.getByTestId('workspace-row').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  return { page, harness, dialog: page.getByRole('dialog', { name: 'Make a rule' }) };
}

const pendingRows = () => app.page.locator('[data-testid="inbox-row"]:not([data-ended])');

it('a rule is made from a card by keys, decides many after they were seen and time to take it back', async () => {
  const { page, harness, dialog } = await makeRule('[script:escalate n=3 cmd="echo out %i"]');
  await expect.poll(() => pendingRows().count()).toBe(3);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  // The narrowest is chosen: it is about the card's own request alone, and repeats what the card warns of.
  await dialog.getByRole('button', { name: 'Save, and accept this one' }).waitFor();
  await dialog.getByText('outside the sandbox', { exact: true }).first().waitFor();
  expect(await dialog.getByRole('checkbox').count()).toBe(0);
  // It says what it lets through; to decline it may be about anything, down to the bare program.
  const radio = (name: RegExp) => dialog.getByRole('radio', { name });
  await radio(/^echo out, with any further words; in a longer line/).waitFor();
  await dialog.getByText(/It never covers options or words that are not named, another folder/).waitFor();
  await radio(/^Always decline$/).check({ force: true });
  await radio(/^echo, with any further words and options, also as a part of a longer line/).waitFor();
  await radio(/^Always allow$/).check({ force: true });
  await dialog.getByRole('button', { name: 'Save, and accept this one' }).waitFor();
  await dialog.locator('fieldset input:checked').focus();
  // One further down reaches the other two: shown whole, and left to the person unless they are ticked.
  const also = dialog.getByRole('checkbox', { name: /^Also accept the 2 others that wait now/ });
  while ((await also.count()) === 0) {
    await page.keyboard.press('ArrowDown');
    await dialog.getByText(/the request on the card/).waitFor();
  }
  expect(await also.isChecked()).toBe(false);
  const contents = dialog.locator('[data-seen]');
  expect(await contents.count()).toBe(2);
  await dialog.getByRole('button', { name: 'Save, and accept this one' }).waitFor();
  await also.check();
  await dialog.getByRole('button', { name: 'Save, and accept 3 that wait' }).waitFor();
  // The key leads to what was not seen yet, and saves once all of it was.
  await expect
    .poll(async () => {
      await page.keyboard.press('Control+Enter');
      return dialog.count();
    })
    .toBe(0);
  const batch = page.getByTestId('batches');
  await batch.getByText(/Accepting 3 requests in .* by the new rule echo out/).waitFor();
  await page.keyboard.press('z');
  await page.getByText('3 requests wait as before, and the rule is gone.').waitFor();
  expect(await pendingRows().count()).toBe(3);
  const client = harness.client();
  client.open(rulesTopic.topic);
  await client.until(() => client.contract.view(rulesTopic.topic) !== undefined, 'the rules');
  expect(client.contract.values(rulesTopic.topic).size).toBe(0);
});

it('a rule accepts at once what shows the same as the card, says so everywhere, and is taken back', async () => {
  const { page, dialog } = await makeRule(
    '[script:escalate cmd="echo out of the box"]',
    '[script:escalate cmd="echo out of the box"]',
  );
  await page.getByTestId('inbox-group').waitFor();
  await page.keyboard.press('j');
  await page.getByTestId('group').waitFor();
  await page.getByTestId('group').getByRole('link').first().click();
  await page.getByTestId('approval-card').waitFor();
  // The keys act on what the rule is about, also when the dialog is opened once more.
  const onChoice = () =>
    dialog.evaluate(
      (shown) => shown.contains(document.activeElement) && document.activeElement?.matches(':checked'),
    );
  for (let times = 0; times < 2; times += 1) {
    await page.keyboard.press('r');
    await expect.poll(onChoice).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  }
  await page.keyboard.press('r');
  const also = dialog.getByRole('checkbox', { name: /^Also accept the 1 other that waits now/ });
  expect(await also.isChecked()).toBe(true);
  await dialog.getByRole('button', { name: 'Save, and accept 2 that wait' }).click();
  await page.getByText('The rule is saved and decides what comes from now on.').waitFor();
  await expect.poll(() => pendingRows().count()).toBe(0);
  await page.getByText('Accepted by the rule “echo out of the box”.').first().waitFor();

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  const rule = page.getByTestId('rule');
  // What it decided stands in the journal, and the rule leads there.
  await rule.getByText('used 2 times').click();
  await expect.poll(() => page.getByTestId('journal-row').count()).toBe(2);
  await page.goBack();
  await rule.getByRole('button', { name: 'Take back…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('No rules', { exact: true }).waitFor();
});

it('a rule that leaves what waits to the person decides the card and what comes, once for a held key', async () => {
  const { page, harness, dialog } = await makeRule('[script:escalate n=2 cmd="echo out %i"]');
  await expect.poll(() => pendingRows().count()).toBe(2);
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  const also = dialog.getByRole('checkbox', { name: /^Also accept the 1 other that waits now/ });
  await dialog.getByRole('button', { name: 'Save, and accept this one' }).waitFor();
  while ((await also.count()) === 0) {
    await page.keyboard.press('ArrowDown');
    await dialog.getByText(/the request on the card/).waitFor();
  }
  await page.keyboard.down('Control');
  await page.keyboard.down('Enter');
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await page.keyboard.up('Control');
  await page.getByText('It decided 1 waiting request.').waitFor();
  await expect.poll(() => pendingRows().count()).toBe(1);
  const client = harness.client();
  client.open(rulesTopic.topic);
  const rules = () => client.contract.values(rulesTopic.topic).size ?? 0;
  await client.until(() => rules() > 0, 'the rule');
  expect(rules()).toBe(1);
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
