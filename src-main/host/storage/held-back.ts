import { ContractFailure } from '#shared/contract/errors.ts';
import type { HeldEntity } from '#shared/model/access/session.ts';
import type { Tells } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { HeldBack } from './records.ts';
import type { StorageEvents } from './storage-watch.ts';

export interface HeldBackOptions {
  readonly storage: { held(): HeldBack; trust(): void };
  /** Null takes it away. */
  readonly show: (entity: HeldEntity | null) => void;
  readonly warn: (title: string, detail: string) => () => void;
  readonly events: Tells<Pick<StorageEvents, 'storageTrusted'>>;
}

/** Tells the person what another program wrote into Muster's storage, and takes their word that it is theirs. */
export class HeldBackState {
  readonly #options: HeldBackOptions;
  #quiet: (() => void) | undefined;

  constructor(options: HeldBackOptions) {
    this.#options = options;
  }

  /** Looks once, at the start: what is written later is never read while a host runs. */
  start(): void {
    const held = this.#options.storage.held();
    const words = wordsOf(held);
    if (words.length === 0) return;
    const { rules, settings, workspaces } = held;
    this.#options.show({ rules, settings, workspaces });
    this.#quiet = this.#options.warn(
      'Another program wrote into Muster’s storage',
      `Not used until you say that it is yours: ${words.join('; ')}. Look at it in the settings, under Storage.`,
    );
  }

  handlers(): Pick<CallHandlers, 'held/trust'> {
    return { 'held/trust': () => this.trust() };
  }

  /** A person says that it is theirs. Throws ContractFailure `storage` when that cannot be stored. */
  trust(): null {
    if (this.#quiet === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'Nothing is held back any more.' });
    this.#options.storage.trust();
    this.#quiet();
    this.#quiet = undefined;
    this.#options.show(null);
    this.#options.events.fire('storageTrusted', undefined);
    return null;
  }
}

function wordsOf({ rules, settings, settingsGone, workspaces, homes }: HeldBack): string[] {
  const words: string[] = [];
  if (rules.length > 0)
    words.push(`${rules.length} ${rules.length === 1 ? 'rule that accepts' : 'rules that accept'}`);
  if (settings.length > 0) words.push(`settings (${settings.join(', ')})`);
  if (settingsGone) words.push('settings that were taken away or put back');
  if (workspaces.length > 0) words.push(`the Codex and the home of ${workspaces.join(', ')}`);
  if (homes > 0) words.push(`${homes} folders of Codex’s configuration`);
  return words;
}
