import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../dev/fake-host.ts';
import { answered, detail, item, row, turn, workspace } from '../dev/samples.ts';
import { show } from '../dev/stage.tsx';
import { useRoute } from '../platform/routes.ts';
import { setUi } from '../platform/ui-store.ts';
import { ThreadPanes } from './thread-panes.tsx';

const ROWS = ['a', 'b', 'c'].map((id) => row(id, { title: `Thread ${id}` }));
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost({ 'models/list': () => ({ models: [] }) });
  host.workspace(workspace('payments-api'));
  for (const one of ROWS) {
    host.row(one);
    host.thread(detail(one));
    host.turn(one.id, turn('turn-1', 1));
    host.item(one.id, item(`said ${one.id}`, answered(`This is ${one.id}.`)));
  }
});

function Place() {
  const route = useRoute();
  return route.view === 'fleet' ? <ThreadPanes id={route.thread} /> : null;
}

function panes(hash = '#/fleet?thread=a'): void {
  show(
    <div style={{ height: '700px', width: '1300px', display: 'grid' }}>
      <Place />
    </div>,
    host,
    hash,
  );
  setUi({ fleetShown: ROWS.map(({ id }) => id), cursor: null });
}
const shown = () =>
  page
    .getByTestId('thread-view')
    .elements()
    .map((one) => one.getAttribute('data-thread-id'));
const open = () => new URLSearchParams(location.hash.split('?')[1]).get('thread');

describe('threads side by side', () => {
  it('are opened by a key, take the keys when they are pressed into, and are closed by another', async () => {
    panes();
    await expect.poll(shown).toEqual(['a']);
    await userEvent.keyboard('{Control>}\\{/Control}');
    await expect.poll(shown).toEqual(['a', 'b']);
    expect(open()).toBe('b');
    await userEvent.click(page.getByText('This is a.'));
    await expect.poll(open).toBe('a');
    expect(shown()).toEqual(['a', 'b']);
    await userEvent.keyboard('{Control>}{Shift>}|{/Shift}{/Control}');
    await expect.poll(shown).toEqual(['b']);
    expect(open()).toBe('b');
  });

  it('give another thread the pane that has the keys', async () => {
    panes();
    await expect.poll(shown).toEqual(['a']);
    await userEvent.keyboard('{Control>}\\{/Control}');
    await expect.poll(shown).toEqual(['a', 'b']);
    location.hash = '#/fleet?thread=c';
    await expect.poll(shown).toEqual(['a', 'c']);
  });

  it('have one that the keys are for: a letter writes in none but that', async () => {
    panes();
    await expect.poll(shown).toEqual(['a']);
    await userEvent.keyboard('{Control>}\\{/Control}');
    await expect.poll(shown).toEqual(['a', 'b']);
    await userEvent.keyboard('i');
    await expect
      .poll(() => document.activeElement?.closest('[data-thread-id]')?.getAttribute('data-thread-id'))
      .toBe('b');
  });
});

describe('while no thread is open', () => {
  it('shows the one that needs the person, keeps it, and gives it the keys when it is pressed into', async () => {
    host.answer({ 'thread/markRead': () => null });
    const asks = row('a', { title: 'Thread a', state: 'needsAnswer', since: 5 });
    host.row(asks);
    host.thread(detail(asks));
    panes('#/fleet');
    await expect.poll(shown).toEqual(['a']);
    host.row(row('b', { title: 'Thread b', state: 'needsApproval', since: 1 }));
    const done = { ...asks, state: 'finished', unread: true } as const;
    host.row(done);
    host.thread(detail(done));
    await expect.element(page.getByTestId('thread-view')).toHaveAttribute('data-state', 'finished');
    expect(shown()).toEqual(['a']);
    // Nobody opened it: it is not read, and a letter is no key of it.
    await userEvent.keyboard('i');
    expect(document.activeElement?.closest('[data-thread-id]') ?? null).toBe(null);
    expect(host.callsOf('thread/markRead')).toEqual([]);
    const drawn = page.getByText('This is a.').element();
    await userEvent.click(page.getByText('This is a.'));
    await expect.poll(open).toBe('a');
    expect(page.getByText('This is a.').element()).toBe(drawn);
    await expect.poll(() => host.callsOf('thread/markRead')).toEqual([{ threadId: 'a' }]);
  });
});
