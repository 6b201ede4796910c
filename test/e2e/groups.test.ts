import { afterEach, expect, it } from 'vitest';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

const waiting = () => app.page.locator('[data-testid="inbox-row"]:not([data-ended])');
const groups = () => app.page.getByTestId('inbox-group');

/** Threads that ask, in two workspaces, through the host: this is about deciding, not about starting. */
async function ask(...prompts: string[]): Promise<void> {
  const { harness } = app;
  const client = harness.client();
  for (const [at, text] of prompts.entries()) {
    const { workspaceId } = await harness.addRepository(`repository ${at + 1}`);
    await client.call('thread/start', { workspaceId, text, place: 'folder' });
  }
}

it('one decision answers many agents, by keys, once all of it was seen; and is taken back in time', async () => {
  app = await App.start();
  const { page } = app;
  await ask(
    '[script:escalate n=2 cmd="echo the same"]',
    '[script:escalate n=1 cmd="echo the same"]',
    '[script:escalate n=1 cmd="echo another"]',
  );
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await groups().getByText('3 requests to decide together').waitFor();
  await expect.poll(() => waiting().count()).toBe(1);

  await groups().focus();
  await page.keyboard.press('Enter');
  const group = page.getByTestId('group');
  await group.getByText('1 distinct content').waitFor();
  await group.getByText('seen', { exact: true }).waitFor();
  await page.keyboard.press('Shift+A');
  const batches = page.getByTestId('batches');
  await batches.getByText(/Accepting 3 requests/).waitFor();
  await page.keyboard.press('z');
  await page.getByText('Taken back', { exact: true }).waitFor();
  await groups().getByText('3 requests to decide together').waitFor();

  await groups().focus();
  await page.keyboard.press('Enter');
  await group.getByText('seen', { exact: true }).waitFor();
  await page.keyboard.press('Shift+A');
  await page.getByText('3 requests accepted').waitFor();
  await expect.poll(() => groups().count()).toBe(0);
  // What was not in the group still waits.
  await expect.poll(() => waiting().count()).toBe(1);
});

it('what is told stands on no row, no button that decides, and no tab', async () => {
  app = await App.start();
  const { page, harness } = app;
  await harness.host.call('settings/set', { name: 'inbox.undoSeconds', value: 30 });
  await ask('[script:escalate n=2 cmd="echo the same"]', '[script:escalate n=12 cmd="echo number %i"]');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await groups().getByText('2 requests to decide together').waitFor();
  await groups().focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('group').getByText('seen', { exact: true }).waitFor();
  await page.keyboard.press('Shift+A');
  await page
    .getByTestId('batches')
    .getByText(/Accepting 2 requests/)
    .waitFor();
  await page.keyboard.press('Escape');
  const row = page.locator('[data-testid="inbox-row"]:not([data-ended])').last();
  const card = page.getByTestId('approval-card');
  const covered = (): Promise<readonly string[]> =>
    page.evaluate(() => {
      const box = document.querySelector('[data-testid="toasts"]')?.getBoundingClientRect();
      if (box === undefined || box.height === 0) return ['there is nothing that could cover'];
      const others = '[data-testid="inbox-row"], [data-testid="approval-card"] button, .tab-bar a';
      return [...document.querySelectorAll<HTMLElement>(others)].flatMap((one) => {
        const { left, right, top, bottom: end } = one.getBoundingClientRect();
        // What is scrolled away below is cut off by the column.
        const bottom = Math.min(end, one.closest('main')?.getBoundingClientRect().bottom ?? end);
        const apart = right <= box.left || left >= box.right || bottom <= box.top || top >= box.bottom;
        return apart ? [] : [one.innerText];
      });
    });
  await row.click();
  await card.waitFor();
  expect(await covered()).toEqual([]);

  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator('.tab-bar').waitFor();
  await page.getByTestId('batches').waitFor();
  await card.waitFor();
  expect(await covered()).toEqual([]);
  await page.getByRole('button', { name: 'Back' }).click();
  await row.waitFor();
  expect(await covered()).toEqual([]);
  await page.keyboard.press('z');
  await page.getByText('Taken back', { exact: true }).waitFor();
  expect(await covered()).toEqual([]);
});

