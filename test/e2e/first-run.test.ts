import { afterEach, describe, expect, it } from 'vitest';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { PACES } from '../../src-main/host/inference/pace.ts';
import { testedCodex } from '../support/tested-codex.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

describe('the first run', () => {
  it('says the truth about what is there, and takes a folder to its first finished thread, by keys alone', async () => {
    app = await App.start();
    const { page, harness } = app;
    const path = harness.repository('first repo');
    await page.getByText('Run many agents. Decide once.').waitFor();
    await page.getByText(testedCodex().version).first().waitFor();
    // The token is no more in the address, and a reload gets in without it.
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page
      .getByRole('button', { name: /Add a folder/ })
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: /Add a folder/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'Path of the folder' });
    await field.fill(join(harness.root, 'nowhere'));
    await field.press('Enter');
    await page
      .getByText(/There is no folder/)
      .first()
      .waitFor();
    // What is said of the list is said of the folder it shows, and never beside a refusal.
    const empty = join(realpathSync(harness.root), 'empty');
    mkdirSync(empty);
    await field.fill(`${empty}/`);
    await page.getByText('No folders in here. It can be added all the same.').waitFor();
    await field.fill(harness.dataDir);
    await page.getByText(`No folders in ${empty}.`).waitFor();
    await field.press('Enter');
    await page.getByText(/is Muster’s own folder/).waitFor();
    expect(await page.getByText('It can be added all the same').count()).toBe(0);
    await field.fill(path);
    await page.getByRole('dialog').getByRole('button', { name: /^Add/ }).click();
    await page.getByTestId('workspace-row').filter({ hasText: 'first repo' }).first().waitFor();
    await app.startThread('[script:say text="It **works** now."]');
    await page.getByTestId('thread-view').locator('strong', { hasText: 'works' }).waitFor();
    // Looking at it is reading it.
    await app.row('It works').first().waitFor();
    await page.locator('[data-testid="fleet-row"][data-state="idle"]').waitFor();
  });

  it('tries the demo, which says that it is one, and removes it without a trace', async () => {
    app = await App.start({
      host: { demo: { resources: join(import.meta.dirname, '../../resources/demo'), pace: PACES.brisk } },
    });
    const { page } = app;
    await page.getByRole('button', { name: /Try the demo/ }).click();
    const banner = page.getByLabel('Demo', { exact: true });
    await banner.first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.locator('[data-testid="fleet-row"][data-state="needsApproval"]').first().waitFor();
    await page.locator('[data-testid="fleet-row"][data-state="failed"]').first().waitFor();
    await page.getByRole('button', { name: 'Remove the demo' }).click();
    await page
      .getByRole('alertdialog')
      .or(page.getByRole('dialog'))
      .getByRole('button', { name: 'Remove the demo' })
      .click();
    await page.getByText('Run many agents. Decide once.').waitFor();
    expect(await page.getByTestId('fleet-row').count()).toBe(0);
    await banner.first().waitFor({ state: 'detached' });
  });
});
