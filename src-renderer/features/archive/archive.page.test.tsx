import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ArchivedThread } from '#shared/contract/calls/order.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ArchivePage } from './index.ts';

const PLACE = workspace('payments-api');
const archived = (id: string, title: string): ArchivedThread => ({
  id: asId<ThreadId>(id),
  workspaceId: PLACE.id,
  title,
  branch: 'main',
  cwd: PLACE.path,
  program: null,
  updatedAt: 1_700_000_000_000,
});

let host: FakeHost;
let threads: ArchivedThread[];
beforeEach(() => {
  threads = [archived('a', 'Round refunds'), archived('b', 'Rotate secrets')];
  host = new FakeHost({
    'thread/archived': () => ({ threads, missing: [] }),
    'thread/unarchive': () => null,
    'thread/deletion': () => ({ subAgents: 2, folder: '/work/trees/one', worktree: true }),
    'thread/delete': ({ threadId }) => {
      threads = threads.filter(({ id }) => id !== threadId);
      return null;
    },
  });
  host.workspace(PLACE);
  show(<ArchivePage />, host, '#/archive');
});
const titles = () =>
  page
    .getByTestId('archived')
    .elements()
    .map((one) => one.querySelector('.archive-title')?.textContent);

describe('the archive', () => {
  it('is found in by words, and gives a thread back, which opens', async () => {
    await expect.poll(titles).toEqual(['Round refunds', 'Rotate secrets']);
    await userEvent.fill(page.getByRole('searchbox'), 'rotate');
    await expect.poll(titles).toEqual(['Rotate secrets']);
    await userEvent.click(page.getByRole('button', { name: 'Bring back' }));
    await expect
      .poll(() => host.callsOf('thread/unarchive'))
      .toEqual([{ threadId: 'b', workspaceId: 'payments-api' }]);
    await expect.poll(() => location.hash).toContain('thread=b');
  });

  it('says what goes with a thread and what stays before it deletes it for good', async () => {
    await userEvent.click(page.getByRole('button', { name: 'Delete Round refunds…' }));
    await expect.element(page.getByText('2 sub-agents with it', { exact: false })).toBeVisible();
    await expect.element(page.getByText('/work/trees/one', { exact: false })).toBeVisible();
    expect(host.callsOf('thread/delete')).toEqual([]);
    await userEvent.click(page.getByRole('button', { name: 'Delete', exact: true }));
    await expect.poll(titles).toEqual(['Rotate secrets']);
  });

  it('says of which workspaces it could not be read, beside the others', async () => {
    host.answer({
      'thread/archived': () => ({
        threads,
        missing: [{ workspaceId: PLACE.id, reason: 'Its app-server did not start.' }],
      }),
    });
    show(<ArchivePage />, host, '#/archive');
    await expect.element(page.getByText('Its app-server did not start.')).toBeVisible();
    await expect.poll(titles).toHaveLength(2);
  });
});
