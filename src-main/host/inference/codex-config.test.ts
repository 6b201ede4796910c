import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import { codexConfigToml } from './codex-config.ts';

it('escapes what comes from outside', () => {
  const toml = codexConfigToml({
    modelUrl: 'http://127.0.0.1:1/v1',
    trustedFolders: ['C:\\Users\\"Zoë"\n'],
    features: { 'odd name': true },
  });
  const read = parse(toml) as { projects: object; features: object };
  expect(read.projects).toEqual({ 'C:\\Users\\"Zoë"\n': { trust_level: 'trusted' } });
  expect(read.features).toMatchObject({ 'odd name': true });
  expect(toml).not.toContain('Zoë"\n');
});

it('turns off what would reach the network or hide a failure, and asks before it leaves the sandbox', () => {
  const lines = codexConfigToml({ modelUrl: 'http://127.0.0.1:1/v1' }).split('\n');
  for (const line of [
    'plugins = false',
    'request_max_retries = 0',
    'stream_max_retries = 0',
    'approval_policy = "on-request"',
    'sandbox_mode = "workspace-write"',
    'exclude_slash_tmp = true',
    'wire_api = "responses"',
  ]) {
    expect(lines).toContain(line);
  }
});
