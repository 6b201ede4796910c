import { threadTopic } from '#shared/contract/topics.ts';
import { afterEach, expect, it } from 'vitest';
import type { CDPSession } from 'playwright-core';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Presses keys as fast as they can come: none waits until the page has dealt with the one before. */
async function pressAll(cdp: CDPSession, keys: readonly string[]): Promise<void> {
  const presses = keys.flatMap((name) => {
    const control = name.startsWith('Control+');
    const key = name.replace('Control+', '');
    const press = {
      key,
      windowsVirtualKeyCode: key === '/' ? 191 : key.toUpperCase().charCodeAt(0),
      modifiers: control ? 2 : 0,
    };
    return [
      cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', ...press, ...(control ? {} : { text: key }) }),
      cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...press }),
    ];
  });
  await Promise.all(presses);
}

/** Opens the card of a request that takes keys, each of which would decide it or do something else to it. */
async function openCard(): Promise<CDPSession> {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('shop');
  await harness.host.call('thread/start', { workspaceId, text: '[script:escalate cmd="echo waits"]' });
  await page.getByTestId('fleet-row').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.locator('[data-testid="inbox-row"]:not([data-ended])').first().click();
  const accept = page
    .getByTestId('approval-card')
    .getByRole('button', { name: /^Accept/ })
    .first();
  await expect.poll(() => accept.isEnabled()).toBe(true);
  return page.context().newCDPSession(page);
}

/** The request as the host has it: not decided. */
async function expectUndecided(): Promise<void> {
  const client = app.harness.client();
  await client.until(() => client.approvals().length === 1, 'the approval');
  expect(client.approvals()[0]?.outcome).toBeNull();
}

it.each([
  { opens: 'n', what: 'the prompt of a new thread' },
  { opens: 'Control+k', what: 'the palette' },
  { opens: '/', what: 'the filter' },
])('what is typed right after $opens is all for $what, and decides nothing', async ({ opens }) => {
  const cdp = await openCard();
  const { page } = app;
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  const typed = ['a', 'x', 's', 'l', 'c', 'r', 'm', 'j'];
  await pressAll(cdp, [opens, ...typed]);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value))
    .toBe(typed.join(''));
  await expectUndecided();
  await page.keyboard.press('Escape');
});

it.each([
  ['in the order of Chromium', { isComposing: true, keyCode: 229 }],
  ['in the order of Safari', { isComposing: false, keyCode: 229 }],
])('the Enter that ends a composition sends and saves nothing, %s', async (_order, how) => {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('one');
  const { threadId } = await harness.host.call('thread/start', {
    workspaceId,
    text: '[script:say]',
    place: 'folder',
  });
  const client = harness.client();
  client.open(`thread:${threadId}`);
  await client.until(() => client.row(threadId)?.state === 'finished', 'the turn');
  await page.evaluate((hash) => void (location.hash = hash), `#/fleet?thread=${threadId}`);
  const press = (key: string): Promise<void> =>
    page.evaluate(
      ([name, { isComposing, keyCode }]) => {
        const event = new KeyboardEvent('keydown', {
          key: name,
          isComposing,
          bubbles: true,
          cancelable: true,
        });
        Object.defineProperty(event, 'keyCode', { value: keyCode });
        document.activeElement?.dispatchEvent(event);
      },
      [key, how] as const,
    );
  const composer = page.getByTestId('composer');
  await composer.fill('日本');
  await press('Enter');
  await press('Escape');
  // Palette and dialogs listen on their own.
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('settings');
  await press('Enter');
  await press('Escape');
  await page.getByRole('dialog').waitFor();
  expect(page.url()).toContain(threadId);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  expect(await composer.inputValue()).toBe('日本');
  expect(client.thread(threadId, threadTopic.turn)).toHaveLength(1);
});

it('what is typed while a terminal is opened decides nothing', async () => {
  const cdp = await openCard();
  const { page } = app;
  for (const opens of ['Control+j', 'Control+Shift+Enter']) {
    if (opens === 'Control+j') await pressAll(cdp, [opens, 's', 'a', 'x', 'c']);
    else {
      // A second one, from the page: the first must not get what is typed for it.
      await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
      await page.keyboard.press('Control+Shift+ArrowUp');
      await page.keyboard.press(opens);
      await pressAll(cdp, ['s', 'a', 'x', 'c']);
    }
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.className))
      .toBe('xterm-helper-textarea');
    await expectUndecided();
  }
});
