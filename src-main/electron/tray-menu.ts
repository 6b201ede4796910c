import type { MenuItemConstructorOptions } from 'electron';
import type { CommandId } from '#shared/model/commands/commands.ts';
import type { Link } from '#shared/model/links/link.ts';
import { count, plainLine } from '#shared/base/words.ts';
import type { Glance } from './glance.ts';

export interface TrayActions {
  readonly open: (link: Link) => void;
  readonly run: (id: CommandId) => void;
  /** Brings a window to the front, or opens one. */
  readonly show: () => void;
  readonly quit: () => void;
}

/** Threads and decisions named in the menu; the rest are a count. */
const NAMED = 5;
/** Characters of a line: wider ones make menus that nobody reads. */
const WIDTH = 70;

/** The tray's menu: what waits, what runs, and the way in and out. */
export function trayTemplate(glance: Glance, actions: TrayActions): MenuItemConstructorOptions[] {
  const { waiting, running } = glance;
  const line = (text: string): string => plainLine(text, WIDTH).replaceAll('&', '&&');
  const more = (all: readonly unknown[]): MenuItemConstructorOptions[] =>
    all.length <= NAMED ? [] : [{ label: `and ${all.length - NAMED} more`, enabled: false }];
  return [
    {
      label: waiting.length === 0 ? 'Nothing waits for you' : `${count(waiting.length, 'decision')} waiting`,
      enabled: waiting.length > 0,
      click: () => actions.open({ type: 'inbox', approvalId: null }),
    },
    ...waiting.slice(0, NAMED).map(({ id, title, workspace, wants }) => ({
      label: line(`${title} (${workspace}) ${wants}`),
      click: () => actions.open({ type: 'inbox', approvalId: id }),
    })),
    ...more(waiting),
    { type: 'separator' },
    {
      label: running.length === 0 ? 'Nothing runs' : `${count(running.length, 'thread')} running`,
      enabled: false,
    },
    ...running.slice(0, NAMED).map(({ id, title, workspace }) => ({
      label: line(`${title} (${workspace})`),
      click: () => actions.open({ type: 'thread', threadId: id }),
    })),
    ...more(running),
    { type: 'separator' },
    { label: 'Open Muster', click: actions.show },
    { label: 'New thread…', click: () => actions.run('thread.new') },
    { label: 'Stop everything…', enabled: running.length > 0, click: () => actions.run('app.stopAll') },
    { type: 'separator' },
    { label: 'Quit Muster', click: actions.quit },
  ];
}

/** What the tray says when it is pointed at. */
export function trayTooltip({ waiting, running }: Glance): string {
  const parts = [
    ...(waiting.length > 0 ? [`${waiting.length} waiting for you`] : []),
    ...(running.length > 0 ? [`${running.length} running`] : []),
  ];
  return parts.length === 0 ? 'Muster' : `Muster: ${parts.join(', ')}`;
}
