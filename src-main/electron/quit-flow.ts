import { SETTINGS, type SettingValue } from '#shared/model/settings/settings.ts';
import type { Glance } from './glance.ts';
import {
  advanceQuit,
  type QuitChoice,
  type QuitEffect,
  type QuitEvent,
  type QuitQuestion,
  type QuitReason,
  type QuitState,
} from './quit-state.ts';

export interface QuitPorts {
  readonly glance: () => Glance;
  /** Asks the person; resolves with the answer. */
  readonly ask: (
    question: QuitQuestion,
  ) => Promise<{ readonly choice: QuitChoice; readonly remember: boolean }>;
  readonly hide: () => void;
  /** Interrupts what runs and ends the host; must end by itself within seconds. */
  readonly endHost: () => Promise<void>;
  readonly remember: (value: SettingValue<'system.quit'>) => void;
  readonly leave: (reason: QuitReason) => void;
  readonly onFault: (error: unknown) => void;
}

/** The end of the app, whoever wants it: holds the state of `quit-state.ts` and carries out what follows. */
export class QuitFlow {
  readonly #ports: QuitPorts;
  #state: QuitState = { type: 'running' };

  constructor(ports: QuitPorts) {
    this.#ports = ports;
  }

  /**
   * Somebody wants the app to end. True when it may end at once, because everything was ended before; false when that
   * is under way or was put off.
   */
  wanted(reason: QuitReason): boolean {
    if (this.#state.type === 'ended') return true;
    const { running, settings } = this.#ports.glance();
    this.#on({
      type: 'wanted',
      reason,
      running,
      setting: settings?.['system.quit'] ?? SETTINGS['system.quit'].standard,
    });
    return false;
  }

  #on(event: QuitEvent): void {
    const { state, effects } = advanceQuit(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: QuitEffect): void {
    const { ask, hide, endHost, remember, leave, onFault } = this.#ports;
    switch (effect.type) {
      case 'ask':
        ask(effect.question).then(
          (answer) => this.#on({ type: 'answered', ...answer }),
          (error: unknown) => {
            onFault(error);
            // Without an answer nothing happens: the person can ask again.
            this.#on({ type: 'answered', choice: 'cancel', remember: false });
          },
        );
        return;
      case 'hide':
        hide();
        return;
      case 'remember':
        remember(effect.value);
        return;
      case 'endHost':
        void endHost()
          .catch(onFault)
          .then(() => this.#on({ type: 'hostEnded' }));
        return;
      case 'leave':
        leave(effect.reason);
    }
  }
}
