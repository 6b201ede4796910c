import { afterEach, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** Two threads of two workspaces whose turns run until they are released. */
async function twoRunning(): Promise<void> {
  for (const name of ['alpha', 'beta']) {
    const { workspaceId } = await app.harness.addRepository(name);
    await app.harness.host.call('thread/start', {
      workspaceId,
      text: `[script:hold name=${name}] Work on ${name}`,
    });
    await app.harness.model.held(name);
  }
  await app.page.locator('[data-testid="fleet-row"][data-state="running"]').nth(1).waitFor();
}

describe('what ends many turns at once', () => {
  it('stops everything by one key, after it has named what it stops', async () => {
    app = await App.start();
    const { page } = app;
    await twoRunning();
    await page.keyboard.press('Control+.');
    const dialog = page.getByRole('dialog', { name: /Stop all 2 threads that run/ });
    const listed = dialog.getByRole('list', { name: 'What is stopped' }).getByRole('listitem');
    expect(await listed.allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/alpha.*Running/),
        expect.stringMatching(/beta.*Running/),
      ]),
    );
    // Enter alone stops nothing: the safe button has the focus.
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.locator('[data-testid="fleet-row"][data-state="running"]').count()).toBe(2);
    await page.keyboard.press('Control+.');
    await dialog.getByRole('button', { name: 'Stop all 2' }).click();
    await page.getByText('Stopped 2 threads').waitFor();
    await page
      .locator('[data-testid="fleet-row"][data-state="running"]')
      .first()
      .waitFor({ state: 'detached' });
    // There is a way back.
    await page.getByLabel('Cut off', { exact: true }).getByText('2 threads were cut off').waitFor();
    await page.keyboard.press('Control+.');
    await page.getByText('Nothing runs').waitFor();
  });

  it('offers once, at the next start, to continue what the end of Muster cut off', async () => {
    app = await App.start();
    const { page, harness } = app;
    await twoRunning();
    await app.stopHost();
    await app.startHost();
    const offer = page.getByLabel('Cut off', { exact: true });
    await offer.getByText('2 threads were cut off while working').waitFor();
    await offer.getByRole('button', { name: 'Continue all interrupted…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Continue 2 threads?' });
    const listed = dialog.getByRole('listitem');
    expect(await listed.allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/alpha.*go on where it was cut off/),
        expect.stringMatching(/beta.*go on where it was cut off/),
      ]),
    );
    await dialog.getByRole('button', { name: 'Continue all 2' }).click();
    await offer.waitFor({ state: 'detached' });
    const finished = page.locator('[data-testid="fleet-row"][data-state="finished"]');
    await expect
      .poll(
        () => {
          for (const name of ['alpha', 'beta']) harness.model.release(name);
          return finished.count();
        },
        { timeout: 60_000 },
      )
      .toBe(2);
  });

  it('puts the offer aside when told so, and leaves the threads as they are', async () => {
    app = await App.start({ size: { width: 390, height: 844 } });
    const { page } = app;
    await twoRunning();
    await app.stopHost();
    await app.startHost();
    const offer = page.getByLabel('Cut off', { exact: true });
    await offer.getByRole('button', { name: /Not now/ }).click();
    await offer.waitFor({ state: 'detached' });
    await page.getByText('Cut off', { exact: true }).waitFor();
  });
});
