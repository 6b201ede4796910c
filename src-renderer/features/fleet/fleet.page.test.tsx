import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { row, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { FleetList } from './index.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost({ 'thread/continue': () => null });
  host.workspace(workspace('payments-api'));
  host.workspace(workspace('web-client', { ord: 2 }));
});

const fleet = (hash = '#/fleet'): void =>
  show(
    <div style={{ height: '700px', display: 'grid' }}>
      <FleetList />
    </div>,
    host,
    hash,
  );
const thread = (name: RegExp) => page.getByRole('link', { name });
/** What the rows say, from above. */
const titles = () =>
  page
    .getByTestId('fleet-row')
    .elements()
    .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
    .map((element) => element.querySelector('.fleet-title')?.textContent);

describe('the fleet', () => {
  it('puts what needs the person first', async () => {
    host.row(row('a', { state: 'idle', title: 'Rests' }));
    host.row(row('b', { state: 'running', title: 'Runs' }));
    host.row(
      row('c', {
        state: 'needsApproval',
        title: 'Asks',
        activity: 'wants to run',
        activityCode: 'npm publish',
      }),
    );
    host.row(row('d', { state: 'failed', title: 'Failed', reason: 'context window exceeded' }));
    fleet();
    await expect.poll(titles).toEqual(['Asks', 'Failed', 'Runs', 'Rests']);
    await expect.element(page.getByText('4 threads · 2 workspaces')).toBeVisible();
    await expect.element(thread(/^Asks\..*wants to run npm publish/)).toBeVisible();
    await expect.element(page.getByText('context window exceeded')).toBeVisible();
  });

  it('follows a thread that changes its state', async () => {
    host.row(row('a', { state: 'running', title: 'One' }));
    host.row(row('b', { state: 'running', title: 'Two', createdAt: 0 }));
    fleet();
    await expect.poll(titles).toHaveLength(2);
    host.row(row('b', { state: 'needsApproval', title: 'Two' }));
    await expect.poll(titles).toEqual(['Two', 'One']);
  });

  it('is gone through by keys, and Enter opens', async () => {
    host.row(row('a', { state: 'running', title: 'One', createdAt: 2 }));
    host.row(row('b', { state: 'running', title: 'Two', createdAt: 1 }));
    fleet();
    await expect.poll(titles).toHaveLength(2);
    const [first, second] = titles();
    await userEvent.keyboard('j');
    await expect.element(thread(new RegExp(`^${first}`))).toHaveFocus();
    await userEvent.keyboard('j');
    await expect.element(thread(new RegExp(`^${second}`))).toHaveFocus();
    await userEvent.keyboard('k');
    await expect.element(thread(new RegExp(`^${first}`))).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => location.hash).toMatch(/thread=(a|b)$/);
  });

  it('is filtered by all words of the filter, and cleared with Escape', async () => {
    host.row(row('a', { title: 'Rotate the secrets' }));
    host.row(row('b', { title: 'Rotate the images' }));
    fleet();
    await expect.poll(titles).toHaveLength(2);
    await userEvent.keyboard('/');
    await userEvent.keyboard('rotate sec');
    await expect.poll(titles).toEqual(['Rotate the secrets']);
    await expect.element(page.getByText('1 of 2')).toBeVisible();
    await userEvent.keyboard('nothing like it');
    await expect.element(page.getByText('Nothing matches')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(titles).toHaveLength(2);
  });

  it('shows the threads of one workspace alone', async () => {
    host.row(row('a', { title: 'Here' }));
    host.row(row('b', { title: 'There', workspaceId: workspace('web-client').id }));
    fleet('#/fleet?workspace=web-client');
    await expect.poll(titles).toEqual(['There']);
    await expect.element(page.getByRole('heading', { name: 'web-client' })).toBeVisible();
  });

  it('folds a group', async () => {
    host.row(row('a', { state: 'running', title: 'Runs' }));
    fleet();
    const head = page.getByRole('button', { name: /Running/ });
    await userEvent.click(head);
    await expect.poll(titles).toEqual([]);
    await expect.element(head).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(head);
    await expect.poll(titles).toEqual(['Runs']);
  });

  it('continues what was cut off from its row', async () => {
    host.row(row('a', { title: 'Cut off', interrupted: true }));
    fleet();
    await userEvent.click(page.getByRole('button', { name: /^Continue/ }));
    await expect.poll(() => host.callsOf('thread/continue')).toEqual([{ threadId: asId<ThreadId>('a') }]);
  });

  it('draws of many threads only those in view', async () => {
    for (let at = 0; at < 400; at += 1) host.row(row(`m${at}`, { title: `Task ${at}` }));
    fleet();
    await expect.element(page.getByText('400 threads', { exact: false })).toBeVisible();
    await expect.poll(titles).not.toEqual([]);
    expect(titles().length).toBeLessThan(60);
  });
});
