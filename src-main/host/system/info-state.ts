import type { Settings } from '#shared/model/settings/settings.ts';
import type { Hears } from '../base/events.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';

export interface InfoOptions {
  readonly version: string;
  readonly shell: HostInfo['shell'];
  readonly dataDir: string;
  /** The usual Codex, as far as it is known without starting it. */
  readonly codex: HostInfo['codex'];
  readonly settings: { readonly all: Settings; onAny(listener: (all: Settings) => void): unknown };
  readonly events: Hears<{ codexKnown: Partial<HostInfo['codex']> }>;
  readonly show: (info: HostInfo) => void;
}

/** What is true of the host as a whole; every change is shown to the clients. */
export class InfoState {
  readonly #show: (info: HostInfo) => void;
  #value: HostInfo;

  constructor({ version, shell, dataDir, codex, settings, events, show }: InfoOptions) {
    this.#show = show;
    this.#value = {
      version,
      shell,
      platform: process.platform,
      dataDir,
      codex,
      git: { version: null, problem: null },
      sandbox: { works: null, problem: null },
      demo: 'off',
      demoProblem: null,
      settings: settings.all,
    };
    show(this.#value);
    settings.onAny((all) => this.set({ settings: all }));
    events.on('codexKnown', (known) => this.set({ codex: { ...this.#value.codex, ...known } }));
  }

  get value(): HostInfo {
    return this.#value;
  }

  set(patch: Partial<HostInfo>): void {
    this.#value = { ...this.#value, ...patch };
    this.#show(this.#value);
  }
}
