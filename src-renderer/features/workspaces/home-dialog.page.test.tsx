import { expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure } from '#shared/contract/errors.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { SAMPLE_HOME, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { WorkspacesPage } from './index.ts';

it('gives a workspace an account of its own, and says why one cannot be used', async () => {
  const host = new FakeHost({
    'workspace/update': () => {
      throw new ContractFailure({ code: 'badRequest', message: 'It lies in a workspace.' });
    },
    'worktree/list': () => ({ worktrees: [], folder: '', problem: null }) as never,
  });
  host.home(SAMPLE_HOME);
  host.workspace(workspace('payments-api'));
  show(<WorkspacesPage current={null} />, host, '#/workspaces');
  await userEvent.click(page.getByRole('button', { name: 'Account…' }));
  const dialog = page.getByRole('dialog', { name: 'Account and configuration of payments-api' });
  await expect.element(dialog.getByText(SAMPLE_HOME.path)).toBeVisible();
  await expect.element(dialog.getByRole('button', { name: 'Use it' })).toBeDisabled();
  await userEvent.fill(dialog.getByLabelText('CODEX_HOME'), '/srv/codex-work');
  await userEvent.click(dialog.getByRole('button', { name: 'Use it' }));
  await expect.element(dialog.getByText('It lies in a workspace.')).toBeVisible();
  host.answer({ 'workspace/update': () => null });
  await userEvent.click(dialog.getByRole('button', { name: 'Use it' }));
  await expect.element(page.getByText('payments-api uses /srv/codex-work now')).toBeVisible();
  expect(host.callsOf('workspace/update')[1]).toEqual({
    workspaceId: 'payments-api',
    codexHome: '/srv/codex-work',
  });
});
