import { errorWords } from '#shared/base/words.ts';
import type { ServerMethod, ServerParams, ServerResults } from '#shared/app-server/methods.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { HomeId } from '#shared/model/ids.ts';
import type {
  AccountState,
  AppServerStatus,
  HomeEntity,
  LoginState,
} from '#shared/model/workspace/workspace.ts';
import type { RequestOptions } from '#shared/rpc/connection.ts';
import { RpcError } from '#shared/rpc/errors.ts';
import { mergeRateLimits, readRateLimits, shownRateLimits, type RateLimits } from './rate-limits.ts';

/** The home's own app-server: of no workspace, it serves accounts, models and configuration. */
export interface HomeServerPort {
  readonly status: AppServerStatus;
  request<M extends ServerMethod>(
    method: M,
    params: ServerParams<M>,
    options?: RequestOptions,
  ): Promise<ServerResults[M]>;
}

/** What a notification says of a home. */
export type HomeEvent =
  | { readonly type: 'accountChanged' }
  | { readonly type: 'loginCompleted'; readonly success: boolean; readonly error: string | null }
  | { readonly type: 'rateLimits'; readonly raw: unknown };

export interface HomeOptions {
  readonly id: HomeId;
  readonly path: string;
  readonly demo: boolean;
  readonly server: HomeServerPort;
  readonly lockConfig: <T>(work: () => Promise<T>) => Promise<T>;
  /** Shows the home to clients. */
  readonly show: (entity: HomeEntity) => void;
  /** Who is signed in, or which provider is used, changed: the other app-servers of this home must learn of it. */
  readonly credentialsChanged: () => void;
  /** Its app-server told about accounts and configuration, or refused with those words. */
  readonly told: (refusal: RpcError | null) => void;
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

  /** Asks anew who is signed in and what the configuration names. Never rejects. */
  async refresh(): Promise<void> {
    const { server, onFault } = this.#options;
    try {
      const [{ account, requiresOpenaiAuth }, { config }] = await Promise.all([
        server.request('account/read', { refreshToken: false }),
        server.request('config/read', { includeLayers: false }),
      ]);
      this.#shown = {
        ...this.#shown,
        account: accountState(account),
        needsNoAccount: !requiresOpenaiAuth,
        provider: config.model_provider,
        model: config.model,
      };
      this.show();
      this.#options.told(null);
      if (account?.type === 'chatgpt') await this.#readLimits();
    } catch (error) {
      // A refusal is about the person's own files, such as a configuration that became unreadable.
      if (error instanceof RpcError) this.#options.told(error);
      else onFault(error);
    }
  }

  /** What Codex tells of its accounts. */
  heard(event: HomeEvent): void {
    if (event.type === 'accountChanged') this.#accountChanged();
    else if (event.type === 'loginCompleted') this.#loginCompleted(event.success, event.error);
    else this.limitsSeen(event.raw);
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
  limitsSeen(raw: unknown): void {
    this.#limits = mergeRateLimits(this.#limits, readRateLimits(raw));
    this.show();
  }

  async login({ how }: Params<'account/login'>): Promise<null> {
    const { server, lockConfig } = this.#options;
    await this.#attempt('Signing in', async () => {
      if (how.type === 'apiKey') {
        await lockConfig(() => server.request('account/login/start', { type: 'apiKey', apiKey: how.apiKey }));
        this.#loginCompleted(true, null);
        return;
      }
      const answer = await lockConfig(() =>
        server.request('account/login/start', {
          type: how.type === 'device' ? 'chatgptDeviceCode' : 'chatgpt',
        }),
      );
      if (answer.type === 'chatgpt')
        this.#login({ type: 'browser', loginId: answer.loginId, url: answer.authUrl });
      else if (answer.type === 'chatgptDeviceCode') {
        this.#login({
          type: 'device',
          loginId: answer.loginId,
          url: answer.verificationUrl,
          code: answer.userCode,
        });
      }
    });
    return null;
  }

  async cancelLogin(): Promise<null> {
    const { login } = this.#shown;
    this.#login(null);
    if (login !== null && login.type !== 'failed') {
      await this.#attempt('Cancelling the sign-in', () =>
        this.#options.server.request('account/login/cancel', { loginId: login.loginId }),
      );
    }
    return null;
  }

  async logout(): Promise<null> {
    const { server, lockConfig } = this.#options;
    await this.#attempt('Signing out', () => lockConfig(() => server.request('account/logout', undefined)));
    this.#accountChanged();
    return null;
  }

  /** Writes a model provider into the configuration of this home and makes it the one in use. */
  async setProvider({ name, baseUrl, model }: Params<'provider/set'>): Promise<null> {
    const { server, lockConfig } = this.#options;
    const replace = 'replace' as const;
    await this.#attempt('Writing the configuration', () =>
      lockConfig(() =>
        server.request('config/batchWrite', {
          edits: [
            {
              keyPath: `model_providers.${name}`,
              value: { name, base_url: baseUrl, wire_api: 'responses' },
              mergeStrategy: replace,
            },
            { keyPath: 'model_provider', value: name, mergeStrategy: replace },
            { keyPath: 'model', value: model, mergeStrategy: replace },
          ],
        }),
      ),
    );
    await this.refresh();
    this.#options.credentialsChanged();
    return null;
  }

  async #readLimits(): Promise<void> {
    try {
      const { rateLimits } = await this.#options.server.request('account/rateLimits/read', undefined);
      this.limitsSeen(rateLimits);
    } catch (error) {
      // Only ChatGPT accounts have them; an answer that says no is no fault.
      if (!(error instanceof RpcError)) throw error;
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
        code: error instanceof RpcError ? 'refused' : 'unavailable',
        message: `${what} failed: ${said}`,
      });
    }
  }
}

function accountState(account: ServerResults['account/read']['account']): AccountState {
  if (account === null) return { type: 'none' };
  switch (account.type) {
    case 'apiKey':
      return { type: 'apiKey' };
    case 'chatgpt':
      return { type: 'chatgpt', email: account.email, plan: account.planType };
    default:
      return { type: 'other', name: account.type };
  }
}
