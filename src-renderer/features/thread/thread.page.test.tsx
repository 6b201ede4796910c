import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ItemEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import {
  answered,
  approval,
  command,
  detail,
  edited,
  item,
  ran,
  row,
  said,
  turn,
} from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const ROW = row('t-1', { title: 'Retry in the ledger client' });
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.row(ROW);
});

/** The thread with these items of its one turn. */
function thread(items: readonly ItemEntity[], more: Partial<ThreadDetail> = {}): void {
  host.thread(detail(ROW, more));
  host.turn(ROW.id, turn('turn-1', 1));
  for (const entity of items) host.item(ROW.id, entity);
  show(
    <div style={{ height: '850px', display: 'grid' }}>
      <ThreadView id={ROW.id} back={null} />
    </div>,
    host,
    '#/fleet?thread=t-1',
  );
}
const log = page.getByRole('log', { name: 'What was said and done' });

describe('what was said', () => {
  it('stands in the order in which it was said', async () => {
    thread([
      item('u1', said('What happens on a 503?')),
      item('a1', answered('It gives up.')),
      item('u2', said('Why?')),
    ]);
    await expect.element(page.getByText('Why?')).toBeVisible();
    const shown = page.getByTestId('item').elements();
    shown.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
    expect(shown.map((element) => element.textContent)).toEqual([
      'What happens on a 503?',
      'It gives up.',
      'Why?',
    ]);
  });

  it('grows while the agent writes, and stays as it is when it has ended', async () => {
    thread([item('a1', answered(''), { done: false, live: ['text'] })]);
    host.grow(ROW.id, 'a1', 'text', 'The cap ');
    await expect.element(log).toHaveTextContent('The cap');
    host.grow(ROW.id, 'a1', 'text', '**holds**.');
    await expect.element(log.getByText('holds', { exact: true })).toBeVisible();
    host.item(ROW.id, item('a1', answered('The cap **holds** now.')));
    await expect.element(log).toHaveTextContent('The cap holds now.');
  });

  it('is drawn as Markdown: lists, tables, code', async () => {
    thread([
      item(
        'a1',
        answered('1. first\n2. second\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n```ts\nlet x\n```\n'),
      ),
    ]);
    await expect.element(log.getByRole('cell', { name: '2' })).toBeVisible();
    expect(
      log
        .getByRole('listitem')
        .elements()
        .map((element) => element.textContent),
    ).toEqual(['first', 'second']);
    await expect.element(log.getByText('let x')).toBeVisible();
  });

  it('fetches no picture because an agent wrote its address, and runs no HTML', async () => {
    thread([
      item(
        'a1',
        answered('![chart](https://evil.example/t.png) <img src=x onerror="window.hit=1"> <b>bold</b>'),
      ),
    ]);
    const picture = log.getByRole('link', { name: /Image: chart/ });
    await expect.element(picture).toHaveAttribute('href', 'https://evil.example/t.png');
    await expect.element(picture).toHaveAttribute('rel', expect.stringContaining('noopener'));
    await expect.element(log).toHaveTextContent('<b>bold</b>');
    expect(document.querySelectorAll('[role=log] img')).toHaveLength(0);
    expect(Object.hasOwn(window, 'hit')).toBe(false);
  });
});

