/** What cannot be drawn harms only itself: hostile Markdown, raw cards, and frames that lie to the page. */
import { threadTopic } from '#shared/contract/topics.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProxiedCodex } from '../support/proxied-codex.ts';
import type { TestClient } from '../support/test-client.ts';
import { inState } from '../support/use-harness.ts';
import { App } from './support/app.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';

let app: App;
let client: TestClient;
let proxy: ProxiedCodex;
let workspaceId: WorkspaceId;

beforeAll(async () => {
  app = await App.start();
  client = app.harness.client();
  ({ workspaceId } = await app.harness.addRepository('odd'));
  proxy = await ProxiedCodex.make(app.harness.root);
  await client.call('workspace/update', { workspaceId, codexPath: proxy.path });
  await proxy.joined();
});

afterAll(async () => {
  proxy.close();
  client.dispose();
  await app.dispose();
});

async function finished(text: string): Promise<{ threadId: ThreadId; turnId: string }> {
  const { threadId } = await client.call('thread/start', { workspaceId, text });
  client.open(`thread:${threadId}`);
  await inState(client, threadId, 'finished');
  const [turn] = client.thread(threadId, threadTopic.turn);
  return { threadId, turnId: turn?.id ?? '' };
}

const show = (page: Page, threadId: ThreadId): Promise<unknown> =>
  page.evaluate((id) => (location.hash = `#/fleet?thread=${id}`), threadId);
const item = (page: Page, id: string) => page.locator(`[data-item-id="${id}"]`);

describe('a thread with what nobody should have to draw', () => {
  it('is drawn, each item as far as it goes', async () => {
    const { threadId, turnId } = await finished('[script:say text="The first."]');
    const inject = (more: object): void =>
      proxy.inject({ method: 'item/completed', params: { threadId, turnId, item: more } });
    inject({ type: 'userMessage', id: 'null content', content: [null] });
    inject({ type: 'agentMessage', id: 'list', text: `${'- '.repeat(1000)}x` });
    inject({ type: 'agentMessage', id: 'quote', text: `${'>'.repeat(3000)} deep` });
    inject({ type: 'agentMessage', id: 'marks', text: '*a_'.repeat(50_000) });
    inject({ type: 'agentMessage', id: 'brackets', text: '['.repeat(50_000) });
    inject({
      type: 'hologram',
      id: 'deep',
      beam: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as unknown,
    });
    inject({ type: 'agentMessage', id: 'last', text: '**The last**.' });
    await show(app.page, threadId);
    await item(app.page, 'last').locator('strong').waitFor();
    expect(await item(app.page, 'null content').textContent()).toContain('An item this version cannot read');
    expect(await item(app.page, 'null content').textContent()).toContain('null');
    expect(await item(app.page, 'quote').textContent()).toContain('> deep');
    expect(await item(app.page, 'deep').textContent()).toContain('left out');
    expect(await app.page.getByTestId('undrawn').count()).toBe(0);
    expect(await app.page.getByTestId('fleet-row').count()).toBeGreaterThan(0);
  });
});

describe('a list in a list in a list', () => {
  it('stays within the column, on a telephone too', async () => {
    const { threadId, turnId } = await finished('[script:say text="Lists."]');
    const text = Array.from({ length: 40 }, (_, level) => `${'  '.repeat(level)}- level ${level}`).join('\n');
    proxy.inject({
      method: 'item/completed',
      params: { threadId, turnId, item: { type: 'agentMessage', id: 'levels', text } },
    });
    await show(app.page, threadId);
    await item(app.page, 'levels').getByText('level 39').waitFor();
    await app.page.setViewportSize({ width: 390, height: 844 });
    const levels = item(app.page, 'levels');
    const sides = await levels.evaluate((element) => ({
      column: element.getBoundingClientRect().right,
      lists: [...element.querySelectorAll('li')].map((li) => {
        const range = document.createRange();
        range.selectNodeContents(li.firstChild ?? li);
        return range.getBoundingClientRect().right;
      }),
    }));
    await app.page.setViewportSize({ width: 1440, height: 900 });
    expect(sides.lists).toHaveLength(40);
    expect(Math.max(...sides.lists)).toBeLessThanOrEqual(sides.column);
  });
});

describe('a page that is told what is not so', () => {
  it('says of each part that it could not be drawn, shows it raw, and draws the rest', async () => {
    const { threadId } = await finished('[script:say text="SPOILED"]');
    const page = await app.context.newPage();
    const lies = { on: true };
    // Between host and page, behind every check of the host: what a fault of ours would be.
    await page.routeWebSocket(/\/contract/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((text) => socket.send(lies.on ? spoiled(String(text)) : text));
    });
    page.on('pageerror', () => {});
    await page.goto(app.server.startLink());
    await show(page, threadId);
    const undrawn = page.getByTestId('undrawn');
    await undrawn.first().waitFor();
    expect(await undrawn.count()).toBe(1);
    expect(await undrawn.textContent()).toContain('This item could not be drawn.');
    expect(await undrawn.textContent()).toContain('SPOILED');
    expect(await page.getByTestId('fleet-row').count()).toBeGreaterThan(0);
    await page.getByTestId('composer').first().waitFor();
    // Trying again without anything changed fails again, and harms nothing more.
    await undrawn.getByRole('button', { name: 'Try again' }).click();
    await undrawn.first().waitFor();

    // A request that cannot be drawn has a row, says what it is, and can be declined.
    const { threadId: asking } = await client.call('thread/start', {
      workspaceId,
      text: '[script:escalate cmd="echo SPOILED"]',
    });
    const approval = await client.until(() => client.pending(asking)[0], 'the request');
    await page.evaluate((id) => (location.hash = `#/inbox?approval=${encodeURIComponent(id)}`), approval.id);
    await page.getByText('This request could not be drawn.').waitFor();
    await undrawn.getByRole('button', { name: 'Decline' }).click();
    await client.until(() => client.pending(asking).length === 0, 'the decision');

    // The next update of the item is drawn again by itself.
    lies.on = false;
    await page.reload();
    await show(page, threadId);
    await page.getByText('SPOILED', { exact: true }).first().waitFor();
    expect(await undrawn.count()).toBe(0);
    await page.close();
  });
});

/** A frame of the host with the entities that say SPOILED robbed of what their drawing relies on. */
function spoiled(text: string): string {
  const frame = JSON.parse(text) as { t: string; updates?: { put?: [string, Record<string, unknown>][] }[] };
  for (const { put = [] } of frame.updates ?? [])
    for (const [key, value] of put) {
      const says = JSON.stringify(value).includes('SPOILED');
      if (key.startsWith('item:') && says && (value['item'] as { type: string }).type === 'agentMessage')
        value['item'] = { type: 'subAgent', id: 'x', was: 'SPOILED', agents: null };
      if (key.startsWith('approval:') && says) value['body'] = { kind: 'command', was: 'SPOILED' };
    }
  return JSON.stringify(frame);
}
