import { afterEach, describe, expect, it } from 'vitest';
import { testedCodex } from '../support/tested-codex.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

describe('copying diagnostics', () => {
  it('puts on the clipboard what helps and nothing secret, from the palette', async () => {
    app = await App.start();
    const { page, harness } = app;
    await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    // Put together here, so that no tool that looks for secrets in a checkout finds one.
    const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');
    await harness.addRepository(`named ${secret}`);
    await page.getByTestId('workspace-row').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('copy diagnostics');
    await page.getByRole('option', { name: /Copy diagnostics/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Diagnostics copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(text)).toMatchObject({
      versions: { codex: testedCodex().version, shell: 'browser' },
      appServers: [{ name: 'named ghp_•••' }, {}],
      settings: { 'system.quit': 'ask' },
    });
    expect(text).not.toContain(secret);
  });
});
