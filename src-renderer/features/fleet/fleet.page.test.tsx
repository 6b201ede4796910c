import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure } from '#shared/contract/errors.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { row, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { focusThread } from '../../platform/ui-store.ts';
import { useVerbCommands, VerbDialogs } from '../verbs/index.ts';
import { FleetList, useNextCommands } from './index.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost({ 'thread/continue': () => null });
  host.workspace(workspace('payments-api'));
  host.workspace(workspace('web-client', { ord: 2 }));
});

const fleet = (hash = '#/fleet'): void =>
  show(
    <div style={{ height: '700px', width: '520px', display: 'grid' }}>
      <FleetList />
      <Keys />
    </div>,
    host,
    hash,
  );
/** What the window around the list does: keys of verbs, and their dialogs. */
function Keys() {
  useVerbCommands();
  useNextCommands();
  return <VerbDialogs />;
}
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

describe('triage', () => {
  const put = (): void => {
    host.row(row('a', { state: 'finished', unread: true, title: 'One', createdAt: 3 }));
    host.row(row('b', { state: 'finished', unread: true, title: 'Two', createdAt: 2 }));
    host.row(row('c', { state: 'finished', unread: true, title: 'Three', createdAt: 1 }));
  };
  const drawn = async (): Promise<void> => {
    await expect.poll(titles).toHaveLength(3);
  };
  const open = () => new URLSearchParams(location.hash.split('?')[1]).get('thread');

  it('leaves a row where it is when it was read, until another one is opened', async () => {
    put();
    fleet('#/fleet?thread=b');
    await drawn();
    host.row(row('b', { state: 'idle', title: 'Two', createdAt: 2 }));
    await expect.element(thread(/^Two\. Idle/)).toBeVisible();
    expect(titles()).toEqual(['One', 'Two', 'Three']);
    await userEvent.click(thread(/^One/));
    await expect.poll(titles).toEqual(['One', 'Three', 'Two']);
  });

  it('archives by a key, opens the next, and takes it back by another', async () => {
    host.answer({ 'thread/archive': () => null, 'thread/unarchive': () => null });
    put();
    fleet('#/fleet?thread=b');
    await drawn();
    await userEvent.keyboard('e');
    await expect.poll(() => host.callsOf('thread/archive').map(({ threadId }) => threadId)).toEqual(['b']);
    await expect.poll(open).toBe('c');
    await expect.element(page.getByText('Archived “Two”')).toBeVisible();
    await userEvent.keyboard('z');
    await expect
      .poll(() => host.callsOf('thread/unarchive'))
      .toEqual([{ threadId: 'b', workspaceId: 'payments-api' }]);
  });

  it('goes to the next unread and the next that needs the person, by one key from a field as well', async () => {
    put();
    host.row(row('d', { state: 'needsAnswer', title: 'Asks', createdAt: 0 }));
    fleet('#/fleet?thread=a');
    await expect.poll(titles).toHaveLength(4);
    await userEvent.keyboard('/');
    await userEvent.keyboard('{Alt>}n{/Alt}');
    await expect.poll(open).toBe('d');
    await userEvent.keyboard('{Alt>}u{/Alt}');
    await expect.poll(open).toBe('a');
    await userEvent.keyboard('{Alt>}u{/Alt}');
    await expect.poll(open).toBe('b');
  });

  it('acts on many at once, names each that failed, and none stops another', async () => {
    put();
    host.answer({
      'thread/archive': ({ threadId }) => {
        if (threadId === 'b') throw new ContractFailure({ code: 'refused', message: 'It is running.' });
        return null;
      },
    });
    fleet();
    await drawn();
    await userEvent.keyboard('j');
    await userEvent.keyboard('{Shift>}j{/Shift}');
    await userEvent.keyboard('{Shift>}j{/Shift}');
    await expect.element(page.getByText('3 selected')).toBeVisible();
    await userEvent.click(page.getByRole('toolbar').getByRole('button', { name: 'Archive' }));
    await expect.poll(() => host.callsOf('thread/archive')).toHaveLength(3);
    await expect.element(page.getByText('Archived 2 threads, 1 not')).toBeVisible();
    await expect.element(page.getByText('“Two”: It is running.')).toBeVisible();
  });

  it('selects by box and by a press with shift, and Escape lets go', async () => {
    put();
    fleet();
    await drawn();
    await userEvent.click(page.getByRole('checkbox', { name: 'Select One' }), { force: true });
    await userEvent.click(thread(/^Three/), { modifiers: ['Shift'] });
    await expect.element(page.getByText('3 selected')).toBeVisible();
    expect(open()).toBe(null);
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => page.getByText('3 selected').elements()).toEqual([]);
  });

  it('has every verb of a row under the right button, and pins by one', async () => {
    host.answer({ 'thread/mark': () => ({ failed: [] }) });
    put();
    fleet();
    await drawn();
    await userEvent.click(thread(/^Two/), { button: 'right' });
    for (const name of ['Rename…', 'Snooze…', 'Fork', 'Compact the context', 'Archive'])
      await expect.element(page.getByRole('menuitem', { name })).toBeVisible();
    await userEvent.click(page.getByRole('menuitem', { name: 'Pin' }));
    await expect
      .poll(() => host.callsOf('thread/mark'))
      .toEqual([{ threadIds: ['b'], change: { pinned: true } }]);
    host.row(row('b', { state: 'finished', unread: true, title: 'Two', createdAt: 2, pinned: true }));
    await expect.poll(titles).toEqual(['Two', 'One', 'Three']);
  });

  it('snoozes until a moment that the person chooses', async () => {
    host.answer({ 'thread/mark': () => ({ failed: [] }) });
    put();
    fleet('#/fleet?thread=a');
    await drawn();
    await userEvent.keyboard('h');
    await userEvent.click(page.getByRole('button', { name: /^In an hour/ }));
    await expect.poll(() => host.callsOf('thread/mark')).toHaveLength(1);
    const at = host.callsOf('thread/mark')[0]?.change.snoozedUntil ?? 0;
    expect(at).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('renames by F2', async () => {
    host.answer({ 'thread/rename': () => null });
    put();
    fleet('#/fleet?thread=c');
    await drawn();
    await userEvent.keyboard('{F2}');
    await userEvent.keyboard('Other{Enter}');
    await expect.poll(() => host.callsOf('thread/rename')).toEqual([{ threadId: 'c', name: 'Other' }]);
  });

  it('leaves the focus with whoever types when a row that was just started comes late', async () => {
    const field = document.createElement('textarea');
    fleet();
    document.body.append(field);
    field.focus();
    focusThread(asId<ThreadId>('late'));
    host.row(row('late', { title: 'Late' }));
    await expect.poll(titles).toEqual(['Late']);
    await userEvent.keyboard('as it was');
    expect(field.value).toBe('as it was');
    field.blur();
    focusThread(asId<ThreadId>('late'));
    await expect.element(thread(/^Late/)).toHaveFocus();
  });
});
