import { errorWords } from '#shared/base/words.ts';
import type { Settings } from '#shared/model/settings/settings.ts';
import type { HostInfo } from '#shared/model/workspace/workspace.ts';
import { findCodex } from './app-servers/launch.ts';

export interface InfoOptions {
  readonly version: string;
  readonly shell: HostInfo['shell'];
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly settings: Settings;
  readonly show: (info: HostInfo) => void;
}

/** What is true of the host as a whole; every change is shown to the clients. */
export class InfoState {
  readonly #show: (info: HostInfo) => void;
  #value: HostInfo;

  constructor({ version, shell, dataDir, env, settings, show }: InfoOptions) {
    this.#show = show;
    this.#value = {
      version,
      shell,
      platform: process.platform,
      dataDir,
      codex: { version: null, tested: true, ...lookUp(env) },
      git: { version: null, problem: null },
      sandbox: { works: null, problem: null },
      demo: 'off',
      demoProblem: null,
      settings,
    };
    show(this.#value);
  }

  get value(): HostInfo {
    return this.#value;
  }

  set(patch: Partial<HostInfo>): void {
    this.#value = { ...this.#value, ...patch };
    this.#show(this.#value);
  }
}

/** Where the usual Codex lies, or why there is none. */
function lookUp(env: NodeJS.ProcessEnv): Pick<HostInfo['codex'], 'path' | 'source' | 'problem'> {
  try {
    return { ...findCodex(null, env), problem: null };
  } catch (error) {
    return { path: null, source: null, problem: errorWords(error) };
  }
}
