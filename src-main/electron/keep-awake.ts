import type { PowerSaveBlocker } from 'electron';
import type { Glance } from './glance.ts';

/** Whether the machine must not sleep: somebody wants that, and a turn is under way. */
export function mustStayAwake({ running, settings }: Glance): boolean {
  return settings?.['system.keepAwake'] === true && running.length > 0;
}

/** Keeps the machine awake while agents run; the screen may go dark. It owns the one blocker there is. */
export class KeepAwake {
  readonly #power: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  #blocker: number | undefined;

  constructor(power: Pick<PowerSaveBlocker, 'start' | 'stop'>) {
    this.#power = power;
  }

  update(glance: Glance): void {
    if (mustStayAwake(glance)) this.#blocker ??= this.#power.start('prevent-app-suspension');
    else this.dispose();
  }

  dispose(): void {
    if (this.#blocker === undefined) return;
    this.#power.stop(this.#blocker);
    this.#blocker = undefined;
  }
}
