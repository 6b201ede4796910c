import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Follows a link the way a browser does: the address changes under the page. */
const follow = (hash: string): Promise<void> =>
  app.page.evaluate((to) => {
    location.hash = to;
  }, hash);

describe('a link to a new thread', () => {
  it('fills the dialog, says so, sends nothing, and leaves the person’s own draft alone', async () => {
    app = await App.start();
    const { page, harness } = app;
    await harness.addRepository('alpha');
    await harness.addRepository('beta');
    await page.getByTestId('workspace-row').filter({ hasText: 'beta' }).first().waitFor();
    await page.keyboard.press('n');
    const text = page.getByTestId('new-thread-text');
    await text.fill('my own words');
    await page.keyboard.press('Escape');
    await text.waitFor({ state: 'detached' });

    await follow('#/new?workspace=beta&prompt=Fix+the+build%0AThen+test');
    await page.getByText('A link filled this in. Nothing was sent').waitFor();
    expect(await text.inputValue()).toBe('Fix the build\nThen test');
    await page.getByRole('dialog').getByText('beta').waitFor();
    // The address says nothing of it any more: a reload or the back button fills nothing again.
    expect(page.url()).not.toContain('prompt');
    expect(await page.getByTestId('fleet-row').count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    expect(await text.inputValue()).toBe('my own words');
    await page.keyboard.press('Escape');

    await follow(`#/new?path=${encodeURIComponent('/somewhere/else')}&prompt=x`);
    await page.getByText('It names /somewhere/else, which is none of your workspaces').waitFor();
    await page.keyboard.press('Escape');

    await follow('#/new?prompt=x&send=1');
    await page.getByText('That link was not followed').waitFor();
    expect(await text.count()).toBe(0);
    expect((await harness.host.call('journal/list', { limit: 5 })).entries).toEqual([]);
    expect(harness.model.stats().requests).toBe(0);
  });
});
