import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FAILURE_KINDS, type FailureKind } from '#shared/model/thread/failure.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { detail, item, row, said, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const ROW = row('t-1', { title: 'Reindex by tenant', state: 'failed', reason: 'It failed.' });
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost({
    'thread/compact': () => null,
    'thread/continue': () => null,
    'thread/continueAt': () => null,
    'thread/fork': () => ({ threadId: ROW.id }),
  });
  host.row(ROW);
});

function failed(failure: FailureKind, more: Parameters<typeof detail>[1] = {}): void {
  host.thread(detail(ROW, { continueWith: 'Continue asks the agent to try again.', ...more }));
  host.turn(ROW.id, turn('turn-1', 1, { status: 'failed', error: 'No room.', failure }));
  host.item(ROW.id, item('u1', said('Reindex everything')));
  show(
    <div style={{ height: '850px', display: 'grid' }}>
      <ThreadView id={ROW.id} back={null} />
    </div>,
    host,
    '#/fleet?thread=t-1',
  );
}
const remedies = page.getByTestId('remedies');
const button = (name: string | RegExp) => remedies.getByRole('button', { name });

describe('a turn that failed', () => {
  it.each(FAILURE_KINDS)('says what to do about %s, with a button that does it', async (kind) => {
    failed(kind);
    await expect.element(remedies).toBeVisible();
    expect(remedies.getByRole('button').elements().length).toBeGreaterThan(0);
    expect(remedies.element().querySelector('p')?.textContent).toMatch(/\.$/);
    // Two ways to do one thing are no choice.
    expect(page.getByRole('button', { name: /^(Try again|Continue)/ }).elements().length).toBeLessThan(2);
  });

  it('is compacted where the context is full', async () => {
    failed('contextWindow');
    await userEvent.click(button('Compact the context'));
    expect(host.callsOf('thread/compact')).toEqual([{ threadId: ROW.id }]);
    await userEvent.click(button('Fork from before this turn'));
    await expect.poll(() => host.callsOf('thread/fork')).toEqual([{ threadId: ROW.id, before: 'turn-1' }]);
  });

  it('goes on by itself when the limit resets, and says when, until it is taken back', async () => {
    failed('usageLimit');
    await userEvent.click(button(/^Go on at /));
    await expect.poll(() => host.callsOf('thread/continueAt').length).toBe(1);
    const at = host.callsOf('thread/continueAt')[0]?.at ?? 0;
    expect(at).toBeGreaterThan(Date.now());
    host.thread(detail(ROW, { continueWith: 'Continue asks the agent to try again.', continueAt: at }));
    await expect.element(remedies.getByText(/goes on by itself at/)).toBeVisible();
    await userEvent.click(button('Do not'));
    await expect.poll(() => host.callsOf('thread/continueAt').at(-1)?.at).toBe(null);
  });

  it('is tried again once, and what fails of that says so', async () => {
    host.answer({
      'thread/continue': () => {
        throw new Error('The app-server is gone.');
      },
    });
    failed('connection');
    await userEvent.click(button('Try again'));
    await expect.element(remedies.getByRole('alert')).toBeVisible();
  });

  it('offers nothing in a thread that runs again, or that cannot be written to', async () => {
    failed('connection', { canSend: false });
    await expect.element(page.getByText('No room.')).toBeVisible();
    expect(remedies.elements()).toEqual([]);
  });
});
