import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { answered, detail, edited, item, ran, row, said, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const ROW = row('t-1', { title: 'Carry the refund remainder' });
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.row(ROW);
});

function thread(...items: readonly ItemEntity[]): void {
  host.thread(detail(ROW));
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
const answer = (text: string): void => thread(item('a1', answered(text)));

describe('an answer', () => {
  it('is set in 15 px on at most 75 characters, and its code wider', async () => {
    answer(`${'word '.repeat(200)}\n\n\`\`\`ts\n${'x'.repeat(400)}\n\`\`\`\n`);
    const prose = log.getByText(/^word word/);
    await expect.element(prose).toBeVisible();
    const style = getComputedStyle(prose.element());
    expect([style.fontSize, style.lineHeight]).toEqual(['15px', '24px']);
    expect(prose.element().getBoundingClientRect().width).toBeLessThanOrEqual(560);
    const code = page.getByRole('figure').element().getBoundingClientRect();
    expect(code.width).toBe(672);
    await expect
      .element(page.getByRole('region', { name: 'Code, TypeScript' }))
      .toHaveAttribute('data-more', 'true');
  });

  it('tells its headings apart', async () => {
    answer('## Why\n\n### What\n\n#### Where\n\ntext');
    await expect.element(log.getByRole('heading', { name: 'Why' })).toBeVisible();
    const sizes = [2, 3, 4].map(
      (level) => getComputedStyle(log.getByRole('heading', { level }).element()).fontSize,
    );
    expect(sizes).toEqual(['17px', '15px', '13px']);
  });

  it('has its code in colours, without a jump, and marks what hides in it', async () => {
    answer('```ts\nconst sum: Cents = split(1)\u200b // whole\n```\n');
    const word = log.getByText('const', { exact: true });
    await expect.element(word).toHaveClass('sx-k');
    await expect.element(log.getByText('split', { exact: true })).toHaveClass('sx-f');
    await expect.element(log.getByText('ZWSP')).toHaveClass('unseen');
    expect(log.getByText('TypeScript').element().closest('figcaption')?.offsetHeight).toBe(32);
  });

  it('leaves code of a language that nobody knows plain, under its name', async () => {
    answer('```quenya\nelen sila\n```\n');
    await expect.element(log.getByText('quenya')).toBeVisible();
    await expect.element(log.getByText('elen sila')).toBeVisible();
  });

  it('tints a diff', async () => {
    answer('```diff\n@@ -1 +1 @@\n-one\n+two\n three\n```\n');
    await expect.element(log.getByText('+two')).toHaveAttribute('data-type', 'add');
    await expect.element(log.getByText('-one')).toHaveAttribute('data-type', 'del');
    await expect.element(log.getByText('three')).not.toHaveAttribute('data-type');
  });

  it('strikes nothing out for single tildes, and has boxes of its own', async () => {
    answer('~5 of ~6 files\n\n- [x] split\n- [ ] sum\n');
    await expect.element(log.getByText('~5 of ~6 files')).toBeVisible();
    await expect.element(log.getByText('done: ')).toBeInTheDocument();
    expect(document.querySelectorAll('[role=log] input')).toHaveLength(0);
  });
});

describe('what went well', () => {
  it('is one line for a row of commands, and opens to each', async () => {
    const took = { durationMs: 4000 };
    thread(item('c1', ran('npm ci', 'a\n', took)), item('c2', ran('npm test', 'b\n', took)));
    const line = page.getByRole('button', { name: /^Ran 2 commands, all succeeded/ });
    await expect.element(line).toHaveAttribute('aria-expanded', 'false');
    await userEvent.click(line);
    await expect.element(page.getByRole('button', { name: /^Ran npm ci/ })).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: /^Ran npm test/ }));
    await expect.element(page.getByRole('region', { name: 'Output' })).toHaveTextContent('b');
  });

  it('stays apart from what failed, which is open', async () => {
    thread(
      item('c1', ran('npm ci', 'installed\n')),
      item('c2', ran('npm test', 'one fails\n', { exitCode: 1, status: 'failed' })),
      item('c3', ran('npm run fix', 'mended\n')),
    );
    await expect.element(log.getByText('one fails')).toBeVisible();
    await expect.element(log).not.toHaveTextContent('installed');
    await expect.element(log).not.toHaveTextContent('mended');
  });

  it('shows an edit by itself with its lines', async () => {
    thread(item('e1', edited('/home/ada/code/payments-api/src/a.ts', '@@ -1 +1 @@\n-x\n+y\n')));
    await expect.element(log.getByText('y', { exact: true })).toBeVisible();
  });
});

