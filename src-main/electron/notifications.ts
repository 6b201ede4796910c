import type { Disposable } from '#shared/base/disposable.ts';
import type { Clock } from '#shared/base/clock.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Link } from '#shared/model/links/link.ts';
import { NO_NOTES, nextNotes, withoutNote, type Note } from '#shared/model/notifications/notes.ts';
import type { QuickDecision } from '#shared/model/notifications/waiting.ts';
import type { Glance } from './glance.ts';

/** A notification of the system, as far as it is used; Electron's own has all of it. */
export interface ShownNote {
  show(): void;
  close(): void;
  on(event: 'click' | 'close', listener: () => void): unknown;
  /** One of the note's actions was chosen: its place among them. */
  onAction(listener: (index: number) => void): unknown;
}

export interface NotifierOptions {
  /** Electron's Notification behind it. */
  readonly make: (note: Note) => ShownNote;
  /** Whether a window of ours is in front: then the person sees the inbox itself. */
  readonly inFront: () => boolean;
  readonly open: (link: Link) => void;
  readonly decide: (id: ApprovalId, decision: QuickDecision) => void;
  readonly platform: string;
  readonly clock: Clock;
}

/** Notifications for decisions that wait while the person is elsewhere (see `nextNotes`). It owns what it shows. */
export class Notifier implements Disposable {
  readonly #options: NotifierOptions;
  /** Held on to: a notification that was collected forgets what a click means. */
  readonly #shown = new Map<string, ShownNote>();
  #state = NO_NOTES;
  #timer: unknown;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Shows and closes what follows from a new glance. */
  update(glance: Glance): void {
    const { clock, platform, inFront } = this.#options;
    const { waiting, settings } = glance;
    const now = clock.now();
    const input = { waiting, settings, inFront: inFront(), now, markup: platform === 'linux' };
    const { state, show, close, wakeAt } = nextNotes(this.#state, input);
    this.#state = state;
    for (const key of close) this.#close(key);
    for (const note of show) this.#show(note);
    clock.clearTimeout(this.#timer);
    if (wakeAt !== null) this.#timer = clock.setTimeout(() => this.update(glance), wakeAt - now);
  }

  /** The person came back: what a window shows needs no notification any more. */
  closeAll(): void {
    for (const key of this.#shown.keys()) this.#close(key);
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.closeAll();
  }

  #close(key: string): void {
    this.#shown.get(key)?.close();
    this.#forget(key);
  }

  #forget(key: string): void {
    this.#shown.delete(key);
    this.#state = withoutNote(this.#state, key);
  }

  #show(note: Note): void {
    const shown = this.#options.make(note);
    this.#shown.set(note.key, shown);
    shown.on('click', () => {
      this.#forget(note.key);
      this.#options.open(note.link);
    });
    shown.onAction((index) => {
      const [id] = note.about;
      const action = note.actions[index];
      this.#forget(note.key);
      if (id !== undefined && action !== undefined) this.#options.decide(id, action.decision);
    });
    shown.on('close', () => this.#forget(note.key));
    shown.show();
  }
}
