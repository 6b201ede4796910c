import { errorWords } from '#shared/base/words.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { HomeId } from '#shared/model/ids.ts';
import type { AppServerStatus, HomeEntity, LoginState } from '#shared/model/workspace/workspace.ts';
import type { EngineHome, RateLimits, SandboxState } from '../engines/engine.ts';
import type { HomeEvent } from '../engines/events.ts';
import { isRefusal, type EngineRefusal } from '../engines/failure.ts';
import { mergeRateLimits, shownRateLimits } from './rate-limits.ts';

/** The home's own app-server: of no workspace, it serves accounts, models and configuration. */
export interface HomeServerPort {
  readonly status: AppServerStatus;
}

export interface HomeOptions {
  readonly id: HomeId;
  readonly path: string;
  readonly demo: boolean;
  readonly server: HomeServerPort;
  /** What the engine knows of the home. */
  readonly engine: EngineHome;
  /** Shows the home to clients. */
  readonly show: (entity: HomeEntity) => void;
  /** Who is signed in, or which provider is used, changed: the other app-servers of this home must learn of it. */
  readonly credentialsChanged: () => void;
  /** Its app-server told about accounts and configuration, or refused with those words. */
  readonly told: (refusal: EngineRefusal | null) => void;
  readonly onFault: (error: unknown) => void;
}

type Shown = Pick<HomeEntity, 'account' | 'needsNoAccount' | 'provider' | 'model' | 'login'>;

/** One CODEX_HOME: who is signed in there, what limits are left, which provider and model it names. */
export class Home implements Disposable {
  readonly #options: HomeOptions;
  #shown: Shown = { account: null, needsNoAccount: false, provider: null, model: null, login: null };
  #limits: RateLimits = {};
  #ended = false;

  constructor(options: HomeOptions) {
    this.#options = options;
    this.show();
  }

  get id(): HomeId {
    return this.#options.id;
  }

  get path(): string {
    return this.#options.path;
  }

  dispose(): void {
    this.#ended = true;
  }

  show(): void {
    if (this.#ended) return;
    const { id, path, demo, server } = this.#options;
    this.#options.show({
      id,
      path,
      demo,
      status: server.status,
      rateLimits: shownRateLimits(this.#limits),
      ...this.#shown,
    });
  }

  /** What of its configuration helps to find out what is wrong: how one signs in, never who. */
  get configuration() {
    const { account, needsNoAccount, provider, model } = this.#shown;
    return { path: this.path, signIn: account?.type ?? null, needsNoAccount, provider, model };
  }

  /** Whether agents' commands can be kept in a sandbox on this machine. Never rejects. */
  checkSandbox(): Promise<SandboxState> {
    return this.#options.engine.checkSandbox(this.path);
  }

  /** Asks anew who is signed in and what the configuration names. Never rejects. */
  async refresh(): Promise<void> {
    const { engine, onFault } = this.#options;
    try {
      const facts = await engine.read();
      this.#shown = { ...this.#shown, ...facts };
      this.show();
      this.#options.told(null);
      if (facts.account.type === 'chatgpt') await this.#readLimits();
    } catch (error) {
      // A refusal is about the person's own files, such as a configuration that became unreadable.
      if (isRefusal(error)) this.#options.told(error);
      else onFault(error);
    }
  }

  /** What Codex tells of its accounts. */
  heard(event: HomeEvent): void {
    if (event.type === 'accountChanged') this.#accountChanged();
    else if (event.type === 'loginCompleted') this.#loginCompleted(event.success, event.error);
    else this.limitsSeen(event.limits);
  }

  #accountChanged(): void {
    void this.refresh();
    this.#options.credentialsChanged();
  }

  #loginCompleted(success: boolean, error: string | null): void {
    this.#login(
      success ? null : { type: 'failed', message: error ?? 'The sign-in did not succeed. Try again.' },
    );
    if (success) this.#accountChanged();
  }

  /** Rate limits come sparse: only what is not null is new. Any app-server of this home may tell them. */
  limitsSeen(limits: RateLimits): void {
    this.#limits = mergeRateLimits(this.#limits, limits);
    this.show();
  }

  async login({ how }: Params<'account/login'>): Promise<null> {
    await this.#attempt('Signing in', async () => {
      const step = await this.#options.engine.login(how);
      if (step?.type === 'done') this.#loginCompleted(true, null);
      else if (step !== null) this.#login(step);
    });
    return null;
  }

  async cancelLogin(): Promise<null> {
    const { login } = this.#shown;
    this.#login(null);
    if (login !== null && login.type !== 'failed') {
      await this.#attempt('Cancelling the sign-in', () => this.#options.engine.cancelLogin(login.loginId));
    }
    return null;
  }

  async logout(): Promise<null> {
    await this.#attempt('Signing out', () => this.#options.engine.logout());
    this.#accountChanged();
    return null;
  }

  /** Writes a model provider into the configuration of this home and makes it the one in use. */
  async setProvider(provider: Params<'provider/set'>): Promise<null> {
    await this.#attempt('Writing the configuration', () => this.#options.engine.setProvider(provider));
    await this.refresh();
    this.#options.credentialsChanged();
    return null;
  }

  async #readLimits(): Promise<void> {
    try {
      this.limitsSeen(await this.#options.engine.limits());
    } catch (error) {
      // Only ChatGPT accounts have them; an answer that says no is no fault.
      if (!isRefusal(error)) throw error;
    }
  }

  #login(login: LoginState | null): void {
    this.#shown = { ...this.#shown, login };
    this.show();
  }

  async #attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const said = errorWords(error);
      throw new ContractFailure({
        code: isRefusal(error) ? 'refused' : 'unavailable',
        message: `${what} failed: ${said}`,
      });
    }
  }
}
