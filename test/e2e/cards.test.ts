import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Goes to the inbox once so many requests wait, and selects the first. */
async function inbox(count: number): Promise<void> {
  const { page } = app;
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.waitForFunction(
    (many) => document.querySelectorAll('[data-testid="inbox-row"]:not([data-ended])').length === many,
    count,
  );
  await page.keyboard.press('j');
  await page.getByTestId('approval-card').waitFor();
}

describe('a card', () => {
  it('marks the words that make a risk, and shows its thread in its own place, where it can be decided', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const text = '[script:escalate cmd="rm -rf build && sudo true > /etc/made-up"]';
    await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await inbox(1);
    const card = page.getByTestId('approval-card');
    const risky = card.locator('[data-risk]');
    await expect
      .poll(async () => (await risky.allInnerTexts()).join('').replaceAll(/\s+/g, ' '))
      .toBe('rm -rfsudo/etc/made-up');
    await card.getByText('acts as administrator').waitFor();
    await card.getByText('writes outside the workspace').waitFor();
    expect(await card.locator('.tok-program').allInnerTexts()).toEqual(['rm', 'sudo']);

    await page.keyboard.press('o');
    const thread = page.getByTestId('thread-view');
    await thread.getByTestId('approval-card').waitFor();
    expect(page.url()).toContain('#/inbox?approval=');
    await page.keyboard.press('Escape');
    await page.locator('[data-testid="approval-card"][data-place="inbox"]').waitFor();
    await page.keyboard.press('o');
    await thread.getByTestId('approval-card').waitFor();
    await expect
      .poll(async () => {
        await page.keyboard.press('x');
        return thread.getByText('0 done, 1 refused.').count();
      })
      .toBe(1);
  });

  it('grants the permissions that are ticked, by keys', async () => {
    app = await App.start({ config: { features: { request_permissions_tool: true } } });
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const text = '[script:permissions path=/opt/cache]';
    const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await inbox(1);
    const card = page.getByTestId('approval-card');
    await card.getByRole('checkbox', { name: 'Write /opt/cache' }).focus();
    await page.keyboard.press('Space');
    await card.getByRole('checkbox', { name: 'Reach the network' }).focus();
    await page.keyboard.press('Space');
    // By its number it is ticked again, and not.
    await page.keyboard.press('Escape');
    const write = card.getByRole('checkbox', { name: 'Write /opt/cache' });
    const order = await card
      .getByRole('checkbox')
      .evaluateAll((all) => all.map((one) => one.parentElement?.innerText));
    const number = String(order.findIndex((text) => text?.includes('/opt/cache')) + 1);
    await page.keyboard.press(number);
    await expect.poll(() => write.isChecked()).toBe(true);
    await page.keyboard.press(number);
    await expect.poll(() => write.isChecked()).toBe(false);
    // Nothing is ticked any more: nothing can be granted.
    await expect
      .poll(async () => {
        await card.getByRole('button', { name: 'Grant', exact: false }).first().press('Enter');
        return card.getByText('Tick what may be granted first').count();
      })
      .toBe(1);
    await card.getByRole('checkbox', { name: 'Reach the network' }).focus();
    await page.keyboard.press('Space');
    await card.getByRole('button', { name: 'Grant', exact: false }).first().press('Enter');
    await page.goto(`${page.url().split('#')[0] ?? ''}#/fleet?thread=${threadId}`);
    const said = page.getByTestId('thread-view').locator('[data-item-type="agentMessage"]').last();
    await said.getByText('network').waitFor();
    expect(await said.innerText()).not.toContain('/opt/cache');
  });

  it('is answered by the number of a choice, and keeps what was typed while another card is looked at', async () => {
    app = await App.start({ config: { features: { default_mode_request_user_input: true } } });
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    for (const text of ['[script:escalate cmd="echo first"]', '[script:ask]']) {
      const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
      const client = harness.client();
      await client.until(() => client.pending(threadId).length === 1, 'the request');
    }
    await inbox(2);
    await page.keyboard.press('j');
    const card = page.getByTestId('approval-card');
    await card.locator('.question-text').first().waitFor();
    const choices = card.getByRole('radio');
    const last = (await choices.count()) - 1;
    await page.keyboard.press('2');
    await expect.poll(() => choices.nth(1).isChecked()).toBe(true);
    await page.keyboard.press(String(last + 1));
    await expect.poll(() => choices.nth(last).isChecked()).toBe(true);
    // At once, letter by letter, some of which are keys of decisions on the card.
    const words = card.getByRole('textbox');
    await page.keyboard.type('An extra place');
    expect(await words.inputValue()).toBe('An extra place');
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    await card.getByText('echo first').first().waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => words.inputValue()).toBe('An extra place');
    expect(await choices.nth(last).isChecked()).toBe(true);
    // What is missing is where the focus goes.
    await words.fill('');
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => {
        await page.keyboard.press('a');
        return words.evaluate((field) => field === document.activeElement);
      })
      .toBe(true);
    await card.getByText('Answer every question first').waitFor();
  });

  it('tells of what Codex’s own reviewer refused, and allows it once', async () => {
    app = await App.start({
      model: {
        reviewer: () => ({ outcome: 'deny', risk_level: 'high', rationale: 'Others use this branch.' }),
      },
    });
    const { page, harness } = app;
    await app.stopHost();
    const config = join(harness.codexHome, 'config.toml');
    writeFileSync(config, `approvals_reviewer = "auto_review"\n${readFileSync(config, 'utf8')}`);
    await app.startHost();
    const { workspaceId } = await harness.addRepository('one');
    const text = '[script:approvals n=1 cmd="git push"]';
    const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await page.goto(`${page.url().split('#')[0] ?? ''}#/fleet?thread=${threadId}`);
    const verdict = page.getByTestId('verdict');
    await verdict.getByText('Declined by Codex’s reviewer: “Others use this branch. · high risk”').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.locator('[data-testid="inbox-row"][data-ended]').first().click();
    const card = page.getByTestId('approval-card');
    // It ended before it was looked at: it stays among those that ended.
    expect(await page.getByRole('list', { name: 'Ended' }).getByTestId('inbox-row').count()).toBe(1);
    await card.getByRole('button', { name: 'Allow once and try again' }).click();
    await card.getByText('You allowed exactly this once.').waitFor();
  });

  it('is followed in its thread by a line that says which rule decided', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    await harness.host.call('rule/save', {
      rule: {
        effect: 'accept',
        match: { type: 'words', words: ['echo', 'out'], open: true },
        scope: { type: 'everywhere' },
        until: null,
      },
    });
    const text = '[script:escalate cmd="echo out of the box"]';
    const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await page.goto(`${page.url().split('#')[0] ?? ''}#/fleet?thread=${threadId}`);
    await page.getByTestId('verdict').getByText('Accepted by the rule “echo out …”').waitFor();
    await page.reload();
    await page.getByTestId('verdict').getByRole('link', { name: 'the rule “echo out …”' }).click();
    await page.getByTestId('rule').getByText('used 1 time').waitFor();
  });
});