describe('what was done', () => {
  it('shows the end of a long output, and all of it on demand', async () => {
    const lines = Array.from({ length: 50 }, (_, at) => `line ${at + 1}.`).join('\n');
    thread([item('c1', ran('npm test', `${lines}\n`, { exitCode: 1, status: 'failed' }))]);
    await expect.element(log).toHaveTextContent('line 50.');
    await expect.element(log).not.toHaveTextContent('line 1.');
    await userEvent.click(page.getByRole('button', { name: 'Show all 50 lines' }));
    await expect.element(page.getByRole('region', { name: 'Output' })).toHaveTextContent(/^line 1\./);
  });

  it('says that a command failed, with its code', async () => {
    thread([
      item('c1', ran('npm run build', 'no module\n', { exitCode: 2, status: 'failed', durationMs: 12_400 })),
    ]);
    await expect.element(page.getByRole('button', { name: /Ran npm run build exit 2 · 12/ })).toBeVisible();
  });

  it('shows output as it comes', async () => {
    const running = { status: 'inProgress', exitCode: null, durationMs: null } as const;
    thread([item('c1', ran('npm test', '', running), { done: false, live: ['output'] })], {
      state: 'running',
      activeTurnId: 'turn-1',
    });
    host.turn(ROW.id, turn('turn-1', 1, { status: 'inProgress' }));
    await expect.element(page.getByRole('button', { name: /^Running/ })).toBeVisible();
    host.grow(ROW.id, 'c1', 'output', 'case 1 ok\n');
    await expect.element(log).toHaveTextContent('case 1 ok');
    host.grow(ROW.id, 'c1', 'output', 'case 2 ok\n');
    await expect.element(log).toHaveTextContent('case 2 ok');
  });

  it('has the colours of its output, and no other sequence', async () => {
    thread([item('c1', ran('npm test', '\u001b[2K\u001b[32m✔\u001b[0m ok \u001b[41mFAIL\u001b[0m\n'))]);
    await userEvent.click(page.getByRole('button', { name: /^Ran npm test/ }));
    await expect.element(log.getByText('✔')).toHaveAttribute('data-hue', 'green');
    await expect.element(log.getByText('FAIL')).toHaveAttribute('data-back', 'red');
    const colour = (element: Element) => getComputedStyle(element).color;
    expect(colour(log.getByText('FAIL').element())).toBe(colour(document.body));
    expect(colour(log.getByText('✔').element())).not.toBe(colour(document.body));
    expect(log.element().textContent).toContain('✔ ok FAIL');
  });

  it('shows the lines of an edit', async () => {
    const diff = '@@ -1 +1 @@\n-return post()\n+return retry(post)\n';
    thread([item('e1', edited('/home/ada/code/payments-api/src/client.ts', diff))]);
    await expect.element(log.getByText('src/client.ts').first()).toBeVisible();
    await expect.element(log.getByText('return retry(post)')).toBeVisible();
  });

  it('shows an item of an unknown type as it came', async () => {
    thread([item('x1', { type: 'unknown', wireType: 'holodeck', raw: { program: 'arch' } })]);
    await expect.element(log).toHaveTextContent('An item this version cannot read');
    await expect.element(log).toHaveTextContent('"program": "arch"');
  });

  it('loses nothing else to an item that cannot be drawn', async () => {
    thread([
      item('bad', { type: 'fileChange', status: 'completed', changes: 7 as never }),
      item('a1', answered('All the same.')),
    ]);
    await expect.element(page.getByText('All the same.')).toBeVisible();
    await expect.element(log).toHaveTextContent('This item could not be drawn');
  });
});

describe('turns', () => {
  it('tells why one failed', async () => {
    thread([item('u1', said('Go'))]);
    host.turn(ROW.id, turn('turn-1', 1, { status: 'failed', error: 'The context window is exceeded.' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent('The turn failed');
    await expect.element(page.getByRole('alert')).toHaveTextContent('The context window is exceeded.');
  });

  it('shows how far its plan is', async () => {
    thread([item('u1', said('Go'))]);
    const plan = [
      { step: 'Find the call site', status: 'completed' },
      { step: 'Write the helper', status: 'pending' },
    ] as const;
    host.turn(ROW.id, turn('turn-1', 1, { status: 'inProgress', plan }));
    await expect.element(page.getByTestId('plan')).toHaveTextContent('1 of 2');
    await expect.element(page.getByRole('listitem').nth(1)).toHaveTextContent('Write the helper(to do)');
  });

  it('reads earlier ones on demand', async () => {
    thread([item('u1', said('Now'))], { olderCursor: 'older' });
    host.answer({
      'thread/history': ({ cursor }) => ({
        turns: [turn('turn-0', 0)],
        items: [item('u0', said(`Before ${cursor}`), { turnId: 'turn-0', ord: -1 })],
        cursor: null,
      }),
    });
    await userEvent.click(page.getByRole('button', { name: 'Earlier turns' }));
    await expect.element(page.getByText('Before older')).toBeVisible();
    expect(page.getByRole('button', { name: 'Earlier turns' }).query()).toBeNull();
  });

  it('has the request where it came up, and decides it by a key', async () => {
    thread([item('u1', said('Publish it'))], { activeTurnId: 'turn-1' });
    host.answer({ 'approval/decide': () => new Promise(() => {}) });
    const asked = approval(command('npm publish'), { threadId: ROW.id });
    host.approval(asked);
    await expect.element(page.getByRole('article', { name: /^Run a command/ })).toBeVisible();
    await expect.element(page.getByRole('group', { name: 'Decisions' })).not.toHaveAttribute('data-settling');
    await userEvent.keyboard('x');
    await expect
      .poll(() => host.callsOf('approval/decide'))
      .toEqual([{ approvalId: asked.id, decision: 'decline' }]);
  });

  it('marks a finished thread as read when it is looked at', async () => {
    thread([item('u1', said('Go'))], { state: 'finished' });
    await expect.poll(() => host.callsOf('thread/markRead')).toContainEqual({ threadId: ROW.id });
  });

  it('says so when there is no such thread', async () => {
    show(<ThreadView id={row('gone').id} back={null} />, host, '#/fleet?thread=gone');
    await expect.element(page.getByText('This thread cannot be shown')).toBeVisible();
  });
});
