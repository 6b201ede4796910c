import { beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { TerminalEntity } from '#shared/model/terminal/terminal.ts';
import { terminalTopic } from '#shared/contract/topics.ts';
import { FakeHost } from '../../dev/fake-host.ts';
import { terminal, workspace } from '../../dev/samples.ts';
import { show } from '../../dev/stage.tsx';
import { TerminalsPage } from './index.ts';
import { setTerminalsUi } from './terminals-store.ts';

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.workspace(workspace('payments-api'));
  // What is drawn on a canvas can be read by nobody else.
  host.info({ settings: { 'terminal.screenReader': true } });
  setTerminalsUi({ current: null, closing: null, renaming: null, opening: false });
});

function terminals(...open: readonly (readonly [TerminalEntity, string])[]): void {
  for (const [entity, output] of open) host.terminal(entity, output);
  show(
    <div style={{ height: '600px', display: 'grid' }}>
      <TerminalsPage back={null} />
    </div>,
    host,
    '#/terminals',
  );
}
const tab = (name: string) => page.getByRole('tab', { name });
const screen = () => document.querySelector('.xterm-accessibility')?.textContent ?? '';

describe('terminals', () => {
  it('opens one in the worktree in view', async () => {
    terminals();
    const opened = terminal('t-new');
    host.answer({
      'terminal/open': () => {
        host.terminal(opened, '$ ');
        return { terminalId: opened.id };
      },
    });
    await userEvent.click(page.getByRole('button', { name: 'New terminal in payments-api' }).last());
    await expect.element(tab('zsh')).toHaveAttribute('aria-selected', 'true');
    expect(host.callsOf('terminal/open')).toMatchObject([{ workspaceId: 'payments-api' }]);
  });

  it('shows what the program wrote, and what it writes then', async () => {
    const shell = terminal('t-1');
    terminals([shell, 'hello from zsh\r\n']);
    await expect.poll(screen).toContain('hello from zsh');
    host.topic(terminalTopic(shell.id)).apply(terminalTopic.output.append('and more\r\n'));
    await expect.poll(screen).toContain('and more');
  });

  it('hands what is typed to the program, letters that decide elsewhere as well', async () => {
    const shell = terminal('t-2');
    terminals([shell, '$ ']);
    await expect.poll(screen).toContain('$');
    await userEvent.click(page.getByTestId('terminal-screen'));
    await userEvent.keyboard('ax{Enter}');
    await expect
      .poll(() =>
        host
          .callsOf('terminal/write')
          .map(({ data }) => data)
          .join(''),
      )
      .toBe('ax\r');
  });

  it('changes tabs by the arrows', async () => {
    terminals(
      [terminal('t-3', { name: 'server' }), 'one'],
      [terminal('t-4', { name: 'tests', ord: 2 }), 'two'],
    );
    await expect.element(tab('server')).toHaveAttribute('aria-selected', 'true');
    await userEvent.click(tab('server'));
    (tab('server').element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(tab('tests')).toHaveAttribute('aria-selected', 'true');
    await expect.poll(screen).toContain('two');
  });

  it('gives a tab another name', async () => {
    const shell = terminal('t-5');
    terminals([shell, '$ ']);
    host.answer({ 'terminal/rename': () => null });
    await userEvent.dblClick(tab('zsh'));
    await userEvent.keyboard('server{Enter}');
    await expect
      .poll(() => host.callsOf('terminal/rename'))
      .toEqual([{ terminalId: shell.id, name: 'server' }]);
  });

  it('asks before it ends what runs', async () => {
    const shell = terminal('t-6');
    terminals([shell, '$ ']);
    host.answer({
      'terminal/close': ({ ifIdle }) =>
        ifIdle === true ? { closed: false, running: 'vim' } : { closed: true, running: null },
    });
    await userEvent.click(page.getByRole('button', { name: 'Close zsh' }));
    await expect
      .element(page.getByRole('dialog', { name: 'Close this terminal?' }))
      .toHaveTextContent('vim runs in it');
    await userEvent.click(page.getByRole('button', { name: 'End vim and close' }));
    await expect
      .poll(() => host.callsOf('terminal/close'))
      .toEqual([{ terminalId: shell.id, ifIdle: true }, { terminalId: shell.id }]);
  });

  it('says how a program ended, and runs it again', async () => {
    const shell = terminal('t-7', { status: { type: 'exited', code: 3, signal: null } });
    terminals([shell, 'bye\r\n']);
    host.answer({ 'terminal/restart': () => null });
    await expect.element(page.getByText('Its program has ended with exit code 3.')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Start again' }));
    await expect.poll(() => host.callsOf('terminal/restart')).toEqual([{ terminalId: shell.id }]);
  });
});
