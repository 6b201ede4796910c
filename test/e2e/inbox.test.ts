import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ThreadId } from '#shared/model/ids.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Rows that wait for a decision; ended ones stay below them. */
const WAITING = '[data-testid="inbox-row"]:not([data-ended])';

async function waiting(count: number): Promise<void> {
  await app.page.waitForFunction(([rows, many]) => document.querySelectorAll(rows).length === many, [
    WAITING,
    count,
  ] as const);
}

/** Opens the inbox, waits for so many requests, and selects the first. */
async function inbox(count: number): Promise<void> {
  await app.page.keyboard.press('g');
  await app.page.keyboard.press('i');
  await waiting(count);
  await app.page.keyboard.press('j');
  await app.page.getByTestId('approval-card').waitFor();
}

describe('the inbox', () => {
  it('shows commands and file changes of several threads in full, and decides them by keys alone', async () => {
    app = await App.start();
    const { page, harness } = app;
    const outside = join(harness.root, 'outside');
    mkdirSync(outside);
    const one = await harness.addRepository('one');
    const two = await harness.addRepository('two');
    await harness.host.call('thread/start', {
      workspaceId: one.workspaceId,
      text: '[script:escalate cmd="touch accepted.txt"]',
    });
    await harness.host.call('thread/start', {
      workspaceId: one.workspaceId,
      text: '[script:escalate cmd="touch declined.txt"]',
    });
    await harness.host.call('thread/start', {
      workspaceId: two.workspaceId,
      text: `[script:outside path="${outside}/new.txt" text="hello there ${'and_so_on '.repeat(40)}"]`,
    });
    await inbox(3);
    expect(await page.title()).toContain('3');
    const card = page.getByTestId('approval-card');
    // The cards come in no promised order: what is shown decides what is pressed.
    for (let left = 3; left > 0; left -= 1) {
      await card
        .getByText(/touch (accepted|declined)\.txt|hello there/)
        .first()
        .waitFor();
      const id = await card.getAttribute('data-approval-id');
      // Nothing of a long line is out of sight.
      for (const diff of await card.locator('.diff').all())
        expect(await diff.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      const declines = (await card.getByText('touch declined.txt').count()) > 0;
      // A card that has just appeared takes no key yet: pressed until it is taken.
      await expect
        .poll(async () => {
          await page.keyboard.press(declines ? 'x' : 'a');
          return page.locator(`${WAITING}[data-approval-id="${id}"]`).count();
        })
        .toBe(0);
      await waiting(left - 1);
      if (left > 1) await page.keyboard.press('k');
      if (left > 1)
        await page.locator(`[data-testid="approval-card"]:not([data-approval-id="${id}"])`).waitFor();
    }

    const client = harness.client();
    await client.until(
      () => client.rows().length === 3 && client.rows().every(({ state }) => state === 'finished'),
      'all to finish',
    );
    expect(existsSync(join(one.path, 'accepted.txt'))).toBe(true);
    expect(existsSync(join(one.path, 'declined.txt'))).toBe(false);
    expect(readFileSync(join(outside, 'new.txt'), 'utf8')).toContain('hello there');
  });

  it('never decides twice while a key is held down, and leaves the selection where it is when others arrive', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const start = (n: number, what: string): Promise<{ threadId: ThreadId }> =>
      harness.host.call('thread/start', {
        workspaceId,
        text: `[script:escalate n=${n} cmd="echo ${what} %i"]`,
      });
    await start(3, 'number');
    await inbox(3);
    const card = page.getByTestId('approval-card');
    const selected = await card.getAttribute('data-approval-id');
    await start(2, 'another');
    await waiting(5);
    expect(await card.getAttribute('data-approval-id')).toBe(selected);
    // A card that has just appeared takes no key yet: the key is held until one of them is taken.
    await expect
      .poll(async () => {
        for (let at = 0; at < 6; at += 1) await page.keyboard.down('a');
        await page.keyboard.up('a');
        return page.locator(WAITING).count();
      })
      .toBeLessThan(5);
    await waiting(4);
    const client = harness.client();
    await client.until(() => client.approvals().length === 5, 'all approvals');
    expect(client.pending()).toHaveLength(4);
  });

  it('takes a second press for the card that was decided, not for the one in its place', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const text = '[script:escalate n=3 cmd="echo number %i"]';
    await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await inbox(3);
    const card = page.getByTestId('approval-card');
    const settled = page.locator('[aria-label="Decisions"]:not([data-settling])');
    await settled.waitFor();
    const first = (await card.getAttribute('data-approval-id')) ?? '';
    const button = await card.getByRole('button', { name: 'Accept', exact: false }).first().boundingBox();
    if (button === null) throw new Error('the button is not there');
    await page.mouse.click(button.x + 5, button.y + 5);
    await page.locator(`[data-testid="approval-card"]:not([data-approval-id="${first}"])`).waitFor();
    // The second half of a double click, and a key that was pressed twice.
    await page.mouse.click(button.x + 5, button.y + 5);
    await page.keyboard.press('a');
    await settled.waitFor();
    await waiting(2);
    await page.keyboard.press('a');
    await waiting(1);
  });

  it('asks once more before Codex writes a rule of its own', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    const text = '[script:escalate cmd="git push origin" prefix="git push"]';
    await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await inbox(1);
    await page.keyboard.press('Shift+R');
    const dialog = page.getByRole('dialog', { name: 'Always allow, by Codex?' });
    await dialog.getByText('Muster cannot list it or take it back').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await waiting(1);
    expect(existsSync(join(harness.codexHome, 'rules', 'default.rules'))).toBe(false);
    await expect
      .poll(async () => {
        await page.keyboard.press('Shift+R');
        return dialog.count();
      })
      .toBe(1);
    await dialog.getByRole('button', { name: 'Allow from now on' }).click();
    await waiting(0);
    await expect.poll(() => existsSync(join(harness.codexHome, 'rules', 'default.rules'))).toBe(true);
  });

  it('has one stop for the focus in its list: what is selected, and Tab goes on into the card', async () => {
    app = await App.start({ config: { features: { default_mode_request_user_input: true } } });
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    for (const text of ['[script:escalate n=2 cmd="echo %i"]', '[script:ask]'])
      await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
    await inbox(3);
    const row = () => page.evaluate(() => document.activeElement?.getAttribute('data-entry') ?? null);
    const selected = () => page.locator('.inbox-row[aria-current="true"]').getAttribute('data-entry');
    // From one end of the list to the other, the focus goes with the selection; then to the question, wherever it is.
    await page.keyboard.press('j');
    await expect.poll(row).toBe(await selected());
    await page.getByTestId('inbox-row').filter({ hasText: 'Where should' }).click();
    await page.getByTestId('approval-card').locator('.question-text').waitFor();
    await page.locator('.inbox-row[aria-current="true"]').filter({ hasText: 'Where should' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.className ?? ''))
      .toContain('ap-scroll');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await expect
      .poll(async () => {
        await page.keyboard.press('a');
        return page.locator(WAITING).count();
      })
      .toBe(2);
    const client = harness.client();
    await client.until(() => client.approvals().length === 3, 'the approvals');
    expect(client.approvals().find(({ body }) => body.kind === 'question')?.outcome).toMatchObject({
      decision: 'answer',
      note: 'answered Database (Recommended)',
    });
  });

  it('says who was first when another client decided, and what expired with its app-server', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    await harness.host.call('thread/start', { workspaceId, text: '[script:escalate cmd="echo for two"]' });
    await inbox(1);
    const phone = harness.client('my phone');
    const [approval] = await phone.until(
      () => (phone.pending().length === 1 ? phone.pending() : undefined),
      'the approval',
    );
    await phone.call('approval/decide', { approvalId: approval?.id ?? ('' as never), decision: 'decline' });
    await page
      .getByTestId('approval-card')
      .getByText(/my phone/)
      .waitFor();
  });

  it('answers a phone: one column, large buttons, the whole command', async () => {
    app = await App.start({ size: { width: 390, height: 844 }, colorScheme: 'light' });
    const { page, harness } = app;
    const { workspaceId, path } = await harness.addRepository('one');
    await harness.host.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="touch from-the-phone.txt"]',
    });
    await page
      .getByRole('link', { name: /Inbox/ })
      .or(page.getByRole('button', { name: /Inbox/ }))
      .first()
      .click();
    await page.getByTestId('inbox-row').first().click();
    const accept = page
      .getByTestId('approval-card')
      .getByRole('button', { name: /^Accept/ })
      .first();
    const box = await accept.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await accept.click();
    const client = harness.client();
    await client.until(
      () => client.rows().every(({ state }) => state === 'finished') && client.rows().length === 1,
      'the end',
    );
    expect(existsSync(join(path, 'from-the-phone.txt'))).toBe(true);
  });
});
