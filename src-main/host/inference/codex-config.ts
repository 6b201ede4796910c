/** Writes the `config.toml` with which Codex talks to a scripted model and to nothing else. */

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

/** The text of a `config.toml`; every value from outside is escaped. Retries are off, so failures show at once. */
export function codexConfigToml(options: CodexConfigOptions): string {
  const lines: string[] = [
    `model = ${quote(options.model ?? 'gpt-5.5')}`,
    `model_provider = "scripted"`,
    `approval_policy = ${quote(options.approvalPolicy ?? 'on-request')}`,
    `sandbox_mode = ${quote(options.sandboxMode ?? 'workspace-write')}`,
  ];
  if (options.threadUnloadDelaySecs !== undefined) {
    lines.push(`thread_unload_delay_secs = ${Math.max(0, Math.floor(options.threadUnloadDelaySecs))}`);
  }
  lines.push(
    '',
    '[model_providers.scripted]',
    'name = "Scripted model"',
    `base_url = ${quote(options.modelUrl)}`,
    'wire_api = "responses"',
    'request_max_retries = 0',
    'stream_max_retries = 0',
    'requires_openai_auth = false',
  );
  if (options.writableTmp !== true) {
    lines.push('', '[sandbox_workspace_write]', 'exclude_slash_tmp = true', 'exclude_tmpdir_env_var = true');
  }
  if (options.updatePlan !== false) lines.push('', '[tools.update_plan]', 'enabled = true');
  lines.push('', '[features]');
  // `plugins` would fetch over the network at every start; a shell snapshot would replace the commands' PATH.
  const features = { plugins: false, shell_snapshot: false, ...options.features };
  for (const [name, on] of Object.entries(features)) lines.push(`${key(name)} = ${String(on)}`);
  if (options.commandEnvironment !== undefined) {
    lines.push('', '[shell_environment_policy.set]');
    for (const [name, value] of Object.entries(options.commandEnvironment)) {
      lines.push(`${key(name)} = ${quote(value)}`);
    }
  }
  for (const [name, server] of Object.entries(options.mcpServers ?? {})) {
    lines.push('', `[mcp_servers.${key(name)}]`, `command = ${quote(server.command)}`);
    lines.push(`args = [${(server.args ?? []).map(quote).join(', ')}]`);
  }
  for (const folder of options.trustedFolders ?? []) {
    lines.push('', `[projects.${quote(folder)}]`, 'trust_level = "trusted"');
  }
  return lines.join('\n') + '\n';
}

/** A TOML basic string. */
function quote(text: string): string {
  let escaped = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (char === '"' || char === '\\') escaped += `\\${char}`;
    else if (code < 0x20 || code === 0x7f) escaped += `\\u${code.toString(16).padStart(4, '0')}`;
    else if (code >= 0xd800 && code <= 0xdfff) escaped += '\ufffd';
    else escaped += char;
  }
  return `"${escaped}"`;
}

/** A TOML key: bare where it may be, else quoted. */
function key(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quote(name);
}
