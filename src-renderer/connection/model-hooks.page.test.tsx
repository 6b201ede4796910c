import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { FakeHost } from '../dev/fake-host.ts';
import { show } from '../dev/stage.tsx';
import { useHostFact, useSetting } from './index.ts';

it('wakes who uses a setting when that setting changes, and nobody else', async () => {
  const renders = { size: 0, hours: 0, codex: 0 };
  const Size = () => {
    renders.size += 1;
    return <p>{useSetting('terminal.fontSize')} px</p>;
  };
  const Hours = () => {
    renders.hours += 1;
    return <p>{JSON.stringify(useSetting('notifications.quietHours'))} quiet</p>;
  };
  const Codex = () => {
    renders.codex += 1;
    return <p>{useHostFact('codex')?.version} codex</p>;
  };
  const host = new FakeHost();
  show([<Size key="s" />, <Hours key="h" />, <Codex key="c" />], host);
  await expect.element(page.getByText('0.169.0 codex')).toBeVisible();
  const before = { ...renders };
  host.info({ settings: { 'terminal.fontSize': 17 } });
  await expect.element(page.getByText('17 px')).toBeVisible();
  expect(renders.size).toBeGreaterThan(before.size);
  expect({ ...renders, size: before.size }).toEqual(before);
});
