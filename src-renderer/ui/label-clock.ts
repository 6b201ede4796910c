import { attempt } from '#shared/base/attempt.ts';

/** Milliseconds from a moment (Unix ms) until a label may say something else. */
export type UntilNext = (now: number) => number;

interface Label {
  readonly untilNext: UntilNext;
  readonly changed: () => void;
  due: number;
}

/**
 * The clock wakes this much after a label is due, so that those due in the meantime are told with it. Never before: a
 * label that is told too early still says what it said, and would go on so until its next change.
 */
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

  /** `changed` is called each time the label has become another one. */
  watch(untilNext: UntilNext, changed: () => void): () => void {
    const now = this.#now();
    const label: Label = { untilNext, changed, due: now + untilNext(now) };
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
    this.#timer = setTimeout(() => this.#wake(false), Math.min(due + SLACK_MS - this.#now(), 2 ** 30));
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
      if (all || label.due <= now) {
        told.push(label);
        label.due = now + label.untilNext(now);
      }
      next = Math.min(next, label.due);
    }
    if (next < Infinity) this.#schedule(next);
    for (const label of told) attempt(() => label.changed());
  }
}
