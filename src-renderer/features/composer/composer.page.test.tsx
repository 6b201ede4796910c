import { describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ContractFailure, type ContractError } from '#shared/contract/errors.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { QueueEntity, ThreadDetail } from '#shared/model/thread/thread.ts';
import { filesTopic, threadTopic } from '#shared/contract/topics.ts';
import { commands } from '../../platform/commands.ts';
import { useEntity } from '../../connection/index.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { detail, item, row, said, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { Composer } from './index.ts';

let made = 0;
/** The composer of a thread of its own: what is typed is kept by thread. */
function composer(state: FleetRow['state'], more: Partial<ThreadDetail> = {}, queue?: QueueEntity) {
  const host = new FakeHost({ 'thread/send': () => ({ outcome: 'started' }) });
  const thread = detail(row(`composer-${(made += 1)}`, { state }), more);
  host.thread(thread, queue);
  const interrupts: string[] = [];
  const Shown = () => {
    const now = useEntity<ThreadDetail>(threadTopic(thread.id), threadTopic.thread.key);
    return now === undefined ? null : <Composer thread={now} onInterrupt={() => interrupts.push(now.id)} />;
  };
  show(<Shown />, host, '#/fleet');
  return { host, thread, interrupts, Shown, sent: () => host.callsOf('thread/send') };
}

const field = page.getByTestId('composer');

