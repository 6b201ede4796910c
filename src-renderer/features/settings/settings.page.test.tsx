import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure } from '#shared/contract/errors.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { show } from '../../dev/stage.tsx';
import { setUi } from '../../platform/ui-store.ts';
import { LinkDialog, SettingsPage } from './index.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  show(
    <div style={{ height: '850px', display: 'grid' }}>
      <SettingsPage />
    </div>,
    host,
    '#/settings',
  );
});
const search = page.getByRole('searchbox', { name: 'Search the settings' });
const group = (name: string) => page.getByRole('region', { name });
const set = () => host.callsOf('settings/set');

describe('the settings', () => {
  it('takes a choice at once, and offers to put it back', async () => {
    await userEvent.click(page.getByText('Dark', { exact: true }));
    await expect.poll(set).toEqual([{ name: 'appearance.theme', value: 'dark' }]);
    await expect.element(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
    await userEvent.click(page.getByRole('button', { name: 'Reset Theme' }));
    await expect.poll(set).toContainEqual({ name: 'appearance.theme' });
    await expect.element(page.getByRole('radio', { name: 'As the system' })).toBeChecked();
  });

  it('turns a switch', async () => {
    await userEvent.click(page.getByRole('switch', { name: 'Keep the computer awake while agents run' }));
    await expect.poll(set).toEqual([{ name: 'system.keepAwake', value: false }]);
  });

  it('does not take a number that cannot be, and says why', async () => {
    const size = page.getByRole('textbox', { name: 'Size of type' });
    await userEvent.fill(size, '99');
    await expect
      .element(group('Terminal').getByRole('alert'))
      .toHaveTextContent('Size of type is a whole number from 8 to 32.');
    await userEvent.keyboard('{Enter}');
    expect(set()).toEqual([]);
    await userEvent.keyboard('{Escape}');
    await expect.element(size).toHaveValue('13');
    await userEvent.fill(size, '15');
    await userEvent.keyboard('{Enter}');
    await expect.poll(set).toEqual([{ name: 'terminal.fontSize', value: 15 }]);
  });

  it('says what the host said when it did not take one', async () => {
    host.answer({
      'settings/set': () => {
        throw new ContractFailure({ code: 'storage', message: 'The disk is full.' } as never);
      },
    });
    await userEvent.click(page.getByText('Light', { exact: true }));
    await expect.element(group('Appearance').getByRole('alert')).toHaveTextContent('The disk is full.');
    await expect.element(page.getByRole('radio', { name: 'As the system' })).toBeChecked();
  });

  it('follows what another window set', async () => {
    host.info({ settings: { 'terminal.fontSize': 17 } });
    await expect.element(page.getByRole('textbox', { name: 'Size of type' })).toHaveValue('17');
  });

  it('finds settings by their words, and says when none is called so', async () => {
    await userEvent.fill(search, 'scrollback lines kept');
    await expect.element(page.getByText('Nothing', { exact: false })).not.toBeInTheDocument();
    await userEvent.fill(search, 'shell of your account');
    await expect.element(page.getByRole('textbox', { name: 'Shell' })).toBeVisible();
    expect(page.getByRole('textbox', { name: 'Size of type' }).query()).toBeNull();
    await userEvent.fill(search, 'warp drive');
    await expect.element(page.getByText('No setting is called that')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Show all settings' }));
    await expect.element(page.getByRole('textbox', { name: 'Size of type' })).toBeVisible();
  });

  it('takes a key from a command and gives it another, saying who loses it', async () => {
    await userEvent.fill(search, 'Go to the inbox');
    await userEvent.click(page.getByRole('button', { name: /^Take G I from Go to the inbox/ }));
    await expect.poll(set).toEqual([{ name: 'keys.changed', value: { 'go.inbox': [] } }]);
    await userEvent.click(page.getByRole('button', { name: 'Add a key to Go to the inbox' }));
    await userEvent.keyboard('n');
    await expect.element(page.getByText('New thread', { exact: false })).toBeVisible();
  });
});

describe('linking another device', () => {
  it('gives a link to open, and a code to type where it cannot be opened', async () => {
    const url = 'http://192.168.1.7:4180/#token=7KQ2M-XP4RT';
    host.answer({ 'link/create': () => ({ url, validMs: 600_000 }) });
    show(<LinkDialog />, host);
    setUi({ linkDevice: true });
    const dialog = page.getByRole('dialog', { name: 'Link another device' });
    await expect.element(dialog.getByRole('textbox', { name: 'The link' })).toHaveValue(url);
    await expect
      .element(dialog)
      .toHaveTextContent('open http://192.168.1.7:4180 there and type the code 7KQ2M-XP4RT');
  });
});