it('nothing is decided for many before each content was in view as a whole; what arrives later is not added by itself', async () => {
  app = await App.start({ size: { width: 1440, height: 420 } });
  const { page, harness } = app;
  const long = Array.from({ length: 60 }, (_, line) => `echo line ${line}`).join('; ');
  await ask(`[script:escalate cmd="${long}"]`, `[script:escalate cmd="${long} again"]`);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect.poll(() => waiting().count()).toBe(2);
  await page.keyboard.press('Shift+M');
  const group = page.getByTestId('group');
  await group.getByText('2 distinct contents').waitFor();
  await page.keyboard.press('Shift+A');
  await group.getByText(/not seen whole yet: scroll/).waitFor();
  expect(await page.getByTestId('batches').count()).toBe(0);

  const later = harness.client();
  const { workspaceId } = await harness.addRepository('later');
  await later.call('thread/start', {
    workspaceId,
    text: '[script:escalate cmd="echo later"]',
    place: 'folder',
  });
  await group.getByText('1 more has arrived').waitFor();

  // From its top to its end, a screen at a time; each stays as long as it takes to be counted.
  const place = group.getByLabel('The requests');
  const unseen = group.getByText('not seen whole yet', { exact: true });
  await expect
    .poll(
      async () => {
        await place.evaluate((element) => {
          const end = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
          element.scrollTop = end ? 0 : element.scrollTop + element.clientHeight / 2;
        });
        return unseen.count();
      },
      { timeout: 60_000, interval: 700 },
    )
    .toBe(0);
  await page.keyboard.press('Shift+X');
  await page.getByText('2 requests declined').waitFor();
  await expect.poll(() => waiting().count()).toBe(1);
});

it('the key that decides goes through a content that is taller than the window', async () => {
  app = await App.start({ size: { width: 1440, height: 420 } });
  const { page } = app;
  const long = Array.from({ length: 60 }, (_, line) => `echo line ${line}`).join('; ');
  await ask(`[script:escalate n=2 cmd="${long}"]`);
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByText('2 waiting · 1 thread').waitFor();
  await page.keyboard.press('Shift+M');
  await page.getByTestId('group').getByText('1 distinct content').waitFor();
  // Each view stays as long as it takes to be counted.
  const pressed = async (): Promise<number> => {
    await page.keyboard.press('Shift+A');
    return page.getByTestId('batches').count();
  };
  await expect.poll(pressed, { timeout: 60_000, interval: 700 }).toBe(1);
});

it('requests are selected by hand and by a filter, and put off to the end of the list', async () => {
  app = await App.start();
  const { page } = app;
  await ask(
    '[script:escalate cmd="echo one"]',
    '[script:escalate cmd="echo two"]',
    '[script:escalate cmd="echo three"]',
  );
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect.poll(() => waiting().count()).toBe(3);
  const first = await waiting().first().getAttribute('data-entry');
  await waiting().first().click();
  await page.keyboard.press('l');
  await expect.poll(() => waiting().last().getAttribute('data-entry')).toBe(first);
  await page.keyboard.press('m');
  await page.keyboard.press('j');
  await page.keyboard.press('m');
  await page.getByRole('button', { name: /^2 selected/ }).waitFor();
  await page.keyboard.press('Shift+M');
  await page.getByTestId('group').getByText('2 distinct contents').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('three');
  await expect.poll(() => waiting().count()).toBe(1);
  await page.getByText('2 not shown').waitFor();
});

it('a range is selected with Shift, by keys with one hand and by clicks, and a group as a whole', async () => {
  app = await App.start();
  const { page } = app;
  const lines = () => page.locator('.inbox-row[data-entry]:not([data-ended])');
  await ask('[script:escalate n=2 cmd="echo same"]', '[script:escalate n=3 cmd="echo other %i"]');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect.poll(() => lines().count()).toBe(4);
  const names = await lines().evaluateAll((rows) => rows.map((row) => row.getAttribute('data-entry') ?? ''));
  const row = (at: number) => page.locator(`[data-entry="${names[at] ?? ''}"]`);
  const chosen = () => page.locator('.inbox-row[data-chosen]').count();
  await row(0).click();
  await page.keyboard.press('Shift+F');
  await page.keyboard.press('Shift+F');
  await expect.poll(chosen).toBe(3);
  await page.keyboard.press('q');
  await expect.poll(chosen).toBe(2);
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await row(1).click({ modifiers: ['ControlOrMeta'] });
  await row(3).click({ modifiers: ['Shift'] });
  await expect.poll(chosen).toBe(3);
  // The group counts with all of its members, wherever it stands among the lines.
  const group = page.getByTestId('inbox-group');
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await group.click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('button', { name: /^2 selected/ }).waitFor();
  // By the boxes, which leave the focus and the card where they are.
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await row(2).click();
  const focused = () => page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200));
  const shownBefore = page.url();
  const focusedBefore = await focused();
  const box = (at: number) =>
    page.locator(`li:has(> [data-entry="${names[at] ?? ''}"])`).getByRole('checkbox');
  await box(0).check({ force: true });
  await box(3).click({ modifiers: ['Shift'], force: true });
  await expect.poll(chosen).toBe(4);
  await box(1).uncheck({ force: true });
  await expect.poll(chosen).toBe(3);
  expect(page.url()).toBe(shownBefore);
  expect(await focused()).toBe(focusedBefore);
});
