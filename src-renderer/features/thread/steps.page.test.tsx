import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { person } from '#shared/model/approval/decider.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { approval, command, detail, item, ran, row, turn } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { ThreadView } from './index.ts';

const ROW = row('t-1', { state: 'running' });
const MINUTE = 60_000;
let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.row(ROW);
  host.thread(detail(ROW));
  host.turn(ROW.id, turn('turn-1', 1, { status: 'inProgress' }));
});
const draw = (): void =>
  show(
    <div style={{ height: '600px', display: 'grid' }}>
      <ThreadView id={ROW.id} back={null} />
    </div>,
    host,
    '#/fleet?thread=t-1',
  );

it('counts the time a command runs, not the time it waited to be allowed', async () => {
  const now = Date.now();
  const running = {
    status: 'inProgress',
    exitCode: null,
    durationMs: null,
    startedAtMs: now - 6 * MINUTE,
  } as const;
  host.item(ROW.id, item('c1', ran('git push', '', running), { done: false, live: ['output'] }));
  const outcome = { type: 'decided', decision: 'accept', by: person('Firefox'), at: now - 4000 } as const;
  host.approval(approval(command('git push'), { threadId: ROW.id, itemId: 'c1', outcome }));
  draw();
  await expect.element(page.getByRole('button', { name: /^Running git push \d+ s$/ })).toBeVisible();
});

it('shows a sub-agent as it stands now, and that it needs somebody', async () => {
  const child = row('t-2', { parentId: ROW.id, title: 'Rounding in invoices', state: 'running' });
  host.row({ ...child, activity: 'reading', activityCode: 'lines.ts' });
  host.item(
    ROW.id,
    item('s1', {
      type: 'subAgent',
      act: 'started',
      status: 'completed',
      agents: [{ threadId: asId<ThreadId>('t-2'), path: '/root/rounding', state: null }],
      prompt: null,
      model: null,
    }),
  );
  host.turn(ROW.id, turn('turn-1', 1));
  draw();
  const card = page.getByTestId('agent-card');
  await expect.element(card).toHaveTextContent('Rounding in invoices sub-agent');
  await expect.element(card).toHaveTextContent('Running: reading lines.ts');
  await expect
    .element(card.getByRole('link', { name: 'Open' }))
    .toHaveAttribute('href', expect.stringContaining('t-2'));
  host.row({ ...child, state: 'needsApproval', activity: 'wants to run', activityCode: 'npm publish' });
  await expect.element(card).toHaveAttribute('data-needs', 'true');
  await expect.element(card).toHaveTextContent('wants to run npm publish');
});
