import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { FoundThread } from '#shared/contract/calls/reading.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { row, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { ThreadSearch } from './index.ts';

const ALPHA = workspace('alpha');
const BETA = workspace('beta');
const found = (id: string, of: typeof ALPHA, archived = false): FoundThread => ({
  id: asId<ThreadId>(id),
  workspaceId: of.id,
  title: `Thread ${id}`,
  snippet: `and then the quokka of ${id} slept`,
  archived,
  updatedAt: Date.now(),
});
let host: FakeHost;
let answerBeta: () => void;

beforeEach(() => {
  host = new FakeHost();
  host.workspace(ALPHA);
  host.workspace(BETA);
  host.row(row('t-1', { workspaceId: ALPHA.id }));
  const beta = new Promise<void>((done) => (answerBeta = done));
  host.answer({
    'thread/search': async ({ workspaceId, archived }) => {
      if (workspaceId === BETA.id) await beta;
      if (archived) return { found: workspaceId === ALPHA.id ? [found('t-9', ALPHA, true)] : [] };
      return { found: workspaceId === ALPHA.id ? [found('t-1', ALPHA)] : [found('t-2', BETA)] };
    },
    'thread/unarchive': () => null,
  });
  show(<ThreadSearch />, host, '#/inbox');
  setUi({ searchThreads: true });
});

it('shows what each workspace finds as it comes, and opens a thread at what was looked for', async () => {
  await userEvent.fill(page.getByPlaceholder(/Search what was said/), 'quokka');
  await expect.element(page.getByRole('option', { name: /Thread t-1 alpha/ })).toBeVisible();
  await expect.element(page.getByText('Searching…')).toBeVisible();
  expect(page.getByRole('option', { name: /t-2/ }).query()).toBeNull();
  answerBeta();
  await expect.element(page.getByRole('option', { name: /Thread t-2 beta/ })).toBeVisible();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => location.hash).toContain('thread=t-1');
  expect(useUi.getState().findText).toEqual({ thread: 't-1', text: 'quokka' });
});

it('takes a thread out of the archive before it opens it', async () => {
  await userEvent.fill(page.getByPlaceholder(/Search what was said/), 'quokka');
  await userEvent.click(page.getByRole('option', { name: /t-9/ }));
  await expect.poll(() => location.hash).toContain('thread=t-9');
  expect(host.callsOf('thread/unarchive')).toEqual([{ threadId: 't-9', workspaceId: ALPHA.id }]);
});
