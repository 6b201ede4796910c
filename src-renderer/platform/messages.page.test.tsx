import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../dev/fake-host.ts';
import { show } from '../dev/stage.tsx';
import { useCommand } from './use-command.ts';
import { tell, tellShortly } from './messages.tsx';

let accepted: number;
function Keyed() {
  useCommand('approval.accept', () => (accepted += 1));
  return <button type="button">Elsewhere</button>;
}
beforeEach(() => {
  accepted = 0;
  show(<Keyed />, new FakeHost());
});
afterEach(() => void vi.useRealTimers());
const shown = () => [...document.querySelectorAll('.message')].filter((one) => one.checkVisibility());

describe('messages', () => {
  it('are told as urgent as they are, and once', async () => {
    tell('failed', 'The thread was not archived', 'The disk is full.');
    tell('failed', 'The thread was not archived', 'The disk is full.');
    tell('rest', 'Copied');
    await expect.element(page.getByRole('alert')).toHaveTextContent('The thread was not archived');
    await expect.element(page.getByRole('status')).toHaveTextContent('Copied');
    expect(shown()).toHaveLength(2);
  });

  it('stay until they are dismissed, and take no key from the page', async () => {
    tell('failed', 'It failed');
    await expect.element(page.getByText('It failed')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Elsewhere' }));
    (document.activeElement as HTMLElement).blur();
    await userEvent.keyboard('a');
    await expect.poll(() => accepted).toBe(1);
    await userEvent.click(page.getByRole('button', { name: 'Dismiss' }));
    await expect.element(page.getByText('It failed')).not.toBeInTheDocument();
  });

  it('that ask for nothing go by themselves, but not while somebody points at them', async () => {
    // Told before the page is there, as all of these: that it is kept until then is looked at as well.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    tellShortly('rest', 'Pointed at');
    await userEvent.hover(page.getByText('Pointed at'));
    vi.advanceTimersByTime(60_000);
    await expect.element(page.getByText('Pointed at')).toBeVisible();
    await userEvent.hover(page.getByRole('button', { name: 'Elsewhere' }));
    vi.advanceTimersByTime(5000);
    await expect.element(page.getByText('Pointed at')).toBeVisible();
    vi.advanceTimersByTime(2000);
    await expect.element(page.getByText('Pointed at')).not.toBeInTheDocument();
  });

  it('are four at a time; more come when others go', async () => {
    for (const n of [1, 2, 3, 4, 5]) tell('needs', `Message ${n}`);
    await expect
      .poll(() => shown().map((one) => one.textContent))
      .toEqual([2, 3, 4, 5].map((n) => `Message ${n}`));
    await userEvent.click(page.getByRole('button', { name: 'Dismiss' }).last());
    await expect
      .poll(() => shown().map((one) => one.textContent))
      .toEqual([1, 2, 3, 4].map((n) => `Message ${n}`));
  });
});
