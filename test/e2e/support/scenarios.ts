/** What a person does, the same in every shell: run in a browser (scenarios.test.ts) and in the desktop app's window. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ScriptedModel } from '../../../src-main/host/inference/scripted-model.ts';

/** A Muster that was just started, with nothing in it, and a person at its window. */
export interface Stage {
  readonly page: Page;
  readonly model: ScriptedModel;
  /** A folder for the repositories. */
  readonly root: string;
  /** Makes a small git repository in it; answers its path. */
  repository(name: string): string;
}

/** Adds a folder by its path, and a first thread in it goes to its end. */
export async function firstThread({ page, repository }: Stage): Promise<void> {
  const path = repository('first');
  await page
    .getByRole('button', { name: /Add a folder/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Path of the folder' }).fill(path);
  await page.getByRole('dialog').getByRole('button', { name: /^Add/ }).click();
  await page.getByTestId('workspace-row').filter({ hasText: 'first' }).first().waitFor();
  await startThread(page, '[script:say text="It **works** now."]');
  await page.getByTestId('thread-view').locator('strong', { hasText: 'works' }).waitFor();
}

/** A thread asks to leave its sandbox; the person reads the command in the inbox and accepts it by a key. */
export async function decideByKey({ page, root }: Stage): Promise<void> {
  const file = join(root, 'decided');
  await startThread(page, `[script:escalate cmd="touch ${file}"]`);
  await page.locator('[data-testid="fleet-row"][data-state="needsApproval"]').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByTestId('inbox-row').first().waitFor();
  await page.keyboard.press('j');
  await page.getByTestId('approval-card').getByText(`touch ${file}`).first().waitFor();
  // A card that has just appeared takes no key yet: pressed until it is taken.
  const decided = async (): Promise<boolean> => {
    await page.keyboard.press('a');
    return existsSync(file);
  };
  await expect.poll(decided, { timeout: 20_000 }).toBe(true);
  await page.keyboard.press('g');
  await page.keyboard.press('f');
  await page
    .locator('[data-testid="fleet-row"][data-state="needsApproval"]')
    .first()
    .waitFor({ state: 'detached' });
}

/** Two turns run; one key and one confirmation stop both. */
export async function stopEverything({ page, model }: Stage): Promise<void> {
  for (const name of ['one', 'two']) {
    await startThread(page, `[script:hold name=${name}]`);
    await model.held(name);
  }
  await page.locator('[data-testid="fleet-row"][data-state="running"]').nth(1).waitFor();
  await page.getByTestId('fleet-row').first().click();
  await page.keyboard.press('ControlOrMeta+.');
  const dialog = page.getByRole('dialog', { name: /Stop all 2 threads/ });
  await dialog.getByRole('button', { name: 'Stop all 2' }).click();
  await page
    .locator('[data-testid="fleet-row"][data-state="running"]')
    .first()
    .waitFor({ state: 'detached' });
}

async function startThread(page: Page, text: string): Promise<void> {
  await page.getByTestId('workspace-row').first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.getByTestId('new-thread-text').fill(text);
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await page.getByTestId('thread-view').waitFor();
  await page.getByTestId('new-thread-text').waitFor({ state: 'detached' });
  // Letters are keys only where nobody types; the row of the new thread may come too late to take the focus.
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}
