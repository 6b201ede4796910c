/** Writes the `config.toml` with which Codex talks to a scripted model and to nothing else. */
import { stringify } from 'smol-toml';

export interface CodexConfigOptions {
  /** The model's `base_url`, such as `http://127.0.0.1:1234/v1`. */
  readonly modelUrl: string;
  /** Default `gpt-5.5`: a model of Codex's own catalogue that is offered the plain tools and `apply_patch`. */
  readonly model?: string;
  readonly approvalPolicy?: 'on-request' | 'never';
  readonly sandboxMode?: 'read-only' | 'workspace-write' | 'danger-full-access';
  /** Whether the sandbox may write to `/tmp` and `$TMPDIR`. Default false: a folder in there counts as outside. */
  readonly writableTmp?: boolean;
  /** Offers the `update_plan` tool. Default true. */
  readonly updatePlan?: boolean;
  /** Feature flags by name, for example `request_permissions_tool`. */
  readonly features?: Readonly<Record<string, boolean>>;
  /** Folders (absolute) that need no question of trust; Codex otherwise writes each into this file itself. */
  readonly trustedFolders?: readonly string[];
  /** Environment variables of every command. */
  readonly commandEnvironment?: Readonly<Record<string, string>>;
  readonly mcpServers?: Readonly<
    Record<string, { readonly command: string; readonly args?: readonly string[] }>
  >;
  /** How long an unused thread stays loaded, s. */
  readonly threadUnloadDelaySecs?: number;
}

/** The text of a `config.toml`. Retries are off, so that failures show at once. */
export function codexConfigToml(options: CodexConfigOptions): string {
  const { threadUnloadDelaySecs: unload, commandEnvironment, mcpServers = {}, trustedFolders = [] } = options;
  const each = <T, R>(entries: Readonly<Record<string, T>>, of: (one: T) => R): Record<string, R> =>
    Object.fromEntries(Object.entries(entries).map(([name, one]) => [name, of(one)]));
  return `${stringify({
    model: options.model ?? 'gpt-5.5',
    model_provider: 'scripted',
    approval_policy: options.approvalPolicy ?? 'on-request',
    sandbox_mode: options.sandboxMode ?? 'workspace-write',
    ...(unload !== undefined && { thread_unload_delay_secs: Math.max(0, Math.floor(unload)) }),
    model_providers: {
      scripted: {
        name: 'Scripted model',
        base_url: options.modelUrl,
        wire_api: 'responses',
        request_max_retries: 0,
        stream_max_retries: 0,
        requires_openai_auth: false,
      },
    },
    ...(options.writableTmp !== true && {
      sandbox_workspace_write: { exclude_slash_tmp: true, exclude_tmpdir_env_var: true },
    }),
    ...(options.updatePlan !== false && { tools: { update_plan: { enabled: true } } }),
    // `plugins` would fetch over the network at every start; a shell snapshot would replace the commands' PATH.
    features: { plugins: false, shell_snapshot: false, ...options.features },
    ...(commandEnvironment !== undefined && { shell_environment_policy: { set: commandEnvironment } }),
    mcp_servers: each(mcpServers, ({ command, args = [] }) => ({ command, args })),
    projects: each(Object.fromEntries(trustedFolders.map((folder) => [folder, 'trusted'])), (level) => ({
      trust_level: level,
    })),
  })}\n`;
}
