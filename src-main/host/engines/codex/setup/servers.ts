import type { McpServer, McpState } from '#shared/model/workspace/setup.ts';
import { fields, short, text, textOrNull, type Fields } from '../wire.ts';
import { readLayers, sourceOf } from './layers.ts';

/** Tools that are listed of one server. */
const MOST_TOOLS = 500;

const STATES: Readonly<Record<string, McpState>> = {
  notStarted: 'notStarted',
  starting: 'starting',
  connected: 'connected',
  authenticationRequired: 'signIn',
  failed: 'failed',
  cancelled: 'failed',
  disabled: 'off',
};

/**
 * The MCP servers of a configuration (`config/read` with its layers) with what `mcpServerStatus/list` tells of each.
 * Without a thread that tells no state, only whether the tools were found (measured on 0.171.0). Throws Malformed.
 */
export function readServers(config: unknown, told: readonly unknown[]): readonly McpServer[] {
  const layers = readLayers(config);
  const configured = fields(fields(config, 'config/read')['config'], 'config')['mcp_servers'] ?? {};
  const entries = fields(configured, 'mcp_servers');
  const servers = told.map((raw): McpServer => {
    const status = fields(raw, 'server');
    const name = short(text(status, 'name'));
    const entry = Object.hasOwn(entries, name) ? fields(entries[name], name) : {};
    const layer = sourceOf(layers, 'mcp_servers', name);
    const on = entry['enabled'] !== false;
    const reason = textOrNull(status, 'toolsError');
    const account = accountOf(textOrNull(status, 'authStatus'));
    return {
      name,
      state: on ? stateOf(status, reason, account) : 'off',
      reason: on && reason !== null ? reasonWords(reason) : null,
      tools: toolsOf(status),
      place: placeOf(entry, status),
      account,
      on,
      own: layer?.own === true,
      from: layer?.from ?? null,
    };
  });
  return servers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function stateOf(status: Fields, reason: string | null, account: McpServer['account']): McpState {
  const told = STATES[textOrNull(status, 'runtimeStatus') ?? ''];
  if (told !== undefined && told !== 'notStarted') return told;
  if (reason !== null) return account === 'signedOut' ? 'signIn' : 'failed';
  return status['serverInfo'] == null && toolsOf(status).length === 0 ? (told ?? 'unknown') : 'connected';
}

function accountOf(told: string | null): McpServer['account'] {
  if (told === 'notLoggedIn') return 'signedOut';
  return told === 'oAuth' ? 'signedIn' : 'none';
}

function toolsOf(status: Fields): McpServer['tools'] {
  return Object.entries(fields(status['tools'] ?? {}, 'tools'))
    .slice(0, MOST_TOOLS)
    .map(([name, raw]) => ({
      name: short(name),
      description: short(textOrNull(fields(raw, 'tool'), 'description') ?? ''),
    }));
}

function placeOf(entry: Fields, status: Fields): string | null {
  const { command, args } = entry;
  if (typeof command !== 'string') return textOrNull(status, 'httpOrigin');
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : [];
  return short([command, ...words].join(' '));
}

/** Codex tells the types of its own parts in between, which help nobody: the first words and the last cause. */
export function reasonWords(told: string): string {
  const plain = told.replace(/ ?\[[\w:<>, ]+\]/g, '').replace(/, when send \w+ request(?=:|$)/g, '');
  const parts = plain.split(': ').filter((part, at, all) => all.indexOf(part) === at);
  return short(parts.length > 4 ? [...parts.slice(0, 2), ...parts.slice(-2)].join(': ') : parts.join(': '));
}
