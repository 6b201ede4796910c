import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../../dev/fake-host.ts';
import { row, SAMPLE_HOME, workspace } from '../../dev/samples.ts';
import { USAGE } from '../../dev/setup-samples.ts';
import { show } from '../../dev/stage.tsx';
import { UsagePage } from './index.ts';

it('shows what was used by day, workspace and thread, and when limits begin anew', async () => {
  const host = new FakeHost({ 'usage/read': () => USAGE });
  host.workspace(workspace('payments-api'));
  host.row(row('t-0', { title: 'Fix the refund', contextShare: 0.5 }));
  host.home({
    ...SAMPLE_HOME,
    rateLimits: [
      { name: 'Weekly limit', usedPercent: 41, windowMinutes: 10_080, resetsAt: 1_800_000_000_000 },
    ],
  });
  show(<UsagePage />, host, '#/usage');
  const thread = page.getByRole('row', { name: /Fix the refund/ });
  await expect.element(thread).toHaveTextContent(/payments-api.*50 %/);
  await expect.element(thread.getByRole('link')).toHaveAttribute('href', '#/fleet?thread=t-0');
  await expect.element(page.getByText(/Weekly limit: 41 % used/)).toBeVisible();
  await expect.element(page.getByText(/Begins anew/)).toBeVisible();
  const days = page.getByRole('list', { name: 'Tokens by day' }).getByRole('listitem');
  expect(days.elements()).toHaveLength(7);
  await userEvent.click(page.getByText('30 days', { exact: true }));
  await expect.poll(() => days.elements().length).toBe(30);
  expect(host.callsOf('usage/read').map(({ days: asked }) => asked)).toContain(30);
});
