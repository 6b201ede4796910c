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

it.each([
  { opens: 'n', what: 'the prompt of a new thread' },
  { opens: 'Control+k', what: 'the palette' },
  { opens: '/', what: 'the filter' },
])('what is typed right after $opens is all for $what, and decides nothing', async ({ opens }) => {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('shop');
  await harness.host.call('thread/start', { workspaceId, text: '[script:escalate cmd="echo waits"]' });
  await page.getByTestId('fleet-row').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.locator('[data-testid="inbox-row"]:not([data-ended])').first().click();
  // From now on the card takes keys: each of these letters would decide it, or do something else to it.
  const accept = page
    .getByTestId('approval-card')
    .getByRole('button', { name: /^Accept/ })
    .first();
  await expect.poll(() => accept.isEnabled()).toBe(true);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  const typed = ['a', 'x', 's', 'l', 'c', 'r', 'm', 'j'];
  await pressAll(cdp, [opens, ...typed]);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect
    .poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value))
    .toBe(typed.join(''));
  const client = harness.client();
  await client.until(() => client.approvals().length === 1, 'the approval');
  expect(client.approvals()[0]?.outcome).toBeNull();
  await page.keyboard.press('Escape');
});
