import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { answered, detail, item, ran, row, said, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const ROW = row('t-1', { title: 'Carry the refund: remainder' });
const PAGES = 4;
let host: FakeHost;

/** A long thread: what is here, and pages of older turns behind cursors. */
function longThread(): void {
  host.thread(detail(ROW, { olderCursor: String(PAGES) }));
  host.turn(ROW.id, turn('turn-now', 100));
  for (let at = 0; at < 30; at += 1)
    host.item(
      ROW.id,
      item(`now-${at}`, at % 3 === 0 ? said(`Ask ${at}.`) : answered(`Word ${at}.`), {
        turnId: 'turn-now',
        ord: at,
      }),
    );
  host.answer({
    'thread/history': ({ cursor }) => {
      const at = Number(cursor);
      const items = Array.from({ length: 20 }, (_, index): ItemEntity =>
        item(
          `old-${at}-${index}`,
          answered(index === 7 ? `A quokka of page ${at}.` : `Old ${at} ${index}.`),
          {
            turnId: `turn-${at}`,
            ord: -1000 + at * 20 + index,
          },
        ),
      );
      return { turns: [turn(`turn-${at}`, at)], items, cursor: at === 1 ? null : String(at - 1) };
    },
    'thread/find': ({ text }) => ({
      found:
        text === 'quokka' ? [1, 2, 4].map((at) => ({ turnId: `turn-${at}`, itemId: `old-${at}-7` })) : [],
      cursor: null,
    }),
  });
  draw();
}

function draw(): void {
  show(
    <div style={{ height: '600px', display: 'grid' }}>
      <ThreadView id={ROW.id} back={null} />
    </div>,
    host,
    '#/fleet?thread=t-1',
  );
}

const log = page.getByRole('log', { name: 'What was said and done' });
const field = page.getByRole('textbox', { name: 'Find in this thread' });
/** Whether a text lies in the part of the thread that is seen. */
function inView(text: string): boolean {
  const frame = log.element().getBoundingClientRect();
  const found = log.getByText(text, { exact: true }).query()?.getBoundingClientRect();
  return found !== undefined && found.top >= frame.top && found.bottom <= frame.bottom;
}

beforeEach(() => {
  sessionStorage.clear();
  host = new FakeHost();
  host.row(ROW);
});

describe('finding in a thread', () => {
  it('goes to each place, also in pages that were not read, and says which it is', async () => {
    longThread();
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.fill(field, 'quokka');
    await expect.element(page.getByText('3 of 3')).toBeVisible();
    await expect.poll(() => inView('A quokka of page 4.')).toBe(true);
    expect(host.callsOf('thread/history').map(({ cursor }) => cursor)).not.toContain('1');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('1 of 3')).toBeVisible();
    await expect.poll(() => inView('A quokka of page 1.')).toBe(true);
    await expect.poll(() => CSS.highlights.get('muster-found-now')?.size).toBe(1);
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    await expect.poll(() => inView('A quokka of page 4.')).toBe(true);
    await userEvent.keyboard('{Escape}');
    await expect.element(field).not.toBeInTheDocument();
    expect(CSS.highlights.has('muster-found')).toBe(false);
    expect(document.activeElement).toBe(log.element());
  });

  it('finds what is here and in no record yet, and says where nothing is', async () => {
    longThread();
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.fill(field, 'WORD 2.');
    await expect.element(page.getByText('1 of 1')).toBeVisible();
    await expect.poll(() => inView('Word 2.')).toBe(true);
    await userEvent.fill(field, 'wombat');
    await expect.element(page.getByText('Nothing found')).toBeVisible();
  });

  it('says so where the record cannot be searched', async () => {
    longThread();
    host.answer({ 'thread/find': () => Promise.reject(new Error('No such list.')) });
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    await userEvent.keyboard('{Control>}f{/Control}');
    await userEvent.fill(field, 'word 4.');
    await expect.element(page.getByText(/Only what is loaded was searched/)).toBeVisible();
    await expect.element(page.getByText('1 of 1')).toBeVisible();
  });
});

describe('the place in a thread', () => {
  it('is the same after a reload, and while more comes', async () => {
    longThread();
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    log.element().dispatchEvent(new WheelEvent('wheel'));
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await expect.poll(() => sessionStorage.getItem('muster.place')).toContain('now-');
    const seen = (): string =>
      `Ask ${/now-(\d+)/.exec(sessionStorage.getItem('muster.place') ?? '')?.[1] ?? ''}.`;
    await expect.poll(() => inView(seen())).toBe(true);
    const read = seen();
    const kept = sessionStorage.getItem('muster.place') ?? '';
    draw();
    await expect.poll(() => inView(read)).toBe(true);
    const top = (): number => log.getByText(read).element().getBoundingClientRect().top;
    const before = top();
    host.item(ROW.id, item('now-99', answered('And more.'), { turnId: 'turn-now', ord: 99 }));
    await expect.poll(() => log.element().scrollHeight).toBeGreaterThan(600);
    expect(Math.abs(top() - before)).toBeLessThanOrEqual(2);
    expect(sessionStorage.getItem('muster.place')).toBe(kept);
  });

  it('goes to the last message of the person', async () => {
    longThread();
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    await userEvent.keyboard('{Alt>}{Shift>}{ArrowUp}{/Shift}{/Alt}');
    await expect.poll(() => inView('Ask 27.')).toBe(true);
  });
});

describe('an export', () => {
  it('has all pages of a thread, the oldest first, and what was left out', async () => {
    longThread();
    host.item(ROW.id, item('now-50', ran('make', 'tail\n'), { turnId: 'turn-now', ord: 50, omitted: 10 }));
    host.answer({ 'item/read': () => ({ item: { ...ran('make', 'head\ntail\n'), id: 'now-50' } as never }) });
    const made: Blob[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      made.push(blob as Blob);
      return 'blob:x';
    });
    const clicked: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      clicked.push(this.download);
    });
    await expect.element(log.getByText('Word 29.')).toBeVisible();
    const { commands } = await import('../../platform/commands.ts');
    commands.run('thread.exportMarkdown');
    await expect.poll(() => clicked).toEqual(['carry-the-refund-remainder.md']);
    const text = (await made[0]?.text()) ?? '';
    expect(text).toMatch(/^# Carry the refund: remainder\n\nOld 1 0\./);
    const places = ['Old 1 0.', 'Old 4 19.', 'Word 29.', 'head\ntail'].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    commands.run('thread.exportLines');
    await expect.poll(() => clicked).toHaveLength(2);
    const lines = ((await made[1]?.text()) ?? '').trimEnd().split('\n');
    expect(lines).toHaveLength(PAGES * 20 + 31);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      type: 'agentMessage',
      id: 'old-1-0',
      turnId: 'turn-1',
    });
  });
});
