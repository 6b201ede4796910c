import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import type { Hears } from '../base/events.ts';
import type { Storage } from './records.ts';

/** How long what could not be stored waits before it is tried again. */
const RETRY_MS = 2000;

/** What storage tells of itself. */
export interface StorageEvents {
  /** It cannot do what it was asked; `passing` when that may be over soon. */
  storageFails: { readonly message: string; readonly passing: boolean };
  /** All that waited is stored. */
  storageWorks: undefined;
  /** What was held back of it is in use. */
  storageTrusted: undefined;
}

export interface StorageNoticesOptions {
  readonly events: Hears<Pick<StorageEvents, 'storageFails' | 'storageWorks'>>;
  /** Answers how it is taken back. */
  readonly say: (message: string) => () => void;
  readonly log: (message: string) => void;
}

/** Tells the person that something cannot be stored, until it is over. Made before the storage, which may fail at once. */
export function storageNotices({ events, say, log }: StorageNoticesOptions): void {
  const said: (() => void)[] = [];
  events.on('storageFails', ({ message, passing }) => {
    log(message);
    const takeBack = say(message);
    if (passing) said.push(takeBack);
  });
  events.on('storageWorks', () => {
    for (const takeBack of said.splice(0)) takeBack();
  });
}

/** Tries what could not be stored again and again, until it is. */
export class StorageRetries implements Disposable {
  readonly #storage: Pick<Storage, 'retry' | 'waiting'>;
  readonly #clock: Clock;
  #timer: unknown;

  constructor(
    storage: Pick<Storage, 'retry' | 'waiting'>,
    events: Hears<Pick<StorageEvents, 'storageFails'>>,
    clock: Clock,
  ) {
    this.#storage = storage;
    this.#clock = clock;
    events.on('storageFails', ({ passing }) => {
      if (passing) this.#again();
    });
    if (storage.waiting > 0) this.#again();
  }

  dispose(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #again(): void {
    this.#timer ??= this.#clock.setTimeout(() => {
      this.#timer = undefined;
      this.#storage.retry();
      if (this.#storage.waiting > 0) this.#again();
    }, RETRY_MS);
  }
}
