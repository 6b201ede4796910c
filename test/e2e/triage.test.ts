/** Nobody decides what they do not look at: filters, selections, turns of which more waits, pages that were not opened. */
import { afterEach, expect, it } from 'vitest';
import { scriptedMcpServers } from '../support/scripted-scenarios.ts';
import type { TestClient } from '../support/test-client.ts';
import { App } from './support/app.ts';

let app: App;
let client: TestClient;
afterEach(() => app.dispose());

const waiting = () => app.page.locator('[data-testid="inbox-row"]:not([data-ended])');
const card = () => app.page.getByTestId('approval-card');

/** Starts threads one after the other, so that the order of the list is theirs, and goes to the inbox. */
async function ask(...prompts: string[]): Promise<void> {
  const { harness, page } = app;
  client = harness.client();
  const { workspaceId } = await harness.addRepository('repository');
  for (const text of prompts) {
    const { threadId } = await client.call('thread/start', { workspaceId, text, place: 'folder' });
    await client.until(() => client.pending(threadId).length > 0, 'the request');
  }
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await waiting().first().waitFor();
}

/** Presses a key until it has done what it is for: a card takes no key before it was in view for a moment. */
async function pressUntil(key: string, done: () => Promise<boolean> | boolean): Promise<void> {
  await expect
    .poll(
      async () => {
        await app.page.keyboard.press(key);
        return done();
      },
      { interval: 800 },
    )
    .toBe(true);
}

const outcomeOf = (text: string): unknown =>
  client.approvals().find(({ body }) => body.kind === 'command' && body.command.includes(text))?.outcome ??
  null;

it('what the filter leaves out is not what the keys decide', async () => {
  app = await App.start();
  const { page } = app;
  await ask('[script:escalate cmd="echo hidden"]', '[script:escalate cmd="echo wanted"]');
  await waiting().first().click();
  await card().getByText('echo hidden').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('wanted');
  await page.keyboard.press('Enter');
  await card().getByText('echo wanted').first().waitFor();
  await pressUntil('x', () => outcomeOf('wanted') !== null);
  expect(outcomeOf('hidden')).toBeNull();
  // Nothing is left of the list: nothing is looked at, and no key decides anything.
  await page.keyboard.press('/');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('nothing at all');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing matches').waitFor();
  await expect.poll(() => card().count()).toBe(0);
});

it('with a selection the keys of decisions lead to all of it, and Escape goes back', async () => {
  app = await App.start();
  const { page } = app;
  await ask(
    '[script:escalate cmd="echo one"]',
    '[script:escalate cmd="echo two"]',
    '[script:escalate cmd="echo three"]',
  );
  await waiting().first().click();
  await page.keyboard.press('m');
  await page.keyboard.press('Shift+J');
  await page.getByRole('button', { name: /^2 selected/ }).waitFor();
  await page.keyboard.press('x');
  const group = page.getByTestId('group');
  await group.getByText('2 waiting').waitFor();
  expect(client.pending()).toHaveLength(3);
  await page.keyboard.press('Escape');
  await card().waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('button', { name: /selected/ }).count()).toBe(0);
  await pressUntil('x', () => client.pending().length === 2);
  // The keys for all lead there as well.
  await page.keyboard.press('m');
  await page.keyboard.press('Shift+X');
  await group.waitFor();
  // All that is shown is there again after the page was loaded anew.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+M');
  await group.getByText('2 waiting').waitFor();
  await page.reload();
  await group.getByText('2 waiting').waitFor();
});

it('the end of a turn is asked for twice while more of it waits', async () => {
  app = await App.start();
  const { page } = app;
  await ask('[script:escalate n=2 cmd="echo part %i"]', '[script:escalate cmd="echo alone"]');
  await client.until(() => client.pending().length === 3, 'the requests');
  await waiting().filter({ hasText: 'part' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Stop the turn?' });
  await pressUntil('c', async () => (await dialog.count()) === 1);
  await dialog.getByText('Another request of this turn waits').waitFor();
  await dialog.getByRole('button', { name: 'Not now' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(client.pending()).toHaveLength(3);
  await pressUntil('c', async () => (await dialog.count()) === 1);
  await dialog.getByRole('button', { name: 'Stop the turn' }).click();
  await client.until(() => client.pending().length === 1, 'the turn to end');
  await card().getByText('echo alone').first().waitFor();
  await pressUntil('c', () => client.pending().length === 0);
});

it('a key opens the page that is asked about before one says that it was visited', async () => {
  app = await App.start({ config: { mcpServers: scriptedMcpServers } });
  const { page } = app;
  await ask('[script:mcp tool=open_page]');
  await waiting().first().click();
  await card()
    .getByRole('link', { name: /^Open / })
    .waitFor();
  await card().locator('[aria-label="Decisions"]:not([data-settling])').waitFor();
  const opened = page.context().waitForEvent('page');
  await page.keyboard.press('a');
  await (await opened).close();
  expect(client.pending()).toHaveLength(1);
  await pressUntil('a', () => client.pending().length === 0);
});
