import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { threadTopic } from '#shared/contract/topics.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { useEntity } from '../../connection/index.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { detail, row } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { WaitStrip } from './wait-strip.tsx';

function strip() {
  const host = new FakeHost({
    'queue/order': () => null,
    'queue/edit': () => null,
    'queue/now': () => null,
    'sent/take': () => ({ text: 'Keep the signature', taken: 1 }),
  });
  const thread = detail(row('strip', { state: 'running' }));
  const prompts = ['log', 'pull', 'tag'].map((text) => ({ id: `p-${text}`, text }));
  host.thread(thread, { paused: false, prompts });
  host.topic(threadTopic(thread.id)).apply(
    threadTopic.sent.put({
      waiting: [
        { id: 'sent', text: 'Be quick', held: false },
        { id: 'held', text: 'Keep the signature', held: true },
      ],
      returned: [],
    }),
  );
  const Shown = () => {
    const now = useEntity<ThreadDetail>(threadTopic(thread.id), threadTopic.thread.key);
    const queue = useEntity(threadTopic(thread.id), threadTopic.queue.key);
    return now === undefined ? null : <WaitStrip thread={now} queue={queue} />;
  };
  show(<Shown />, host, '#/fleet');
  return host;
}

describe('what is on its way', () => {
  it('offers to take back what can be taken back, and that alone', async () => {
    const host = strip();
    await expect.element(page.getByTestId('steers')).toHaveTextContent('Be quickon its way');
    await userEvent.click(page.getByRole('button', { name: /^Take back/ }));
    await expect.poll(() => host.callsOf('sent/take')[0]?.ids).toEqual(['held']);
  });

  it('moves a prompt by keys, edits one, and sends one now', async () => {
    const host = strip();
    const handle = page.getByRole('button', { name: /^Move.*pull$/ });
    await expect.element(handle).toBeVisible();
    handle.element().focus();
    await userEvent.keyboard('{ArrowUp}{ArrowDown}');
    await expect
      .poll(() => host.callsOf('queue/order').map(({ promptIds }) => promptIds.join(' ')))
      .toEqual(['p-pull p-log p-tag', 'p-log p-tag p-pull']);
    await userEvent.click(page.getByRole('button', { name: 'Edit: tag' }));
    await userEvent.fill(page.getByRole('textbox', { name: 'Edit the queued prompt' }), 'tag it');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => host.callsOf('queue/edit'))
      .toMatchObject([{ promptId: 'p-tag', text: 'tag it' }]);
    await userEvent.click(page.getByRole('button', { name: 'Send now: log' }));
    await expect.poll(() => host.callsOf('queue/now')).toMatchObject([{ promptId: 'p-log' }]);
  });

  it('puts what was written into the composer when the prompt has left the queue', async () => {
    const host = strip();
    host.answer({
      'queue/edit': () => {
        throw new ContractFailure({ code: 'notFound', message: 'This prompt has left the queue.' });
      },
      'draft/set': () => null,
    });
    await userEvent.click(page.getByRole('button', { name: 'Edit: tag' }));
    await userEvent.fill(page.getByRole('textbox', { name: 'Edit the queued prompt' }), 'tag it');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => host.callsOf('draft/set').at(-1)?.text).toMatch(/tag it$/);
  });
});
