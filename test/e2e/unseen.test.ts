/** Names and words that hide something or turn what stands beside them, wherever the page draws them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestClient } from '../support/test-client.ts';
import { inState } from '../support/use-harness.ts';
import { App } from './support/app.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';

/** An override, an isolate and three fillers; each alone is enough to mislead. */
const HIDING = ['\u202e', '\u2066', '\u200b', '\u3164', '\u2800'];
const odd = (name: string): string => `${name}${HIDING.join('')}gpj`;
/** The same as the page has to show it. */
const seen = (name: string): string => `${name}RLOLRIZWSPHFBLANKgpj`;

let app: App;
let client: TestClient;
let workspaceId: WorkspaceId;
let threadId: ThreadId;

beforeAll(async () => {
  app = await App.start({ host: { env: { ...process.env, SHELL: '/bin/sh', ENV: '', PS1: '$ ' } } });
  client = app.harness.client();
  const added = await app.harness.addRepository(odd('folder'));
  ({ workspaceId } = added);
  const git = (...args: string[]): void =>
    void execFileSync('git', args, { cwd: added.path, stdio: 'ignore' });
  git('switch', '-qc', odd('branch'));
  ({ threadId } = await client.call('thread/start', {
    workspaceId,
    text: `${odd('title')} [script:say text="${odd('said')} \`${odd('code')}\` [https://github.com/x](https://evil.example/x)"]`,
  }));
  client.open(`thread:${threadId}`);
  await inState(client, threadId, 'finished');
  writeFileSync(join(added.path, odd('file')), 'changed\n');
  await client.call('thread/start', { workspaceId, text: `${odd('asks')} [script:escalate n=1]` });
});

afterAll(async () => {
  client.dispose();
  await app.dispose();
});

/** Everything on the page that is read, by eyes or by a screen reader, but for fields and terminals. */
async function read(): Promise<string> {
  return app.page.evaluate(() => {
    const said: string[] = [document.title];
    const walk = (element: Element): void => {
      if (element.matches('textarea, script, style, .xterm, .monaco-editor')) return;
      // A mark's own title says what it stands for.
      const attributes = element.matches('.unseen') ? [] : ['title', 'aria-label', 'placeholder', 'alt'];
      for (const name of attributes) said.push(element.getAttribute(name) ?? '');
      for (const node of element.childNodes) {
        if (node instanceof Element) walk(node);
        else said.push(node.textContent ?? '');
      }
      if (!element.matches('.unseen, bdi')) said.push('\n');
    };
    walk(document.body);
    return said.join('');
  });
}

async function show(hash: string): Promise<void> {
  await app.page.evaluate((to) => (location.hash = to), hash);
}

/** Any of them, as it must not reach a person. */
const HIDDEN = new RegExp(`[${HIDING.join('')}]`);

/** What the page reads as once it shows these names with their marks. */
async function readWith(...names: readonly string[]): Promise<string> {
  for (const name of names) await expect.poll(read).toContain(seen(name));
  return read();
}

