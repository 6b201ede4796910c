import { describe, expect, it } from 'vitest';
import { readConfiguration } from './layers.ts';
import { readServers, reasonWords } from './servers.ts';

const layer = (type: string, config: object, more: object = {}) => ({
  name: { type, file: `/${type}.toml`, profile: null },
  version: 'sha256:1',
  config,
  disabledReason: null,
  ...more,
});

describe('the servers of a configuration', () => {
  it('are off, wanting a sign-in or failed, as what is told of them says', () => {
    const mcp_servers = { off: { command: 'x', enabled: false }, web: { url: 'https://a.example' }, bad: {} };
    const config = { config: { mcp_servers }, layers: [layer('user', { mcp_servers })] };
    const told = [
      { name: 'off', toolsError: null, authStatus: 'unsupported', tools: {} },
      { name: 'web', toolsError: 'no', authStatus: 'notLoggedIn', httpOrigin: 'https://a.example' },
      { name: 'bad', toolsError: 'no', authStatus: 'unsupported', runtimeStatus: 'failed' },
      { name: 'plugin', tools: { t: {} }, authStatus: 'oAuth', serverInfo: {} },
    ];
    const read = readServers(config, told);
    expect(read.map(({ name, state, own }) => [name, state, own])).toEqual([
      ['bad', 'failed', true],
      ['off', 'off', true],
      ['plugin', 'connected', false],
      ['web', 'signIn', true],
    ]);
  });

  it('fail in words without the types of Codex’s own parts', () => {
    expect(
      reasonWords(
        'MCP startup failed: handshaking with MCP server failed: Send message error Transport [a::B<c::D<e>>] error: Client error: error sending request for url (http://127.0.0.1:9/mcp), when send initialize request',
      ),
    ).toBe(
      'MCP startup failed: handshaking with MCP server failed: Client error: error sending request for url (http://127.0.0.1:9/mcp)',
    );
  });
});

describe('a configuration', () => {
  it('shows no secrets, what layers do not count, and which modes an administrator leaves', () => {
    const own = {
      approval_policy: 'never',
      sandbox_mode: 'danger-full-access',
      mcp_servers: { a: { env: { KEY: 'hush' }, bearer_token_env_var: 'hush' } },
      projects: { '/x': { trust_level: 'trusted' } },
    };
    const read = readConfiguration(
      {
        config: own,
        layers: [layer('project', { model: 'x' }, { disabledReason: 'not trusted' }), layer('user', own)],
      },
      { requirements: { allowedSandboxModes: ['read-only'], models: null } },
    );
    expect(JSON.stringify(read)).not.toContain('hush');
    expect(read.others.map(({ name }) => name)).toEqual([
      'mcp_servers.a.bearer_token_env_var',
      'mcp_servers.a.env.KEY',
    ]);
    expect(read.disabled).toMatchObject([{ reason: 'not trusted', from: { kind: 'folder' } }]);
    const permission = read.common.find(({ name }) => name === 'permission');
    expect(permission).toMatchObject({ value: 'fullAccess', allowed: ['readOnly'] });
    expect(read.common.find(({ name }) => name === 'model')).toMatchObject({ value: null, layers: [] });
    expect(read.requirements).toEqual([{ name: 'allowedSandboxModes', value: '["read-only"]' }]);
  });
});
