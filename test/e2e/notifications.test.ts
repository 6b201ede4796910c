import { afterEach, expect, it } from 'vitest';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import { hostTopic } from '#shared/contract/topics.ts';
import { App } from './support/app.ts';

let app: App;
afterEach(() => app.dispose());

/** What the browser shows of notifications, as the page's own worker knows them. */
const shown = (): Promise<{ title: string; body: string; actions: string[] }[]> =>
  app.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const all = (await registration?.getNotifications()) ?? [];
    return all.map((one) => ({
      title: one.title,
      body: one.body,
      actions: ((one as { actions?: { action: string }[] }).actions ?? []).map(({ action }) => action),
    }));
  });

it('a browser in the background notifies with the thing itself, once, and lets it be decided there', async () => {
  app = await App.start();
  const { page, context, harness } = app;
  await context.grantPermissions(['notifications']);
  const { workspaceId } = await harness.addRepository('one');
  await page.reload();
  await page.getByRole('navigation').first().waitFor();
  // The person works in another tab.
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.bringToFront();
  await page.evaluate(() => {
    document.hasFocus = () => false;
    window.dispatchEvent(new Event('blur'));
  });
  const text = '[script:escalate cmd="echo out of the box"]';
  const { threadId } = await harness.host.call('thread/start', { workspaceId, text, place: 'folder' });
  await expect.poll(shown).toEqual([
    {
      title: expect.stringContaining('· one'),
      body: 'wants to run echo out of the box',
      actions: ['accept', 'decline'],
    },
  ]);
  // As the worker hands a click over; the click itself is the system's.
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const [note] = (await registration?.getNotifications()) ?? [];
    const data = { type: 'muster-notification', key: (note as Notification).data.key, action: 'accept' };
    navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data }));
  });
  const client = harness.client();
  await client.until(() => client.row(threadId)?.state === 'finished', 'it to have run');
  await client.until(() => client.approvals().length === 1, 'the approval');
  expect(client.approvals()[0]?.outcome).toMatchObject({ decision: 'accept', by: { type: 'person' } });
  await expect.poll(shown).toEqual([]);

  // In quiet hours nothing is shown, and the title counts all the same.
  await client.until(() => client.values(hostTopic.topic, hostTopic.info).length > 0, 'the host');
  await client.call('settings/set', {
    name: 'notifications.quietHours',
    value: { [workspaceId]: ['always'] },
  });
  // Clients are told of a setting a moment after it is stored: the page with them.
  await client.until(() => {
    const info = hostTopic.info.get(client.contract.values(hostTopic.topic));
    return info?.settings['notifications.quietHours'][workspaceId] !== undefined;
  }, 'the setting to be told');
  await client.call('thread/send', { threadId, text: '[script:escalate cmd="echo again"]', mode: 'send' });
  await expect.poll(() => page.title()).toBe('(1) Muster');
  expect(await shown()).toEqual([]);
});

it('quiet hours are set for all workspaces and for one, by the settings page', async () => {
  app = await App.start();
  const { page, harness } = app;
  const { workspaceId } = await harness.addRepository('one');
  await page.getByRole('navigation').first().waitFor();
  await page.keyboard.press('Control+,');
  const row = page.locator('[data-setting="notifications.quietHours"]');
  await row.getByRole('button', { name: 'Quiet hours of All workspaces' }).click();
  await page.getByRole('menuitemradio', { name: 'Quiet between…' }).click();
  await row.getByLabel('Quiet from, All workspaces').fill('21:30');
  await row.getByLabel('and weekends').click();
  await row.getByRole('button', { name: 'Quiet hours of one' }).click();
  await page.getByRole('menuitemradio', { name: 'Always quiet' }).click();
  const client = harness.client();
  const settings = () => (client.values(hostTopic.topic, hostTopic.info)[0] as HostInfo).settings;
  await client.until(() => client.values(hostTopic.topic, hostTopic.info).length > 0, 'the host');
  await expect
    .poll(() => settings()['notifications.quietHours'])
    .toEqual({ '*': ['21:30-07:00', 'weekend'], [workspaceId]: ['always'] });

  // What cannot be is said, stays as it was typed, and is not kept.
  const until = row.getByLabel('Quiet until, All workspaces');
  await until.fill('21:30');
  await row.getByText('begin and end at the same minute').waitFor();
  await until.press('Enter');
  await row.getByText(/30.* – .*00.* holds/).waitFor();
  expect(await until.inputValue()).toBe('21:30');
  await until.press('Escape');
  expect(await until.inputValue()).toBe('07:00');
  await until.fill('21:30');
  await row.getByLabel('Quiet from, All workspaces').fill('20:00');
  await row.getByLabel('Quiet from, All workspaces').press('Enter');
  await expect
    .poll(() => settings()['notifications.quietHours'])
    .toEqual({ '*': ['20:00-21:30', 'weekend'], [workspaceId]: ['always'] });
  expect(await row.getByRole('alert').count()).toBe(0);
  await row.getByRole('button', { name: /^Reset/ }).click();
  await expect.poll(() => settings()['notifications.quietHours']).toEqual({});
});
