import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { threadTopic } from '#shared/contract/topics.ts';
import type { GoalEntity } from '#shared/model/thread/goal.ts';
import type { Item } from '#shared/model/item/item.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { detail, row, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { BackgroundStrip } from './background-strip.tsx';
import { GoalStrip } from './goal-strip.tsx';

const THREAD = detail(row('strips', { state: 'finished' }));
const GOAL: GoalEntity = {
  objective: 'Every test of the queue passes',
  status: 'active',
  tokenBudget: 200_000,
  tokensUsed: 41_000,
  timeUsedSeconds: 200,
};

function strips(goal: GoalEntity | null): FakeHost {
  const host = new FakeHost({
    'goal/set': () => null,
    'goal/clear': () => null,
    'background/end': () => null,
    'background/list': () => ({
      commands: ['one', 'two'].map((id) => ({
        itemId: id,
        processId: `p-${id}`,
        command: 'npm run dev',
        cwd: '/x',
        memoryBytes: 52_000_000,
      })),
    }),
  });
  host.thread(THREAD);
  if (goal !== null) host.topic(threadTopic(THREAD.id)).apply(threadTopic.goal.put(goal));
  show(
    <>
      <GoalStrip thread={THREAD} />
      <BackgroundStrip thread={THREAD} />
    </>,
    host,
    '#/fleet',
  );
  return host;
}

describe('the goal of a thread', () => {
  it('stands with what is used of its budget, and is paused, resumed and cleared', async () => {
    const host = strips(GOAL);
    const shown = page.getByTestId('goal');
    await expect.element(shown).toHaveTextContent('41k of 200k tokens · 3 m 20 s');
    await userEvent.click(page.getByRole('button', { name: 'Pause the goal' }));
    host.topic(threadTopic(THREAD.id)).apply(threadTopic.goal.put({ ...GOAL, status: 'paused' }));
    await expect.element(shown).toHaveTextContent('paused');
    await userEvent.click(page.getByRole('button', { name: 'Resume the goal' }));
    await expect
      .poll(() => host.callsOf('goal/set').map(({ status }) => status))
      .toEqual(['paused', 'active']);
    await userEvent.click(page.getByRole('button', { name: 'Clear the goal' }));
    await expect.poll(() => host.callsOf('goal/clear')).toEqual([{ threadId: THREAD.id }]);
  });

  it('is set by a key, with a budget in tokens, which is refused when it is none', async () => {
    const host = strips(null);
    await userEvent.keyboard('{Control>}{Shift>}G{/Shift}{/Control}');
    await userEvent.fill(page.getByLabelText('Goal', { exact: true }), 'All is quiet');
    const budget = page.getByLabelText('Budget, in tokens');
    await userEvent.fill(budget, 'much');
    await expect.element(page.getByText(/A budget is a number of tokens/)).toBeVisible();
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await userEvent.fill(budget, '1.5M');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect
      .poll(() => host.callsOf('goal/set'))
      .toEqual([{ threadId: THREAD.id, text: 'All is quiet', tokenBudget: 1_500_000, status: 'active' }]);
    await expect.element(budget).not.toBeInTheDocument();
  });
});

describe('commands in the background', () => {
  it('stand with the last they wrote, and end one or all', async () => {
    const host = strips(null);
    host.turn(THREAD.id, turn('turn', 1, { status: 'completed' }));
    for (const [at, id] of ['one', 'two'].entries()) {
      const item = {
        type: 'commandExecution',
        id,
        command: `/bin/bash -lc 'npm run ${id}'`,
        status: 'inProgress',
        aggregatedOutput: null,
      } as unknown as Item;
      host.item(THREAD.id, { id, turnId: 'turn', ord: at, item, done: false, live: ['output'], omitted: 0 });
    }
    host.grow(THREAD.id, 'one', 'output', 'starting\n\u001B[32mready on 5173\u001B[0m\n\n');
    const shown = page.getByTestId('background');
    await expect.element(shown).toHaveTextContent(/npm run one.*ready on 5173.*MiB/);
    await userEvent.click(page.getByRole('button', { name: 'End: npm run two' }));
    await userEvent.click(page.getByRole('button', { name: 'End all' }));
    await expect
      .poll(() => host.callsOf('background/end').map(({ processId }) => processId))
      .toEqual(['p-two', undefined]);
  });
});
