import { join } from 'node:path';
import { Menu, Notification, Tray, app, powerSaveBlocker } from 'electron';
import type { Disposable } from '#shared/base/disposable.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Link } from '#shared/model/links/link.ts';
import type { QuickDecision } from '#shared/model/notifications/waiting.ts';
import { systemClock } from '../host/base/system-clock.ts';
import type { Glance } from './glance.ts';
import { KeepAwake } from './keep-awake.ts';
import { Notifier } from './notifications.ts';
import { trayTemplate, trayTooltip, type TrayActions } from './tray-menu.ts';

export interface SignsOptions extends TrayActions {
  readonly icons: string;
  readonly inFront: () => boolean;
  /** A decision was made on a notification. */
  readonly decide: (id: ApprovalId, decision: QuickDecision) => void;
  /** The mark on Windows' taskbar belongs to its windows. */
  readonly setOverlay: (waiting: number) => void;
}

/** What the app shows of itself outside of its windows: tray, badge, notifications; and that the machine stays awake. */
export class Signs implements Disposable {
  readonly #options: SignsOptions;
  readonly #tray: Tray;
  readonly #notifier: Notifier;
  readonly #awake = new KeepAwake(powerSaveBlocker);

  constructor(options: SignsOptions) {
    this.#options = options;
    // macOS colours a template by itself, for light and dark bars.
    const icon = process.platform === 'darwin' ? 'trayTemplate.png' : 'tray.png';
    this.#tray = new Tray(join(options.icons, icon));
    if (process.platform !== 'darwin') this.#tray.on('click', options.show);
    this.#notifier = new Notifier({
      platform: process.platform,
      inFront: options.inFront,
      open: (link: Link) => options.open(link),
      decide: options.decide,
      clock: systemClock,
      make: ({ title, body, actions }) => {
        const notification = new Notification({
          title,
          body,
          actions: actions.map(({ label }) => ({ type: 'button', text: label })),
        });
        return {
          show: () => notification.show(),
          close: () => notification.close(),
          on: (event, listener) =>
            event === 'click' ? notification.on('click', listener) : notification.on('close', listener),
          // The index came as an argument of its own before Electron 41, and may again.
          onAction: (listener) =>
            notification.on('action', (details, index?: number) =>
              listener((details as { actionIndex?: number }).actionIndex ?? index ?? -1),
            ),
        };
      },
    });
  }

  update(glance: Glance): void {
    const { waiting } = glance;
    this.#tray.setToolTip(trayTooltip(glance));
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(glance, this.#options)));
    // macOS has room for a number beside the icon.
    if (process.platform === 'darwin')
      this.#tray.setTitle(waiting.length === 0 ? '' : String(waiting.length));
    app.setBadgeCount(waiting.length);
    if (process.platform === 'win32') this.#options.setOverlay(waiting.length);
    if (Notification.isSupported()) this.#notifier.update(glance);
    this.#awake.update(glance);
  }

  /** A window came to the front: it shows what the notifications said. */
  attended(): void {
    this.#notifier.closeAll();
  }

  dispose(): void {
    this.#notifier.dispose();
    this.#awake.dispose();
    this.#tray.destroy();
  }
}
