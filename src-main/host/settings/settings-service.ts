import type { Disposable } from '#shared/base/disposable.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import {
  isSettingName,
  readSettings,
  SETTING_NAMES,
  SETTINGS,
  settingProblem,
  type SettingName,
  type Settings,
  type SettingValue,
} from '#shared/model/settings/settings.ts';
import type { Hears } from '../base/events.ts';
import type { CallHandlers } from '../topics/calls.ts';

export interface SettingsStore {
  /** What was stored, by name. */
  settings(): ReadonlyMap<string, unknown>;
  /** Undefined forgets it. Throws ContractFailure `storage`. */
  saveSetting(name: string, value: unknown): void;
}

/** What a part keeps among the settings that is none of the person's by name, such as how the gateway is reached. */
export interface SettingsEntry {
  read(): unknown;
  write(value: unknown): void;
  /** Calls the listener when something else than `write` made another value of it. */
  onChange(listener: () => void): Disposable;
}

/** The one owner of settings: their values as they are now, and who is told when one becomes another. */
export class SettingsService {
  readonly #store: SettingsStore;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new Map<SettingName, Emitter<never>>();
  readonly #any: Emitter<Settings>;
  /** The table was read again: it may say something else than before. */
  readonly #reread: Emitter<void>;
  #values: Settings;

  constructor(
    store: SettingsStore,
    events: Hears<{ storageTrusted: undefined }>,
    onFault: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#onFault = onFault;
    this.#any = new Emitter(onFault);
    this.#values = readSettings(store.settings());
    this.#reread = new Emitter(onFault);
    events.on('storageTrusted', () => {
      this.#become(readSettings(store.settings()));
      this.#reread.fire();
    });
  }

  /** All of them, as they are now. */
  get all(): Settings {
    return this.#values;
  }

  get<N extends SettingName>(name: N): SettingValue<N> {
    return this.#values[name] as SettingValue<N>;
  }

  /** Calls the listener when that setting has another value. */
  onChange<N extends SettingName>(name: N, listener: (value: SettingValue<N>) => void): Disposable {
    let emitter = this.#listeners.get(name) as Emitter<SettingValue<N>> | undefined;
    if (emitter === undefined) {
      emitter = new Emitter<SettingValue<N>>(this.#onFault);
      this.#listeners.set(name, emitter as Emitter<never>);
    }
    return emitter.event(listener);
  }

  /** Calls the listener when any setting has another value. */
  onAny(listener: (all: Settings) => void): Disposable {
    return this.#any.event(listener);
  }

  /** Sets a value; undefined is the default again. Throws ContractFailure `badRequest`, or `storage`. */
  set(name: string, value: unknown): null {
    const problem = !isSettingName(name)
      ? `This host has no setting ${name}.`
      : value === undefined
        ? null
        : settingProblem(name, value);
    if (problem !== null || !isSettingName(name))
      throw new ContractFailure({ code: 'badRequest', message: problem ?? '' });
    this.#store.saveSetting(name, value);
    this.#become({ ...this.#values, [name]: value === undefined ? SETTINGS[name].standard : value });
    return null;
  }

  entry(name: string): SettingsEntry {
    let known = JSON.stringify(this.#store.settings().get(name));
    return {
      read: () => this.#store.settings().get(name),
      write: (value) => {
        this.#store.saveSetting(name, value);
        known = JSON.stringify(value);
      },
      onChange: (listener) =>
        this.#reread.event(() => {
          const now = JSON.stringify(this.#store.settings().get(name));
          if (now === known) return;
          known = now;
          listener();
        }),
    };
  }

  handlers(): Pick<CallHandlers, 'settings/set'> {
    return { 'settings/set': ({ name, value }) => this.set(name, value) };
  }

  #become(values: Settings): void {
    const before = this.#values;
    this.#values = values;
    // A value that is an object is another only in what it says.
    const changed = SETTING_NAMES.filter(
      (name) => JSON.stringify(before[name]) !== JSON.stringify(values[name]),
    );
    for (const name of changed)
      (this.#listeners.get(name) as Emitter<unknown> | undefined)?.fire(values[name]);
    if (changed.length > 0) this.#any.fire(values);
  }
}
