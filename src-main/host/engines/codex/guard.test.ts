import { describe, expect, it } from 'vitest';
import { GUARD_PROFILE, threadGuard, WRITING_PROFILE, type GuardedPlaces } from './guard.ts';

const places: GuardedPlaces = {
  hidden: ['/home/ada/.local/share/muster', '/home/ada/.codex-work', '/home/ada/.mozilla'],
  ownHome: '/home/ada/.codex',
  ownSecrets: ['/home/ada/.codex/auth.json'],
  tmp: { slashTmp: '/tmp', tmpdir: '/var/tmp/ada' },
};
const repository = '/home/ada/code/shop';
const networked = { sandbox_mode: 'workspace-write', sandbox_workspace_write: { network_access: true } };
const profileOf = (guard: ReturnType<typeof threadGuard>): unknown =>
  (guard.start.config?.permissions as Record<string, unknown> | undefined)?.[GUARD_PROFILE];

describe('threadGuard', () => {
  it.each([undefined, null, {}, { sandbox_mode: 'workspace-write' }, { sandbox_mode: 7 }, 'odd', []])(
    'adds nothing to a sandbox without network in a folder of its own: %j',
    (config) => {
      expect(threadGuard(config, undefined, repository, places)).toMatchObject({ start: {}, resume: {} });
      expect(threadGuard(config, 'workspace-write', repository, places)).toMatchObject({
        start: { sandbox: 'workspace-write' },
        resume: {},
        update: { sandboxPolicy: { type: 'workspaceWrite', networkAccess: false } },
      });
    },
  );

  it.each(['read-only', 'danger-full-access'] as const)('adds nothing to %s', (mode) => {
    const guard = threadGuard(networked, mode, '/home/ada', places);
    expect([guard.start.sandbox, guard.start.permissions]).toEqual([mode, undefined]);
    // What it would mean to let it write later is said at once: a change of settings takes no configuration.
    expect(guard.start.config?.permissions).toHaveProperty(WRITING_PROFILE);
    expect(threadGuard(networked, 'workspace-write', '/home/ada', places).update).toEqual({
      permissions: WRITING_PROFILE,
    });
    for (const config of [{ sandbox_mode: mode }, { default_permissions: `:${mode}` }])
      expect(threadGuard(config, undefined, '/home/ada', places).start).not.toHaveProperty('permissions');
  });

  it.each([undefined, 'workspace-write'] as const)(
    'hides the places from a sandbox with network',
    (wanted) => {
      const guard = threadGuard(networked, wanted, repository, places);
      expect(guard.start.sandbox).toBeUndefined();
      expect(guard.start.permissions).toBe(GUARD_PROFILE);
      expect(profileOf(guard)).toEqual({
        extends: ':workspace',
        filesystem: {
          '/home/ada/.local/share/muster': 'deny',
          '/home/ada/.codex-work': 'deny',
          '/home/ada/.mozilla': 'deny',
          '/home/ada/.codex/auth.json': 'deny',
        },
        network: { enabled: true },
      });
      expect(guard.resume.config).toEqual(guard.start.config);
    },
  );

  it('keeps what the person said of the sandbox', () => {
    const config = {
      sandbox_mode: 'workspace-write',
      sandbox_workspace_write: {
        network_access: true,
        writable_roots: ['/srv/cache'],
        exclude_slash_tmp: true,
        exclude_tmpdir_env_var: true,
      },
    };
    expect(profileOf(threadGuard(config, undefined, repository, places))).toMatchObject({
      filesystem: { ':slash_tmp': 'read', ':tmpdir': 'read', '/srv/cache': 'write' },
    });
  });

  it.each([
    ['the home folder', '/home/ada', {}],
    ['a folder above it', '/home', {}],
    ['a further writable folder', repository, { sandbox_workspace_write: { writable_roots: ['/home/ada'] } }],
  ])('makes the places read-only where %s can be written', (_what, cwd, config) => {
    const guard = threadGuard(config, undefined, cwd, places);
    expect(profileOf(guard)).toMatchObject({
      filesystem: {
        '/home/ada/.local/share/muster': 'read',
        '/home/ada/.codex-work': 'read',
        '/home/ada/.codex': 'read',
      },
    });
    expect(profileOf(guard)).not.toHaveProperty('network');
  });

  it('looks at the folders for temporary files, too', () => {
    const demo = { ...places, hidden: ['/tmp/muster'] };
    expect(profileOf(threadGuard({}, undefined, repository, demo))).toMatchObject({
      filesystem: { '/tmp/muster': 'read' },
    });
    const config = { sandbox_workspace_write: { exclude_slash_tmp: true } };
    expect(threadGuard(config, undefined, repository, demo).start).toEqual({});
  });

  it('builds on a profile of the person’s own', () => {
    const config = {
      default_permissions: 'mine',
      permissions: { mine: { extends: 'base' }, base: { extends: ':workspace', network: { enabled: true } } },
    };
    expect(profileOf(threadGuard(config, undefined, repository, places))).toMatchObject({
      extends: 'mine',
      filesystem: { '/home/ada/.local/share/muster': 'deny' },
    });
    const circle = { default_permissions: 'a', permissions: { a: { extends: 'b' }, b: { extends: 'a' } } };
    expect(threadGuard(circle, undefined, repository, places).start).toEqual({});
    // An older setting comes before it, as Codex has it.
    expect(
      threadGuard({ ...config, sandbox_mode: 'read-only' }, undefined, repository, places).start,
    ).toEqual({});
  });

  it('leaves a place visible that holds the agent’s own home', () => {
    const inside = { ...places, ownHome: '/home/ada/.local/share/muster/demo/codex', ownSecrets: [] };
    expect(profileOf(threadGuard(networked, undefined, repository, inside))).toMatchObject({
      filesystem: { '/home/ada/.codex-work': 'deny', '/home/ada/.mozilla': 'deny' },
    });
  });
});