describe('what hides or turns', () => {
  it.each([
    ['the fleet and its rail', '#/fleet', ['folder', 'title', 'asks']],
    ['the inbox', '#/inbox', ['folder', 'asks']],
    ['the workspaces', '#/workspaces', ['folder', 'branch']],
    ['the journal', '#/journal', []],
    ['the rules', '#/rules', []],
    ['the settings', '#/settings', []],
    ['the welcome', '#/welcome', []],
  ] as const)('is marked in %s', async (_where, hash, names) => {
    await show(hash);
    expect(await readWith(...names)).not.toMatch(HIDDEN);
  });

  it('is marked in a thread, its header, its words and its links', async () => {
    await show(`#/fleet?thread=${threadId}`);
    expect(await readWith('title', 'branch', 'said', 'code')).not.toMatch(HIDDEN);
    expect(await app.page.getByTestId('thread-view').textContent()).toContain('leads to evil.example');
  });

  it('is marked in the list of changes', async () => {
    await show(`#/fleet?thread=${threadId}&changes=uncommitted`);
    expect(await readWith('title')).not.toMatch(HIDDEN);
  });

  it('is marked in the palette and in the dialog of a new thread', async () => {
    await show('#/fleet');
    await app.page.keyboard.press('Control+k');
    await app.page.getByRole('dialog').waitFor();
    expect(await readWith('title')).not.toMatch(HIDDEN);
    await app.page.keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    await app.page.keyboard.press('n');
    await app.page.getByTestId('new-thread-text').waitFor();
    expect(await readWith('folder')).not.toMatch(HIDDEN);
    await app.page.keyboard.press('Escape');
  });

  it('is marked in the tab of a terminal', async () => {
    const { terminalId } = await client.call('terminal/open', { workspaceId, cols: 80, rows: 20 });
    await client.call('terminal/rename', { terminalId, name: odd('shell') });
    await show('#/terminals');
    expect(await readWith('shell')).not.toMatch(HIDDEN);
  });

  it('leaves a row in the order in which it was written', async () => {
    await show('#/fleet');
    const order = (title: string): Promise<boolean> =>
      app.page
        .getByTestId('fleet-row')
        .filter({ hasText: title })
        .first()
        .evaluate((row) => {
          const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
          let inOrder = true;
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            // Each text by itself: its first letter stands to the left of its last.
            const text = node.textContent ?? '';
            if (text.trim().length < 2) continue;
            const range = document.createRange();
            range.setStart(node, 0);
            range.setEnd(node, 1);
            const first = range.getBoundingClientRect();
            range.setStart(node, text.length - 1);
            range.setEnd(node, text.length);
            const last = range.getBoundingClientRect();
            if (first.top === last.top && first.left > last.left) inOrder = false;
          }
          return inOrder;
        });
    expect(await order('title')).toBe(true);
    expect(await order('asks')).toBe(true);
  });
});

describe('a picture that is pasted or dropped', () => {
  /** What a browser does when a person pastes or drops, with a file and, if asked, a text beside it. */
  const give = (testId: string, type: 'paste' | 'drop', text: string | null): Promise<void> =>
    app.page.getByTestId(testId).evaluate(
      (field, [how, beside]) => {
        const data = new DataTransfer();
        data.items.add(new File(['x'], 'screen.png', { type: 'image/png' }));
        if (beside !== null) data.setData('text/plain', beside);
        const event =
          how === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
        const taken = field.dispatchEvent(event);
        field.setAttribute('data-taken', String(taken));
      },
      [type, text] as const,
    );
  const taken = (testId: string) => app.page.getByTestId(testId).getAttribute('data-taken');

  it('that is none is named at the field, in a thread and in the dialog; a text beside it is what is meant', async () => {
    await show(`#/fleet?thread=${threadId}`);
    await app.page.getByTestId('composer').waitFor();
    await give('composer', 'paste', null);
    const said = app.page.getByTestId('thread-view').getByRole('alert');
    // Of the type of a picture, and none by its content.
    await expect.poll(() => said.textContent()).toContain('is no picture that can be sent');
    expect(await taken('composer')).toBe('false');
    // It is said there, and not once more elsewhere.
    expect(await app.page.locator('.messages').count()).toBe(0);
    await give('composer', 'paste', 'words beside it');
    expect(await taken('composer')).toBe('true');
    expect(await app.page.locator('.messages').count()).toBe(0);
    await give('composer', 'drop', null);
    expect(await taken('composer')).toBe('false');
    await show('#/fleet');
    await app.page.getByTestId('composer').waitFor({ state: 'detached' });
    await app.page.keyboard.press('n');
    await app.page.getByTestId('new-thread-text').waitFor();
    await give('new-thread-text', 'paste', null);
    await expect
      .poll(() => app.page.getByRole('dialog').getByRole('alert').textContent())
      .toContain('is no picture that can be sent');
    await app.page.keyboard.press('Escape');
  });

  it('takes the place of nothing, wherever it is dropped', async () => {
    await show('#/fleet');
    const body = app.page.locator('body');
    const kept = await body.evaluate((element) => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'notes.txt', { type: 'text/plain' }));
      return !element.dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    });
    expect(kept).toBe(true);
    await expect
      .poll(() => app.page.locator('.messages').textContent())
      .toContain('notes.txt was not attached');
  });
});
