import { msUntilNextLabel, type TimeStyle } from './format.ts';

interface Label {
  readonly since: number;
  readonly style: TimeStyle;
  readonly changed: () => void;
  due: number;
}

/** Timers do not fire to the millisecond; a label that is due within this time is told along with the first. */
const SLACK_MS = 40;

/**
 * Wakes the labels on screen when what they say changes, and at no other time: one timer for all of them, none while
 * the page is hidden or nothing is shown.
 */
export class LabelClock {
  readonly #labels = new Set<Label>();
  readonly #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakeAt = Infinity;
  #paused = false;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** `changed` is called each time the label for `since` becomes another one. */
  watch(since: number, style: TimeStyle, changed: () => void): () => void {
    const now = this.#now();
    const label: Label = { since, style, changed, due: now + msUntilNextLabel(style, since, now) };
    this.#labels.add(label);
    this.#schedule(label.due);
    return () => {
      this.#labels.delete(label);
      if (this.#labels.size === 0) this.#stop();
    };
  }

  /** Stops all timers while nobody can see; on the way back every label is told once. */
  pause(paused: boolean): void {
    if (this.#paused === paused) return;
    this.#paused = paused;
    if (paused) this.#stop();
    else this.#wake(true);
  }

  #schedule(due: number): void {
    if (this.#paused || due >= this.#wakeAt) return;
    this.#stop();
    this.#wakeAt = due;
    this.#timer = setTimeout(() => this.#wake(false), Math.min(due - this.#now(), 2 ** 30));
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wakeAt = Infinity;
  }

  #wake(all: boolean): void {
    this.#stop();
    const now = this.#now();
    let next = Infinity;
    const told: Label[] = [];
    for (const label of this.#labels) {
      if (all || label.due <= now + SLACK_MS) {
        told.push(label);
        const from = Math.max(now, label.due);
        label.due = from + msUntilNextLabel(label.style, label.since, from);
      }
      next = Math.min(next, label.due);
    }
    if (next < Infinity) this.#schedule(next);
    for (const label of told) label.changed();
  }
}
