import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { COMMANDS, commandOf, type CommandId } from '#shared/model/commands/commands.ts';
import { Keymap } from '#shared/model/commands/keymap.ts';
import { acceleratorOf, menuTemplate, type MenuState } from './menu.ts';

const base: MenuState = {
  platform: 'linux',
  packaged: true,
  runnable: new Set(['thread.new', 'approval.accept']),
  keymap: new Keymap(),
  update: null,
};

function draw(state: Partial<MenuState> = {}) {
  const ran: string[] = [];
  const template = menuTemplate(
    { ...base, ...state },
    { run: (id) => ran.push(id), quit: () => ran.push('quit'), installUpdate: () => ran.push('update') },
  );
  const items = template.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  return { template, items, ran, find: (id: string) => items.find((item) => item.id === id) };
}

const click = (item: MenuItemConstructorOptions | undefined): void =>
  (item?.click as (() => void) | undefined)?.();

describe('menuTemplate', () => {
  it.each(['darwin', 'win32', 'linux'])('has every action of the registry exactly once on %s', (platform) => {
    const wanted = (Object.keys(COMMANDS) as CommandId[]).filter((id) => commandOf(id).hidden !== true);
    const { items } = draw({ platform });
    expect(items.flatMap(({ id }) => id ?? []).sort()).toEqual([...wanted].sort());
  });

  it('greys what the window in front cannot do, and runs what it can', () => {
    const { find, ran } = draw();
    expect(find('approval.accept')?.enabled).toBe(true);
    expect(find('approval.decline')?.enabled).toBe(false);
    click(find('approval.accept'));
    expect(ran).toEqual(['approval.accept']);
  });

  it('offers without any window what can open one', () => {
    const { find } = draw({ runnable: null });
    expect(find('thread.new')?.enabled).toBe(true);
    expect(find('app.stopAll')?.enabled).toBe(true);
    expect(find('approval.accept')?.enabled).toBe(false);
  });

  it('prints the keys as they are now, and leaves acting on them to the page', () => {
    const { find } = draw({ keymap: new Keymap({ 'palette.open': ['Mod+Shift+P'], 'go.settings': [] }) });
    expect(find('palette.open')).toMatchObject({
      accelerator: 'CmdOrCtrl+Shift+P',
      registerAccelerator: false,
    });
    expect(find('go.settings')).not.toHaveProperty('accelerator');
    // A letter alone must never be taken from whoever types it.
    expect(find('thread.new')).not.toHaveProperty('accelerator');
  });

  it('has the places that each system expects', () => {
    expect(draw({ platform: 'darwin' }).template[0]?.label).toBe('Muster');
    expect(draw({ platform: 'win32' }).template[0]?.label).toBe('File');
    const quit = draw({ platform: 'win32' }).items.find(({ label }) => label === 'Exit');
    expect(quit).toBeDefined();
    const roles = (packaged: boolean) => draw({ packaged }).items.map(({ role }) => role);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(true)).not.toContain('reload');
    expect(roles(false)).toContain('toggleDevTools');
  });

  it('offers an update that waits', () => {
    const { items, ran } = draw({ update: '1.2.0' });
    click(items.find(({ label }) => label === 'Restart to update to 1.2.0'));
    expect(ran).toEqual(['update']);
  });
});

describe('acceleratorOf', () => {
  it.each([
    ['Mod+K', 'CmdOrCtrl+K'],
    ['Mod+,', 'CmdOrCtrl+,'],
    ['Mod+.', 'CmdOrCtrl+.'],
    ['Mod+Alt+ArrowUp', 'CmdOrCtrl+Alt+Up'],
    ['Mod+Shift+Enter', 'CmdOrCtrl+Shift+Enter'],
    ['N', null],
    ['G I', null],
    ['Shift+A', null],
    ['Escape Escape', null],
  ])('%s → %s', (keys, accelerator) => {
    expect(acceleratorOf(keys)).toBe(accelerator);
  });
});
