import type { Results } from '#shared/contract/requests.ts';
import type { ConfigChange, Configuration, ConfigWritten, McpServer } from '#shared/model/workspace/setup.ts';
import { RpcError } from '#shared/rpc/errors.ts';
import type { EngineSetup } from '../../setup.ts';
import { isRefusal } from '../../failure.ts';
import { refusing, type CodexServerPort } from '../server-port.ts';
import { fields, list, text } from '../wire.ts';
import { readHooks } from './hooks.ts';
import { editsOf, ownValue, readConfiguration, readLayers } from './layers.ts';
import { readServers } from './servers.ts';
import { readSkillStates } from './skills.ts';

/** Asking for tools starts the servers, some of which take their time. */
const SERVERS_TIMEOUT_MS = 60_000;
/** Servers of one answer. */
const SERVERS_PAGE = 100;
/** How often a change is tried anew when others write beside it. */
const ATTEMPTS = 3;

export interface CodexSetupOptions {
  readonly server: CodexServerPort;
  /** Runs what writes the configuration of its CODEX_HOME, one at a time over all app-servers. */
  readonly lockConfig: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Configuration, MCP servers, skills and hooks of one app-server of Codex. */
export class CodexSetup implements EngineSetup {
  readonly #server: CodexServerPort;
  readonly #lockConfig: CodexSetupOptions['lockConfig'];

  constructor({ server, lockConfig }: CodexSetupOptions) {
    this.#server = refusing(server);
    this.#lockConfig = lockConfig;
  }

  async servers(cwd: string): Promise<readonly McpServer[]> {
    const [config, told] = await Promise.all([
      this.#server.request('config/read', { cwd, includeLayers: true }),
      this.#told(),
    ]);
    return readServers(config, told);
  }

  async signIn(name: string): Promise<string> {
    const answer = await this.#server.request('mcpServer/oauth/login', { name });
    return text(fields(answer, 'mcpServer/oauth/login'), 'authorizationUrl');
  }

  async reloadServers(): Promise<void> {
    await this.#server.request('config/mcpServer/reload', undefined);
  }

  async switchServer(name: string, on: boolean): Promise<void> {
    await this.#write([{ keyPath: `mcp_servers.${quoted(name)}.enabled`, value: on }]);
  }

  async configuration(cwd: string): Promise<Configuration> {
    const [config, demands] = await Promise.all([
      this.#server.request('config/read', { cwd, includeLayers: true }),
      this.#server.request('configRequirements/read', undefined),
    ]);
    return readConfiguration(config, demands);
  }

  write(cwd: string, change: ConfigChange, seen: string | null): Promise<ConfigWritten> {
    return this.#lockConfig(async () => {
      for (let attempt = 1; ; attempt += 1) {
        const layers = readLayers(await this.#server.request('config/read', { cwd, includeLayers: true }));
        const own = ownValue(layers, change.name);
        if (own !== seen) return { outcome: 'conflict', own };
        const version = layers.find((layer) => layer.own)?.version ?? null;
        const edits = editsOf(change).map((edit) => ({ ...edit, mergeStrategy: 'replace' as const }));
        try {
          await this.#server.request('config/batchWrite', {
            edits,
            expectedVersion: version,
            reloadUserConfig: true,
          });
          break;
        } catch (error) {
          // Something of the file changed between: whether it was this, the next look says.
          if (!isConflict(error) || attempt === ATTEMPTS) throw error;
        }
      }
      const after = await this.configuration(cwd);
      const [first] = after.common.find(({ name }) => name === change.name)?.layers ?? [];
      const overridden = first === undefined || first.from.kind === 'user' ? null : first;
      return { outcome: 'written', overridden };
    });
  }

  async skills(cwd: string): Promise<Results['skills/all']> {
    return readSkillStates(await this.#server.request('skills/list', { cwds: [cwd] }));
  }

  async switchSkill(path: string, on: boolean): Promise<void> {
    await this.#lockConfig(() => this.#server.request('skills/config/write', { path, enabled: on }));
  }

  async hooks(cwd: string): Promise<Results['hooks/list']> {
    return readHooks(await this.#server.request('hooks/list', { cwds: [cwd] }));
  }

  trustHook(
    cwd: string,
    { key, hash }: { readonly key: string; readonly hash: string },
    trusted: boolean,
  ): Promise<boolean> {
    return this.#lockConfig(async () => {
      const { hooks } = readHooks(await this.#server.request('hooks/list', { cwds: [cwd] }));
      const hook = hooks.find((one) => one.key === key);
      if (hook === undefined || hook.trust === 'managed' || (trusted && hook.hash !== hash)) return false;
      // Codex trusts a hook whose hash stands in `hooks.state` (measured on 0.171.0).
      await this.#server.request('config/batchWrite', {
        edits: [
          {
            keyPath: `hooks.state.${quoted(key)}.trusted_hash`,
            value: trusted ? hash : null,
            mergeStrategy: 'replace',
          },
        ],
        reloadUserConfig: true,
      });
      return true;
    });
  }

  async #told(): Promise<readonly unknown[]> {
    const found: unknown[] = [];
    let cursor: string | null = null;
    do {
      const answer: unknown = await this.#server.request(
        'mcpServerStatus/list',
        { cursor, limit: SERVERS_PAGE, detail: 'toolsAndAuthOnly' },
        { timeoutMs: SERVERS_TIMEOUT_MS },
      );
      const page = fields(answer, 'mcpServerStatus/list');
      found.push(...list(page, 'data'));
      cursor = typeof page['nextCursor'] === 'string' ? page['nextCursor'] : null;
    } while (cursor !== null && found.length < SERVERS_PAGE * 10);
    return found;
  }

  async #write(edits: readonly { keyPath: string; value: boolean }[]): Promise<void> {
    await this.#lockConfig(() =>
      this.#server.request('config/batchWrite', {
        edits: edits.map((edit) => ({ ...edit, mergeStrategy: 'replace' as const })),
        reloadUserConfig: true,
      }),
    );
  }
}

/** Somebody wrote the file since its version was read (measured on 0.171.0). */
function isConflict(error: unknown): boolean {
  if (!isRefusal(error) || !(error.cause instanceof RpcError)) return false;
  const { data } = error.cause;
  return (
    typeof data === 'object' &&
    data !== null &&
    'config_write_error_code' in data &&
    data.config_write_error_code === 'configVersionConflict'
  );
}

/** A name as a part of a key path: quoted, so that its dots part nothing. */
function quoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