describe('the composer', () => {
  it('sends with Enter, and is empty then', async () => {
    const { thread, sent } = composer('idle');
    await userEvent.type(field, 'Fix the build{Enter}');
    await expect.poll(sent).toEqual([{ threadId: thread.id, text: 'Fix the build', mode: 'send' }]);
    await expect.element(field).toHaveValue('');
  });

  it('makes a new line with Shift and Enter, and sends nothing', async () => {
    const { sent } = composer('idle');
    await userEvent.type(field, 'one{Shift>}{Enter}{/Shift}two');
    await expect.element(field).toHaveValue('one\ntwo');
    expect(sent()).toEqual([]);
  });

  it('sends no blanks', async () => {
    const { sent } = composer('idle');
    await userEvent.type(field, '   {Enter}');
    await expect.element(page.getByRole('button', { name: 'Send' })).toBeDisabled();
    expect(sent()).toEqual([]);
  });

  it('keeps the text that was refused, and sends it again on demand', async () => {
    const { host, sent } = composer('idle');
    let error: ContractError | null = { code: 'refused', message: 'Codex said no.' };
    host.answer({
      'thread/send': () => {
        if (error !== null) throw new ContractFailure(error);
        return { outcome: 'started' };
      },
    });
    await userEvent.type(field, 'Fix it{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Not sent');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Codex said no.');
    await expect.element(field).toHaveValue('Fix it');
    error = null;
    await userEvent.click(page.getByRole('button', { name: 'Send again' }));
    await expect.element(field).toHaveValue('');
    expect(sent()).toHaveLength(2);
  });

  it('offers nothing to send again of which nobody knows whether it arrived', async () => {
    const { host } = composer('idle');
    host.answer({
      'thread/send': () => {
        throw new ContractFailure({ code: 'outcomeUnknown', message: 'It ended before it answered.' });
      },
    });
    await userEvent.type(field, 'Fix it{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('It is not known whether this arrived');
    expect(page.getByRole('button', { name: 'Send again' }).query()).toBeNull();
    await expect.element(field).toHaveValue('Fix it');
  });

  it('steers a running thread, and queues with Alt and Enter', async () => {
    const { sent } = composer('running');
    await userEvent.type(field, 'rather so{Enter}');
    await expect.element(field).toHaveValue('');
    await userEvent.type(field, 'then this{Alt>}{Enter}{/Alt}');
    await expect
      .poll(() => sent().map(({ text, mode }) => `${mode} ${text}`))
      .toEqual(['send rather so', 'queue then this']);
  });

  it('queues a running thread with Enter where that is set, and steers with Alt', async () => {
    const { host, sent } = composer('running');
    host.info({ settings: { 'composer.running': 'queue' } });
    await expect.element(page.getByTitle(/^Steers the turn that runs/)).toBeVisible();
    await userEvent.type(field, 'after it{Enter}');
    await expect.element(field).toHaveValue('');
    await userEvent.type(field, 'rather so{Alt>}{Enter}{/Alt}');
    await expect
      .poll(() => sent().map(({ text, mode }) => `${mode} ${text}`))
      .toEqual(['queue after it', 'send rather so']);
  });

  it('offers while it runs only what its engine can do', async () => {
    const { host, thread, sent } = composer('running');
    const { capabilities } = workspace('payments-api');
    const able = (queue: boolean, steer: boolean) =>
      host.workspace(workspace(thread.workspaceId, { capabilities: { ...capabilities, queue, steer } }));
    able(true, false);
    await expect.element(field).toHaveAttribute('placeholder', 'Queue the next step…');
    await userEvent.type(field, 'then this{Enter}');
    await expect.poll(() => sent().map(({ mode, text }) => `${mode} ${text}`)).toEqual(['queue then this']);
    able(false, false);
    await userEvent.type(field, 'now{Enter}');
    await expect.element(page.getByRole('button', { name: 'Steer' })).toBeDisabled();
    expect(page.getByRole('button', { name: 'Queue' }).query()).toBeNull();
    expect(sent()).toHaveLength(1);
  });

  it('is left by Escape, which does nothing else', async () => {
    const { interrupts, sent } = composer('running');
    await userEvent.type(field, 'half');
    await userEvent.keyboard('{Escape}');
    await expect.element(field).not.toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(field).toHaveValue('half');
    expect([interrupts, sent()]).toEqual([[], []]);
  });

  it('begins a new line with Enter where that is set, and sends with Control', async () => {
    const { host, thread, sent } = composer('idle');
    host.info({ settings: { 'composer.enter': 'newLine' } });
    await expect
      .element(page.getByRole('button', { name: 'Send' }))
      .toHaveAttribute('aria-keyshortcuts', 'Control+Enter');
    await userEvent.type(field, 'one{Enter}two');
    await expect.element(field).toHaveValue('one\ntwo');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    await expect.poll(sent).toEqual([{ threadId: thread.id, text: 'one\ntwo', mode: 'send' }]);
  });

  it('refuses what is too long before it is sent, with the limit, and keeps it', async () => {
    const { sent } = composer('idle');
    await paste({ text: 'x'.repeat(1_000_001) });
    await userEvent.click(field);
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('alert')).toHaveTextContent('1,000,000 at most can be sent at once');
    await expect.element(page.getByText('Pasted text')).toBeVisible();
    expect(sent()).toEqual([]);
  });

  it('shows what is queued, and takes it back', async () => {
    const prompts = [{ id: 'p1', text: 'check the links' }];
    const { host, thread } = composer('running', {}, { paused: false, prompts });
    host.answer({ 'queue/remove': () => null });
    await userEvent.click(page.getByRole('button', { name: 'Remove from the queue: check the links' }));
    await expect.poll(() => host.callsOf('queue/remove')).toEqual([{ threadId: thread.id, promptId: 'p1' }]);
  });

  it('has what was typed when one comes back to it, and the host has it as well', async () => {
    const { host, thread, Shown } = composer('idle');
    await userEvent.type(field, 'half a thought');
    const key = `thread:${thread.id}`;
    await expect.poll(() => host.callsOf('draft/set')).toContainEqual({ key, text: 'half a thought' });
    show(<p>elsewhere</p>, host);
    await expect.element(page.getByText('elsewhere')).toBeVisible();
    show(<Shown />, host);
    await expect.element(field).toHaveValue('half a thought');
  });

  it('says what goes on before it does, and then does it', async () => {
    const { host, thread } = composer('idle', {
      interrupted: true,
      continueWith: 'Continue runs “check it”.',
    });
    host.answer({ 'thread/continue': () => null });
    await expect.element(page.getByText('Continue runs “check it”.')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Continue' }));
    await expect.poll(() => host.callsOf('thread/continue')).toEqual([{ threadId: thread.id }]);
  });

  it('leaves what helps after a failure to the turn that failed', async () => {
    const { host, thread } = composer('failed', { continueWith: 'Continue asks the agent to try again.' });
    host.item(thread.id, item('m1', said('Fix the build')));
    await expect.element(field).toBeVisible();
    expect(page.getByRole('button', { name: /Try again|Continue/ }).elements()).toEqual([]);
  });

  it('cannot write to the thread of another program before it is adopted', async () => {
    const { host, thread } = composer('ownedElsewhere');
    host.answer({ 'existing/adopt': () => null });
    await userEvent.click(page.getByRole('button', { name: 'Adopt' }));
    await expect.poll(() => host.callsOf('existing/adopt')).toEqual([{ threadIds: [thread.id] }]);
    expect(field.query()).toBeNull();
  });
});

describe('what goes with the text', () => {
  it('is a picture that was pasted, can be removed, and is sent', async () => {
    const { host, thread, sent } = composer('idle');
    keepPictures(host);
    await paste({ files: [await pictureFile('one.png')] });
    await paste({ files: [await pictureFile('two.png')] });
    await expect.element(page.getByRole('button', { name: 'Open two.png' })).toBeVisible();
    await userEvent.hover(page.getByRole('button', { name: 'Open one.png' }));
    await userEvent.click(page.getByRole('button', { name: 'Remove one.png' }));
    await expect
      .poll(() => host.callsOf('draft/set').at(-1)?.attached)
      .toMatchObject([{ type: 'picture', name: 'two.png' }]);
    await userEvent.click(page.getByRole('button', { name: 'Send' }));
    await expect.poll(sent).toEqual([
      {
        threadId: thread.id,
        text: '',
        attached: [{ type: 'picture', id: ids[1], name: 'two.png' }],
        mode: 'send',
      },
    ]);
    expect(page.getByRole('button', { name: 'Open two.png' }).query()).toBeNull();
  });

  it('is a picture that was dropped or chosen; what is none is named', async () => {
    const { host } = composer('idle');
    keepPictures(host);
    await drop([await pictureFile('one.png'), new File(['x'], 'notes.zip')]);
    await expect.element(page.getByRole('button', { name: 'Open one.png' })).toBeVisible();
    await expect.element(page.getByRole('alert')).toHaveTextContent('notes.zip is no picture.');
    await userEvent.upload(page.getByTestId('attach-files'), await pictureFile('two.png'));
    await expect.element(page.getByRole('button', { name: 'Open two.png' })).toBeVisible();
  });

  it('says why the host does not take a picture', async () => {
    const { host } = composer('idle');
    host.answer({
      'attachment/add': () => {
        throw new ContractFailure({ code: 'refused', message: 'big.png is too large: 5 MB at most.' });
      },
    });
    await paste({ files: [await pictureFile('big.png')] });
    await expect.element(page.getByRole('alert')).toHaveTextContent('5 MB at most');
  });

  it('folds a long paste into a chip that opens, can be text again, and is sent as text', async () => {
    const { sent } = composer('idle');
    const log = Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\n');
    await userEvent.type(field, 'why?');
    await paste({ text: log });
    await expect.element(field).toHaveValue('why?');
    await userEvent.click(page.getByRole('button', { name: 'Open the pasted text, 30 lines' }));
    await expect.element(page.getByRole('textbox', { name: 'Pasted text' })).toHaveValue(log);
    await userEvent.click(page.getByRole('button', { name: 'Done' }));
    await userEvent.click(page.getByRole('button', { name: 'Send' }));
    await expect.poll(() => sent()[0]?.text).toBe(`why?\n\n${log}`);

    await paste({ text: log });
    await userEvent.click(page.getByRole('button', { name: /^Open the pasted text/ }));
    await userEvent.click(page.getByRole('button', { name: 'Put it into the text' }));
    await expect.element(field).toHaveValue(log);
  });

  it('leaves a short paste to the field', async () => {
    composer('idle');
    expect(await paste({ text: 'two\nlines' })).toBe(true);
    expect(page.getByText('Pasted text').query()).toBeNull();
  });
});

describe('what is completed at the caret', () => {
  const list = page.getByTestId('completion');
  const options = () =>
    list
      .getByRole('option')
      .elements()
      .map((option) => option.textContent);

  it('is a file after @, found as one types, and chosen by keys', async () => {
    const { host, sent } = composer('idle');
    host.answer({
      'files/find': ({ search, query }) => {
        const files = ['src/refunds/split.ts', 'src/split files/b.ts']
          .filter((path) => path.includes(query))
          .map((path) => ({ path, folder: false, fits: [] }));
        host.topic(search).apply(filesTopic.found.put({ query, files, problem: null }));
        return null;
      },
    });
    openSearches(host);
    await userEvent.type(field, 'mirror @spl');
    await expect.poll(options).toEqual(['split.tssrc/refunds', 'b.tssrc/split files']);
    // A press that belongs to the list sends nothing.
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(field).toHaveValue('mirror @"src/split files/b.ts" ');
    await expect.element(list).not.toBeInTheDocument();
    await userEvent.keyboard('and @nothing');
    await expect.element(list).toHaveTextContent('No file is called that');
    await userEvent.keyboard('{Escape}');
    await expect.element(list).not.toBeInTheDocument();
    // The first Escape closed the list alone.
    await expect.element(field).toHaveFocus();
    expect(sent()).toEqual([]);
  });

  it('is a skill after $, which goes along as long as the text names it', async () => {
    const { host, sent } = composer('idle');
    host.answer({
      'skills/list': () => ({
        skills: [{ name: 'deploy', description: 'Ships main', path: '/s/deploy/SKILL.md' }],
      }),
    });
    await userEvent.type(field, 'use $de');
    await expect.poll(options).toEqual(['deployShips main']);
    await userEvent.keyboard('{Tab}now{Enter}');
    await expect
      .poll(() => sent()[0])
      .toMatchObject({
        text: 'use $deploy now',
        attached: [{ type: 'skill', name: 'deploy', path: '/s/deploy/SKILL.md' }],
      });
    await userEvent.type(field, 'use $de');
    await expect.poll(options).toHaveLength(1);
    await userEvent.keyboard('{Tab}');
    await userEvent.clear(field);
    await userEvent.type(field, 'rather not{Enter}');
    await expect
      .poll(() => sent()[1])
      .toEqual({ threadId: sent()[0]?.threadId, text: 'rather not', mode: 'send' });
  });

  it('is a command after /, run when it is chosen; what is not possible says why', async () => {
    const { host } = composer('idle', { interrupted: true, continueWith: 'Continue runs “check it”.' });
    host.answer({ 'thread/continue': () => null });
    await userEvent.type(field, '/interrupt');
    const interrupt = list.getByRole('option', { name: /Interrupt this thread/ });
    await expect.element(interrupt).toHaveTextContent('No turn runs');
    await expect.element(interrupt).toHaveAttribute('aria-disabled', 'true');
    await userEvent.clear(field);
    await userEvent.type(field, '/continue');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => host.callsOf('thread/continue')).toHaveLength(1);
    await expect.element(field).toHaveValue('');
  });

  it('is a saved prompt, whose placeholders are stepped through by Tab', async () => {
    const { host } = composer('idle');
    host.savedPrompt({ id: 'p', name: 'Port it', text: 'Port {{what}} to {{where}}', at: 1 });
    await userEvent.type(field, '/port{Enter}');
    await userEvent.keyboard('a.ts{Tab}Rust');
    await expect.element(field).toHaveValue('Port a.ts to Rust');
  });

  it('can be kept from what is written', async () => {
    const { host } = composer('idle');
    host.answer({ 'prompt/save': () => ({ id: 'p' }) });
    await userEvent.type(field, 'Port it');
    commands.run('prompt.save');
    await userEvent.click(page.getByRole('button', { name: 'Save' }));
    await expect.poll(() => host.callsOf('prompt/save')).toEqual([{ name: 'Port it', text: 'Port it' }]);
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('what was said before', () => {
  it('comes back with the arrow up, and the draft with the arrow down', async () => {
    const { host, thread, sent } = composer('idle');
    host.answer({
      'said/list': () => ({ prompts: [{ text: 'latest' }, { text: 'earlier\non two lines' }] }),
    });
    await userEvent.type(field, 'half a thought');
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('latest');
    expect(host.callsOf('said/list')).toEqual([{ workspaceId: thread.workspaceId, threadId: thread.id }]);
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('earlier\non two lines');
    await userEvent.keyboard('{ArrowUp}{ArrowDown}{ArrowDown}');
    await expect.element(field).toHaveValue('half a thought');
    // One that is changed and sent leaves the draft as it was.
    await userEvent.keyboard('{ArrowUp}');
    await expect.element(field).toHaveValue('latest');
    await userEvent.keyboard(' again{Enter}');
    await expect.poll(() => sent()[0]?.text).toBe('latest again');
    await expect.element(field).toHaveValue('half a thought');
  });
});

/** Opens each search for files that the page asks for. */
function openSearches(host: FakeHost): void {
  host.onOpen = (topic) => {
    if (filesTopic.idOf(topic) === null) return;
    host.topic(topic).apply(filesTopic.found.put({ query: null, files: [], problem: null }));
  };
}

const ids = ['a', 'b'].map((letter) => `${letter.repeat(64)}.png`);

/** Keeps pictures under ids in the order in which they come. */
function keepPictures(host: FakeHost): void {
  let kept = 0;
  host.answer({
    'attachment/add': ({ name }) => ({ picture: { type: 'picture', id: ids[kept++] ?? '', name } }),
    'attachment/read': () => ({ mediaType: 'image/png', data: '' }),
  });
}

async function pictureFile(name: string): Promise<File> {
  const canvas = document.createElement('canvas');
  canvas.width = 8;
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return new File([blob ?? ''], name, { type: 'image/png' });
}

function transfer({ text = '', files = [] }: { text?: string; files?: readonly File[] }): DataTransfer {
  const data = new DataTransfer();
  if (text !== '') data.setData('text/plain', text);
  for (const file of files) data.items.add(file);
  return data;
}

/** Pastes into the field; true where the browser is left to do it. */
async function paste(what: Parameters<typeof transfer>[0]): Promise<boolean> {
  await expect.element(field).toBeVisible();
  const event = new ClipboardEvent('paste', {
    clipboardData: transfer(what),
    bubbles: true,
    cancelable: true,
  });
  return field.element().dispatchEvent(event);
}

async function drop(files: readonly File[]): Promise<void> {
  await expect.element(field).toBeVisible();
  const event = new DragEvent('drop', { dataTransfer: transfer({ files }), bubbles: true, cancelable: true });
  field.element().dispatchEvent(event);
}
