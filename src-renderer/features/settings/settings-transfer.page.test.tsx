import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../../dev/fake-host.ts';
import { show } from '../../dev/stage.tsx';
import { SettingsTransfer } from './settings-transfer.tsx';

it('says what a file changes before it does, and refuses one that is wrong', async () => {
  const host = new FakeHost();
  show(<SettingsTransfer />, host, '#/settings');
  const field = page.getByLabelText('A file of settings');
  const give = (settings: object) =>
    userEvent.upload(
      field,
      new File([JSON.stringify({ muster: 'settings', version: 1, settings })], 'muster-settings.json'),
    );
  await give({ 'appearance.theme': 'pink' });
  await expect.element(page.getByText('Nothing was imported')).toBeVisible();
  await give({ 'appearance.theme': 'light' });
  const dialog = page.getByRole('dialog', { name: 'Change 1 setting?' });
  await expect.element(dialog.getByText(/"light"/)).toBeVisible();
  expect(host.callsOf('settings/set')).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Import' }));
  await expect
    .poll(() => host.callsOf('settings/set'))
    .toEqual([{ name: 'appearance.theme', value: 'light' }]);
});
