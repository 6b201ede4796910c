import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { WorktreePlan } from '#shared/contract/calls/worktrees.ts';
import type { Results } from '#shared/contract/requests.ts';
import { newStart, reduceStart } from '#shared/model/fleet/start.ts';
import { asId, type ThreadId } from '#shared/model/ids.ts';
import { setUi } from '../../platform/ui-store.ts';
import { FakeHost, type Answers } from '../../dev/fake-host.ts';
import { workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { NewThreadDialog, StartingRows } from './index.ts';

const PLAN: WorktreePlan = {
  possible: true,
  place: 'worktree',
  reason: '“Fix it” is active in this checkout.',
  base: 'main',
  branch: 'muster/do-it',
};
const USUAL: Results['workspace/usual'] = { model: 'm', effort: null, permission: 'ask', plan: false };

function sheet(answers: Answers = {}, at = '#/fleet') {
  const host = new FakeHost({
    'worktree/plan': () => PLAN,
    'models/list': () => ({ models: [] }),
    'workspace/usual': () => USUAL,
    'workspace/defaults': () => null,
    'start/begin': () => ({ startId: 's' }),
    ...answers,
  });
  host.workspace(workspace('payments-api'));
  const Shown = () => (
    <>
      {at === '#/fleet' ? <StartingRows workspace={null} /> : null}
      <NewThreadDialog />
    </>
  );
  show(<Shown />, host, at);
  setUi({ newThread: { workspace: null }, createAnother: false, openStarted: null });
  return { host, begun: () => host.callsOf('start/begin') };
}
const field = page.getByTestId('new-thread-text');
const place = page.getByTestId('place');

describe('the sheet of a new thread', () => {
  it('closes when the start is stored, and stays where one was', async () => {
    const { begun } = sheet();
    await expect.element(place).toHaveTextContent('A new worktree from main as muster/do-it');
    await userEvent.fill(field, 'Do it');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(field).not.toBeInTheDocument();
    expect(begun()).toEqual([{ workspaceId: 'payments-api', text: 'Do it', place: 'worktree' }]);
    expect(location.hash).toBe('#/fleet');
  });

  it('stays for another one on demand, and remembers what was chosen', async () => {
    const { host, begun } = sheet();
    await userEvent.click(page.getByRole('checkbox', { name: 'Create another' }));
    await userEvent.click(page.getByRole('button', { name: 'Permission mode: Ask' }));
    await userEvent.click(page.getByRole('menuitemradio', { name: 'Read only' }));
    await userEvent.click(page.getByRole('button', { name: 'Change' }));
    await userEvent.click(page.getByRole('button', { name: 'Works in: In a new worktree' }));
    await userEvent.click(page.getByRole('menuitemradio', { name: 'In the folder itself' }));
    for (const text of ['One', 'Two']) {
      await userEvent.fill(field, text);
      await userEvent.click(page.getByRole('button', { name: 'Start', exact: true }));
      await expect.element(field).toHaveValue('');
    }
    expect(begun().map(({ text, permission, place: where }) => [text, permission, where])).toEqual([
      ['One', 'readOnly', 'folder'],
      ['Two', 'readOnly', 'folder'],
    ]);
    expect(host.callsOf('workspace/defaults')).toEqual(
      expect.arrayContaining([
        { workspaceId: 'payments-api', permission: 'readOnly' },
        { workspaceId: 'payments-api', place: 'folder' },
      ]),
    );
  });

  it('has the line of the place from the first frame, and moves nothing when that is known', async () => {
    let tell: (plan: WorktreePlan) => void = () => {};
    sheet({ 'worktree/plan': () => new Promise<WorktreePlan>((done) => (tell = done)) });
    await expect.element(place).toHaveTextContent('Finding out where…');
    const button = page.getByRole('button', { name: 'Start', exact: true });
    // Against the field, for the sheet itself comes by four pixels.
    const below = (): number =>
      button.element().getBoundingClientRect().top - field.element().getBoundingClientRect().top;
    const before = below();
    expect(place.element().getBoundingClientRect().height).toBe(36);
    await userEvent.fill(field, 'Do it');
    tell(PLAN);
    await expect.element(place).toHaveTextContent('is active in this checkout');
    // The sheet may be on its way by a fraction of a pixel.
    expect(below()).toBeCloseTo(before, 1);
  });

  it('sends how freely an agent works where no configuration says it', async () => {
    const { begun } = sheet({ 'workspace/usual': () => ({ ...USUAL, permission: null }) });
    await expect.element(page.getByRole('button', { name: 'Permission mode: Ask' })).toBeVisible();
    await userEvent.fill(field, 'Do it');
    await userEvent.click(page.getByRole('button', { name: 'Start', exact: true }));
    await expect.poll(() => begun()[0]?.permission).toBe('ask');
  });

  it('keeps the text when it could not be stored', async () => {
    sheet({
      'start/begin': () => {
        throw new ContractFailure({ code: 'storage', message: 'The disk is full.' });
      },
    });
    await userEvent.fill(field, 'Do it');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('The disk is full.');
    await expect.element(field).toHaveValue('Do it');
  });
});

describe('the row of a start', () => {
  const asked = newStart({
    id: 's',
    workspaceId: asId('payments-api'),
    text: 'Rate limit the endpoint. With a test.',
    at: Date.now(),
    inWorktree: true,
  });

  it('says that it starts, and opens the thread for whoever wants that', async () => {
    const { host } = sheet();
    await userEvent.fill(field, 'Do it');
    await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    await expect.element(field).not.toBeInTheDocument();
    host.start(asked);
    await expect.element(page.getByTestId('start-row')).toHaveTextContent('Rate limit the endpoint');
    await expect.element(page.getByTestId('start-row')).toHaveTextContent('starting in a worktree…');
    host.start(reduceStart(asked, { type: 'started', threadId: asId<ThreadId>('made') }));
    await expect.poll(() => location.hash).toContain('made');
    await expect.element(page.getByTestId('starts')).not.toBeInTheDocument();
  });

  it('opens the thread from another page as well, where no row of it is drawn', async () => {
    const { host } = sheet({}, '#/workspaces');
    setUi({ newThread: { workspace: asId('payments-api'), worktree: '/trees/work' } });
    await userEvent.fill(field, 'Do it');
    await userEvent.keyboard('{Control>}{Shift>}{Enter}{/Shift}{/Control}');
    await expect.element(field).not.toBeInTheDocument();
    host.start(reduceStart(asked, { type: 'started', threadId: asId<ThreadId>('elsewhere') }));
    await expect.poll(() => location.hash).toContain('elsewhere');
  });

  it('fails in its place, and can be tried again, edited, and dismissed', async () => {
    const { host, begun } = sheet({ 'start/again': () => null, 'start/dismiss': () => null });
    setUi({ newThread: null });
    host.start(reduceStart(asked, { type: 'failed', reason: 'There is no branch mine.' }));
    await expect.element(page.getByRole('alert')).toHaveTextContent('There is no branch mine.');
    await userEvent.click(page.getByRole('button', { name: 'Try again' }));
    await userEvent.click(page.getByRole('button', { name: 'Dismiss: Rate limit the endpoint' }));
    await expect.poll(() => host.callsOf('start/again')).toEqual([{ startId: 's' }]);
    await expect.poll(() => host.callsOf('start/dismiss')).toEqual([{ startId: 's' }]);
    await userEvent.click(page.getByRole('button', { name: 'Edit' }));
    await expect.element(field).toHaveValue(asked.text);
    await userEvent.fill(field, `${asked.text} Soon.`);
    await userEvent.click(page.getByRole('button', { name: 'Start', exact: true }));
    await expect.poll(() => begun()[0]).toMatchObject({ text: `${asked.text} Soon.`, replaces: 's' });
  });
});
