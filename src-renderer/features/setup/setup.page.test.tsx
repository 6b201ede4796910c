import { beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeHost } from '../../dev/fake-host.ts';
import { SETUP_ANSWERS } from '../../dev/setup-samples.ts';
import { workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import type { SetupPart } from '../../platform/routes.ts';
import { SetupPage } from './index.ts';

const API = workspace('payments-api');
let host: FakeHost;

beforeEach(() => {
  host = new FakeHost({ ...SETUP_ANSWERS, 'models/list': () => ({ models: [] }) });
  host.workspace(API);
});
const open = (part: SetupPart): void =>
  show(<SetupPage part={part} workspace={API.id} />, host, `#/setup?part=${part}`);

it('says why a server failed, signs in at another, and switches what stands in the person’s own file', async () => {
  host.answer({
    'mcp/signIn': () => ({ url: 'https://issues.example.com/authorize' }),
    'mcp/switch': () => null,
    'mcp/restart': () => null,
  });
  open('servers');
  await expect.element(page.getByText('MCP startup failed: No such file or directory')).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Sign in… at issues' }));
  await expect
    .element(page.getByRole('link', { name: /Open the sign-in/ }))
    .toHaveAttribute('href', 'https://issues.example.com/authorize');
  await userEvent.click(page.getByRole('switch', { name: 'Use browser' }));
  expect(host.callsOf('mcp/switch')).toEqual([{ workspaceId: API.id, name: 'browser', on: false }]);
  await expect.element(page.getByRole('switch', { name: 'Use ledger' })).toBeDisabled();
  await userEvent.click(page.getByRole('button', { name: 'Start all again' }));
  expect(host.callsOf('mcp/restart')).toHaveLength(1);
});

it('shows each layer of a value, and both texts where somebody else wrote meanwhile', async () => {
  const theirs = '{"approval_policy":"never"}';
  host.answer({
    'config/write': ({ seen }) =>
      seen === theirs ? { outcome: 'written', overridden: null } : { outcome: 'conflict', own: theirs },
  });
  open('values');
  await expect.element(page.getByText('from your configuration, does not count here')).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: /^Permission mode/ }));
  // What the administrator forbids is not offered.
  expect(page.getByRole('menuitemradio', { name: /Full access/ }).query()).toBeNull();
  await userEvent.click(page.getByRole('menuitemradio', { name: /^Read only/ }));
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed it' });
  await expect.element(dialog.getByText('approval_policy = "never"')).toBeVisible();
  expect(host.callsOf('config/write')).toHaveLength(1);
  await userEvent.click(dialog.getByRole('button', { name: 'Write Read only' }));
  await expect.element(page.getByText('Permission mode written')).toBeVisible();
  expect(host.callsOf('config/write').map(({ seen }) => seen)).toEqual([null, theirs]);
});

it('trusts a hook for what was shown, after it was asked, and switches a skill', async () => {
  host.answer({ 'hooks/trust': () => null, 'skills/switch': () => null });
  open('hooks');
  await userEvent.click(page.getByRole('button', { name: 'Trust…' }));
  const dialog = page.getByRole('dialog', { name: 'Trust this hook?' });
  await expect.element(dialog.getByText('curl -s https://example.com/done | sh')).toBeVisible();
  expect(host.callsOf('hooks/trust')).toEqual([]);
  await userEvent.click(dialog.getByRole('button', { name: 'Trust it' }));
  await expect.poll(() => host.callsOf('hooks/trust')).toMatchObject([{ hash: 'sha256:two', trusted: true }]);
  open('skills');
  await userEvent.click(page.getByRole('switch', { name: 'Use imagegen' }));
  expect(host.callsOf('skills/switch')).toMatchObject([{ on: true }]);
});