describe('a long message of the person', () => {
  it('is folded to its beginning', async () => {
    const lines = Array.from({ length: 120 }, (_, at) => `row ${at + 1};`).join('\n');
    thread(item('u1', said(lines)));
    await expect.element(log).toHaveTextContent('row 1;');
    await expect.element(log).not.toHaveTextContent('row 120;');
    await userEvent.click(page.getByRole('button', { name: 'Show all 120 lines' }));
    await expect.element(log).toHaveTextContent('row 120;');
  });
});

describe('a file that is named', () => {
  it('opens at its line, and leads to its changes', async () => {
    host.answer({
      'file/read': () => ({
        path: 'src/split.ts',
        text: `${Array.from({ length: 200 }, (_, at) => `const n${at + 1} = ${at}`).join('\n')}\n`,
      }),
    });
    answer('The call is in `src/split.ts:141`, see [it](src/split.ts#L7) and `splitRefund`.');
    await userEvent.click(page.getByRole('button', { name: 'src/split.ts:141' }));
    const content = page.getByRole('region', { name: 'Content of src/split.ts' });
    await expect.element(content).toBeVisible();
    await expect.poll(() => content.element().scrollTop).toBeGreaterThan(2000);
    expect(host.callsOf('file/read')).toEqual([{ threadId: ROW.id, path: 'src/split.ts' }]);
    await userEvent.click(page.getByRole('button', { name: 'Show its changes' }));
    await expect.poll(() => location.hash).toContain('split.ts');
    expect(log.getByRole('button', { name: 'splitRefund' }).query()).toBeNull();
  });

  it('opens from the output of a command and from a diff, in the editor of the person where one is set', async () => {
    host.info({ settings: { 'files.editor': 'code -g {file}:{line}' } });
    host.answer({ 'file/edit': () => null });
    thread(
      item('c1', {
        ...ran('npm test', ''),
        status: 'failed',
        exitCode: 1,
        aggregatedOutput: 'x\nsrc/a.ts:41:3: error\n',
      }),
      item('f1', {
        type: 'fileChange',
        status: 'completed',
        changes: [
          {
            path: 'src/b.ts',
            kind: { type: 'update', move_path: null },
            diff: '@@ -6,2 +6,3 @@\n a\n+b\n c\n',
          },
        ],
      }),
    );
    await userEvent.click(log.getByRole('button', { name: 'src/a.ts:41:3' }));
    await userEvent.click(log.getByRole('button', { name: 'src/b.ts' }));
    await expect
      .poll(() => host.callsOf('file/edit'))
      .toEqual([
        { threadId: ROW.id, path: 'src/a.ts', line: 41 },
        { threadId: ROW.id, path: 'src/b.ts', line: 7 },
      ]);
    host.answer({ 'file/edit': () => Promise.reject(new Error('There is no program code.')) });
    host.answer({ 'file/read': () => ({ path: 'src/a.ts', text: 'x\n' }) });
    await userEvent.click(log.getByRole('button', { name: 'src/a.ts:41:3' }));
    await expect.element(page.getByText('There is no program code.')).toBeVisible();
    await expect.element(page.getByRole('region', { name: 'Content of src/a.ts' })).toBeVisible();
  });

  it('is shown where it is a picture, and said where it is not', async () => {
    const png =
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
    host.answer({
      'file/picture': ({ path }) =>
        path === 'shot.png'
          ? { mediaType: 'image/png', data: png }
          : Promise.reject(new Error('no.png is no picture that is shown.')),
    });
    const viewed = (id: string, path: string) =>
      item(id, { type: 'image', act: 'viewed', path, status: 'completed', prompt: null, failure: null });
    thread(viewed('i1', 'shot.png'), viewed('i2', 'no.png'));
    await userEvent.click(log.getByRole('button', { name: 'Open shot.png' }));
    const whole = page.getByRole('img', { name: 'shot.png' });
    await expect.poll(() => (whole.element() as HTMLImageElement).naturalWidth).toBe(1);
    await expect.element(log).toHaveTextContent('no.png is no picture that is shown.');
  });

  it('says why it cannot be shown', async () => {
    host.answer({ 'file/read': () => Promise.reject(new Error('There is no file src/x.ts.')) });
    answer('See `src/x.ts:3`.');
    await userEvent.click(page.getByRole('button', { name: 'src/x.ts:3' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent('There is no file src/x.ts.');
  });
});
