import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { threadTopic } from '#shared/contract/topics.ts';
import type { ModelChoice } from '#shared/contract/requests.ts';
import type { ThreadDetail } from '#shared/model/thread/thread.ts';
import { commands } from '../../platform/commands.ts';
import { useEntity } from '../../connection/index.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { detail, row, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadBar } from './composer-bar.tsx';

const MODELS: ModelChoice[] = [
  {
    id: 'gpt-5.5',
    name: 'GPT-5.5',
    description: 'For most things',
    isDefault: true,
    efforts: ['low', 'high', 'xhigh'],
    defaultEffort: 'low',
  },
  { id: 'mini', name: 'Mini', description: 'Quick', isDefault: false, efforts: [], defaultEffort: null },
];

function bar(more: Partial<ThreadDetail> = {}, from: 'now' | 'nextTurn' = 'now') {
  const host = new FakeHost({
    'models/list': () => ({ models: MODELS }),
    'thread/settings': () => ({ from }),
  });
  host.workspace(workspace('payments-api'));
  const thread = detail(row('bar'), { model: 'gpt-5.5', effort: 'high', ...more });
  host.thread(thread);
  const Shown = () => {
    const now = useEntity<ThreadDetail>(threadTopic(thread.id), threadTopic.thread.key);
    return now === undefined ? null : <ThreadBar thread={now} />;
  };
  show(<Shown />, host, '#/fleet');
  return {
    host,
    changes: () => host.callsOf('thread/settings').map(({ threadId: _id, ...change }) => change),
  };
}

const option = (name: string) => page.getByRole('button', { name });
const choice = (name: string) => page.getByRole('menuitemradio', { name });

describe('the line under the composer', () => {
  it('says what the thread works with, and changes it', async () => {
    const { changes } = bar();
    await expect.element(option('Model: GPT-5.5')).toBeVisible();
    await expect.element(option('Effort: High')).toBeVisible();
    await userEvent.click(option('Permission mode: Ask'));
    await userEvent.click(choice('Approve for me'));
    await userEvent.click(option('Model: GPT-5.5'));
    await userEvent.click(choice('Mini'));
    await userEvent.click(option('Effort: High'));
    await userEvent.click(choice('Extra high'));
    await userEvent.click(option('Plan'));
    await expect
      .poll(changes)
      .toEqual([{ permission: 'autoReview' }, { model: 'mini' }, { effort: 'xhigh' }, { plan: true }]);
  });

  it('gives full access only when its meaning was confirmed', async () => {
    const { changes } = bar();
    const ask = async (): Promise<void> => {
      await userEvent.click(option('Permission mode: Ask'));
      await userEvent.click(choice('Full access'));
    };
    await ask();
    await expect
      .element(page.getByRole('dialog'))
      .toHaveTextContent('every command of the agent runs as you');
    await userEvent.click(page.getByRole('button', { name: 'Cancel' }));
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    expect(changes()).toEqual([]);
    await ask();
    await userEvent.click(page.getByRole('button', { name: 'Give full access' }));
    await expect.poll(changes).toEqual([{ permission: 'fullAccess' }]);
  });

  it('opens by command, and is worked by keys alone', async () => {
    const { changes } = bar();
    await expect.element(option('Model: GPT-5.5')).toBeVisible();
    commands.run('thread.permission');
    await expect.element(choice('Read only')).toBeVisible();
    await userEvent.keyboard('{Home}{Enter}');
    commands.run('thread.plan');
    await expect.poll(changes).toEqual([{ permission: 'readOnly' }, { plan: true }]);
  });

  it('says that a turn goes on as it began', async () => {
    const { host } = bar({ activeTurnId: 'turn-1' }, 'nextTurn');
    await userEvent.click(option('Plan'));
    await expect.element(page.getByText('From the next turn on')).toBeVisible();
    host.thread(detail(row('bar'), { settingsWait: true }));
    await expect.element(page.getByText('next turn', { exact: true })).toBeVisible();
  });

  it('claims no mode that is not known, and offers nothing where nothing can be changed', async () => {
    bar({ permission: null, canSend: false });
    await expect.element(option('Permission mode: Permissions')).toBeDisabled();
    await expect.element(option('Plan')).toBeDisabled();
  });
});
