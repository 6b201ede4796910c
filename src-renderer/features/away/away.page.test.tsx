import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { FakeHost } from '../../dev/fake-host.ts';
import { row } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { setUi } from '../../platform/ui-store.ts';
import { Away } from './index.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
const away = (since: number): void => {
  setUi({ awaySince: since });
  show(
    <div style={{ height: '700px', display: 'grid' }}>
      <Away />
    </div>,
    host,
    '#/fleet',
  );
  setUi({ awaySince: since });
};
const NOW = Date.now();

describe('the place of a thread while none is open', () => {
  it('says what ended since the person was away, the last first', async () => {
    host.row(row('a', { title: 'Long ago', activeAt: NOW - 90_000 }));
    host.row(row('b', { title: 'Failed', state: 'failed', reason: 'No room.', activeAt: NOW - 5000 }));
    host.row(
      row('c', { title: 'Finished', state: 'finished', activity: 'All green.', activeAt: NOW - 1000 }),
    );
    host.row(row('d', { title: 'Works', state: 'running', activeAt: NOW }));
    away(NOW - 60_000);
    await expect.element(page.getByText('1 at work', { exact: false })).toBeVisible();
    const links = page.getByRole('link').elements();
    expect(links.map((link) => link.querySelector('b')?.firstChild?.textContent?.trim())).toEqual([
      'Finished',
      'Failed',
    ]);
    await expect.element(page.getByText('No room.')).toBeVisible();
  });

  it('is never empty: without anything new it says what is at work', async () => {
    host.row(row('d', { title: 'Works', state: 'running', activeAt: NOW }));
    away(NOW);
    await expect.element(page.getByText('1 thread at work')).toBeVisible();
    await expect.element(page.getByRole('button', { name: /New thread/ })).toBeVisible();
  });
});
