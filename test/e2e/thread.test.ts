import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

describe('a thread in the window', () => {
  it('streams, is steered, queued behind and interrupted, by keys alone', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('one');
    await page.getByTestId('workspace-row').first().waitFor();
    await app.startThread('[script:hold name=first]');
    await harness.model.held('first');
    const composer = page.getByTestId('composer');
    await composer.fill('[script:say text="From the queue."]');
    await composer.press('Alt+Enter');
    await page.getByLabel('Queued prompts').getByText('From the queue.').waitFor();
    expect(await composer.inputValue()).toBe('');
    harness.model.release('first');
    await page.getByTestId('thread-view').getByText('From the queue.', { exact: true }).waitFor();
    await page
      .locator(
        '[data-testid="fleet-row"][data-state="idle"], [data-testid="fleet-row"][data-state="finished"]',
      )
      .first()
      .waitFor();

    await composer.fill('[script:hold name=second]');
    await composer.press('Enter');
    await harness.model.held('second');
    await composer.fill('[script:say text="Steered elsewhere."]');
    await composer.press('Enter');
    await page.getByTestId('thread-view').getByText('Steered elsewhere.', { exact: true }).waitFor();

    await composer.fill('[script:hold name=third]');
    await composer.press('Enter');
    await harness.model.held('third');
    await page.getByRole('button', { name: 'Interrupt' }).click();
    await page
      .getByTestId('thread-view')
      .getByText(/interrupted/i)
      .first()
      .waitFor();
  });

  it('shows a command with its output, an edit with its diff, a plan and reasoning', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('one');
    await page.getByTestId('workspace-row').first().waitFor();
    await app.startThread('[script:commands n=1 cmd="echo seen-in-the-card"]');
    await page
      .locator('[data-testid="item"][data-item-type="commandExecution"]')
      .getByText('seen-in-the-card')
      .last()
      .waitFor();
    const send = async (text: string): Promise<void> => {
      await page.getByTestId('composer').fill(text);
      await page.getByTestId('composer').press('Enter');
    };
    await send('[script:patch path="notes.md" text="a brand new line"]');
    await page
      .locator('[data-testid="item"][data-item-type="fileChange"]')
      .getByText('a brand new line')
      .waitFor();
    await send('[script:think text="Let me consider."]');
    await page.locator('[data-testid="item"][data-item-type="reasoning"]').first().waitFor();
    await send('[script:plan]');
    await page.getByTestId('plan').first().waitFor();
    await send('[script:fail message="the model is gone"]');
    await page.locator('[data-testid="fleet-row"][data-state="failed"]').waitFor();
  });

  it('keeps a hostile message harmless: no markup, no remote image, links only outside', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('one');
    await page.getByTestId('workspace-row').first().waitFor();
    const asked: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(app.server.localOrigin)) asked.push(request.url());
    });
    const hostile =
      '<img src=x onerror=window.pwned=1> ![p](https://tracker.example/p.png) [go](javascript:window.pwned=1) [out](https://example.com/) END';
    await app.startThread(`[script:say text="${hostile}"]`);
    const message = page.locator('[data-testid="item"][data-item-type="agentMessage"]').last();
    await message.getByText('END').waitFor();
    expect(await message.locator('img').count()).toBe(0);
    const links = await message
      .locator('a')
      .evaluateAll((all) =>
        all.map((link) => [link.getAttribute('href'), link.getAttribute('target'), link.getAttribute('rel')]),
      );
    for (const [href, target, rel] of links) {
      expect(href).toMatch(/^https:/);
      expect([target, rel]).toEqual(['_blank', expect.stringContaining('noopener')]);
    }
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('comes back after a reload, a broken connection and a dead host, with the draft that was typed', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('one');
    await page.getByTestId('workspace-row').first().waitFor();
    await app.startThread('[script:say text="Before the storm."]');
    await page.getByTestId('thread-view').getByText('Before the storm.', { exact: true }).waitFor();
    await page.getByTestId('composer').fill('half a thought');
    const client = harness.client();
    const threadId = (await client.until(() => client.rows()[0], 'the row')).id;
    await expect
      .poll(async () => (await client.call('draft/get', { key: `thread:${threadId}` })).text)
      .toBe('half a thought');
    await page.reload();
    await page.getByTestId('thread-view').getByText('Before the storm.', { exact: true }).waitFor();
    await expect.poll(() => page.getByTestId('composer').inputValue()).toBe('half a thought');

    await app.stopHost();
    await page
      .locator('[data-testid="connection"]:not([data-state="connected"])')
      .waitFor({ state: 'attached' });
    await page.getByText(/Trying again/).waitFor();
    await app.startHost();
    await page
      .locator('[data-testid="connection"][data-state="connected"]')
      .waitFor({ state: 'attached', timeout: 60_000 });
    await page.getByTestId('thread-view').getByText('Before the storm.', { exact: true }).waitFor();
    expect(await page.getByTestId('composer').inputValue()).toBe('half a thought');
    await page.getByTestId('composer').fill('[script:say text="After the storm."]');
    await page.getByTestId('composer').press('Enter');
    await page.getByTestId('thread-view').getByText('After the storm.', { exact: true }).waitFor();
  });

  it('opens the palette, finds a thread, and shows all keys', async () => {
    app = await App.start();
    const { page, harness } = app;
    const { workspaceId } = await harness.addRepository('one');
    await harness.host.call('thread/start', { workspaceId, text: '[script:say text="needle"]' });
    await page.getByTestId('workspace-row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('needle');
    await page.keyboard.press('Enter');
    await page.getByTestId('thread-view').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('body').press('?');
    await page
      .getByRole('dialog')
      .getByText(/palette/i)
      .first()
      .waitFor();
  });
});
