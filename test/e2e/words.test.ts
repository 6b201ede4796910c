import Database from 'libsql';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetTopic } from '#shared/contract/topics.ts';
import { App } from './support/app.ts';

let app: App;
beforeAll(async () => {
  app = await App.start({ model: { pace: { deltaChars: 8, deltaMs: 20, replyMs: 10, pauseScale: 1 } } });
  await app.harness.addRepository('words');
  await app.page.getByTestId('workspace-row').first().waitFor();
});
afterAll(() => app.dispose());

it('shows a steer as waiting, keeps it over a reload, and gives it back when the turn is interrupted', async () => {
  const { page, harness } = app;
  await app.startThread('[script:commands cmd="sleep 60"]');
  await page.getByText('sleep 60').first().waitFor();
  const composer = page.getByTestId('composer');
  await composer.fill('only look at refunds');
  await expect.poll(() => page.getByRole('button', { name: /^Steer/ }).isEnabled()).toBe(true);
  await composer.press('Enter');
  const waiting = page.getByTestId('steers');
  await expect.poll(() => waiting.innerText()).toContain('only look at refunds');
  expect(await composer.inputValue()).toBe('');
  await page.reload();
  await expect.poll(() => waiting.innerText()).toContain('only look at refunds');
  const client = harness.client();
  const { id: threadId } = await client.until(
    () => client.values(fleetTopic.topic, fleetTopic.thread)[0],
    'the row',
  );
  await client.call('thread/interrupt', { threadId });
  await expect.poll(() => composer.inputValue()).toBe('only look at refunds');
  await expect.poll(() => waiting.count()).toBe(0);
  expect(await client.call('draft/get', { key: `thread:${threadId}` })).toEqual({
    text: 'only look at refunds',
  });
});

it('marks a message that a steer cut off, also after a reload', async () => {
  const { page } = app;
  await app.startThread('[script:flood deltas=100 chars=8]');
  await page.getByTestId('thread-view').getByText('The quic').first().waitFor();
  const composer = page.getByTestId('composer');
  await composer.fill('stop that');
  await expect.poll(() => page.getByRole('button', { name: /^Steer/ }).isEnabled()).toBe(true);
  await composer.press('Enter');
  await page.getByText('Cut off here').waitFor();
  await page.reload();
  await page.getByText('Cut off here').waitFor();
});

it('keeps a text that the host cannot store, says so until it can, and refuses one that is too long in words', async () => {
  const { page, harness } = app;
  const composer = page.getByTestId('composer');
  const hide = (from: string, to: string): void => {
    const db = new Database(join(harness.dataDir, 'muster.db'));
    db.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    db.close();
  };
  hide('drafts', 'hidden');
  await composer.fill('half a thought');
  const note = page.getByText('Your text is in this page only');
  await note.waitFor();
  expect(await composer.inputValue()).toBe('half a thought');
  hide('hidden', 'drafts');
  await note.waitFor({ state: 'detached' });
  await page.reload();
  await expect.poll(() => composer.inputValue()).toBe('half a thought');

  await composer.evaluate((area: HTMLTextAreaElement) => {
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
    set?.call(area, 'x'.repeat(1_200_000));
    area.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await composer.press('Enter');
  await page.getByText(/It is too long: 1,200,000 characters, and 1,000,000 at most/).waitFor();
  expect((await composer.inputValue()).length).toBe(1_200_000);
  await composer.fill('');
});
