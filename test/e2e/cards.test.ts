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
    await page.getByTestId('verdict').getByText('Accepted by Rule: echo out …').waitFor();
    await page.reload();
    await page.getByTestId('verdict').getByRole('link', { name: 'Rule: echo out …' }).click();
    await page.getByTestId('rule').getByText('used 1 time').waitFor();
  });
});
