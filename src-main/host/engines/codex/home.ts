import type { ServerResults } from '#shared/app-server/methods.ts';
import type { AccountState } from '#shared/model/workspace/workspace.ts';
import type { EngineHome, HomeFacts, LoginHow, LoginStep, ProviderChoice, RateLimits } from '../engine.ts';
import { readRateLimits } from './rate-limits.ts';
import { checkSandbox } from './sandbox-check.ts';
import { refusing, type CodexServerPort } from './server-port.ts';

export interface CodexHomeOptions {
  readonly server: CodexServerPort;
  /** Runs what writes the configuration of this CODEX_HOME, one at a time over all app-servers. */
  readonly lockConfig: <T>(work: () => Promise<T>) => Promise<T>;
}

/** One CODEX_HOME as its own app-server tells of it. */
export class CodexHome implements EngineHome {
  readonly #server: CodexServerPort;
  readonly #lockConfig: CodexHomeOptions['lockConfig'];

  constructor({ server, lockConfig }: CodexHomeOptions) {
    this.#server = refusing(server);
    this.#lockConfig = lockConfig;
  }

  async read(): Promise<HomeFacts> {
    const [{ account, requiresOpenaiAuth }, { config }] = await Promise.all([
      this.#server.request('account/read', { refreshToken: false }),
      this.#server.request('config/read', { includeLayers: false }),
    ]);
    return {
      account: accountState(account),
      needsNoAccount: !requiresOpenaiAuth,
      provider: config.model_provider,
      model: config.model,
    };
  }

  async limits(): Promise<RateLimits> {
    const { rateLimits } = await this.#server.request('account/rateLimits/read', undefined);
    return readRateLimits(rateLimits);
  }

  async login(how: LoginHow): Promise<LoginStep | null> {
    if (how.type === 'apiKey') {
      const { apiKey } = how;
      await this.#lockConfig(() => this.#server.request('account/login/start', { type: 'apiKey', apiKey }));
      return { type: 'done' };
    }
    const type = how.type === 'device' ? 'chatgptDeviceCode' : 'chatgpt';
    const answer = await this.#lockConfig(() => this.#server.request('account/login/start', { type }));
    if (answer.type === 'chatgpt') return { type: 'browser', loginId: answer.loginId, url: answer.authUrl };
    if (answer.type !== 'chatgptDeviceCode') return null;
    const { loginId, verificationUrl: url, userCode: code } = answer;
    return { type: 'device', loginId, url, code };
  }

  async cancelLogin(loginId: string): Promise<void> {
    await this.#server.request('account/login/cancel', { loginId });
  }

  async logout(): Promise<void> {
    await this.#lockConfig(() => this.#server.request('account/logout', undefined));
  }

  async setProvider({ name, baseUrl, model }: ProviderChoice): Promise<void> {
    const mergeStrategy = 'replace' as const;
    await this.#lockConfig(() =>
      this.#server.request('config/batchWrite', {
        edits: [
          {
            keyPath: `model_providers.${name}`,
            value: { name, base_url: baseUrl, wire_api: 'responses' },
            mergeStrategy,
          },
          { keyPath: 'model_provider', value: name, mergeStrategy },
          { keyPath: 'model', value: model, mergeStrategy },
        ],
      }),
    );
  }

  checkSandbox(cwd: string): ReturnType<EngineHome['checkSandbox']> {
    return checkSandbox(
      (params) => this.#server.request('command/exec', params, { lane: 'long' }),
      process.platform,
      cwd,
    );
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
