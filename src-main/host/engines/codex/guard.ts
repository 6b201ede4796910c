import { isAbsolute, relative, sep } from 'node:path';
import { z } from 'zod';
import type { SandboxMode } from '../engine.ts';

/** What must not be within reach of agents' commands. Real paths of what is there; nothing that is absent. */
export interface GuardedPlaces {
  /** Muster's own folder, other agents' homes, profiles of browsers: never anybody's business. */
  readonly hidden: readonly string[];
  /** The `CODEX_HOME` of the agent: its commands may read it (skills), not write it. */
  readonly ownHome: string;
  /** Files of the own home that its commands need not read: the sign-in. */
  readonly ownSecrets: readonly string[];
  /** Folders for temporary files that a sandbox with writing includes unless told otherwise. */
  readonly tmp: { readonly slashTmp: string | null; readonly tmpdir: string | null };
}

/** What goes into `thread/start` and `thread/resume` so that a thread's commands do not reach the guarded places. */
export interface Guard {
  readonly start: {
    readonly sandbox?: SandboxMode;
    readonly permissions?: string;
    readonly config?: { readonly permissions: unknown };
  };
  /** A thread names its profile for good; what it means has to be said again after each start of an app-server. */
  readonly resume: { readonly config?: { readonly permissions: unknown } };
  /** For `thread/settings/update`, which knows no configuration: the profile has to be the thread's already. */
  readonly update: { readonly sandboxPolicy?: unknown; readonly permissions?: string };
}

/** The profile's name in Codex's configuration; it lies in the thread's own layer, no file has it. */
export const GUARD_PROFILE = 'muster_guard';
/** The same for the mode with writing, where a thread may be changed to it later. */
export const WRITING_PROFILE = 'muster_guard_write';

/** What the configuration of a folder says about the sandbox; what is odd is as if it were not there. */
const configSchema = z.object({
  sandbox_mode: z.string().nullish().catch(null),
  sandbox_workspace_write: z
    .object({
      network_access: z.boolean().nullish().catch(null),
      writable_roots: z.array(z.string()).nullish().catch(null),
      exclude_slash_tmp: z.boolean().nullish().catch(null),
      exclude_tmpdir_env_var: z.boolean().nullish().catch(null),
    })
    .nullish()
    .catch(null),
  default_permissions: z.string().nullish().catch(null),
  permissions: z
    .record(
      z.string(),
      z
        .object({
          extends: z.string().nullish().catch(null),
          network: z
            .object({ enabled: z.boolean().nullish().catch(null) })
            .nullish()
            .catch(null),
        })
        .catch({}),
    )
    .nullish()
    .catch(null),
});
type SandboxConfig = z.infer<typeof configSchema>;

/** Profiles that Codex comes with begin with a colon. */
const WORKSPACE = ':workspace';

/**
 * How a thread in `cwd` is kept from the guarded places. `config` is Codex's answer to `config/read`, `wanted` the mode
 * that the person chose. Pure.
 *
 * - A sandbox with network: the places are hidden (`deny`). Commands in there could otherwise read what lets somebody
 *   into Muster, and go in. Measured on 0.169.0 and 0.171.0: commands that a person lets out of such a sandbox still do
 *   not see the places; they have the sandbox's network and none beside it.
 * - One without network: what lies in a folder that it may write is read-only. It is not hidden, because Codex then takes
 *   the network away from every command that a person lets out of the sandbox (measured on both): an approved `git push`
 *   would fail.
 * - One that writes nothing, or no sandbox at all: there is nothing to add.
 */
export function threadGuard(
  config: unknown,
  wanted: SandboxMode | undefined,
  cwd: string,
  places: GuardedPlaces,
): Guard {
  const parsed = configSchema.safeParse(config);
  const said: SandboxConfig = parsed.success ? parsed.data : {};
  const own = definition(said, wanted, cwd, places);
  const writing = definition(said, 'workspace-write', cwd, places);
  const profile = own ?? writing;
  // A thread that is told nothing of profiles now may be changed to writing later, and is resumed under either name.
  const table = {
    ...(profile !== null && { [GUARD_PROFILE]: profile }),
    ...(writing !== null && { [WRITING_PROFILE]: writing }),
  };
  // Codex refuses profiles where nothing says which of them counts (measured on 0.171.0).
  const says =
    wanted !== undefined || own !== null || said.sandbox_mode != null || said.default_permissions != null;
  const told = profile === null || !says ? {} : { config: { permissions: table } };
  const plain = wanted === undefined ? {} : { sandbox: wanted };
  return {
    start: { ...(own === null ? plain : { permissions: GUARD_PROFILE }), ...told },
    resume: told,
    update:
      wanted === 'workspace-write' && writing !== null
        ? { permissions: WRITING_PROFILE }
        : { sandboxPolicy: policyOf(said, wanted ?? 'workspace-write') },
  };
}

/** A mode as `thread/settings/update` takes it, which does not look at the configuration again. */
function policyOf({ sandbox_workspace_write: write }: SandboxConfig, mode: SandboxMode): unknown {
  if (mode === 'danger-full-access') return { type: 'dangerFullAccess' };
  if (mode === 'read-only') return { type: 'readOnly', networkAccess: false };
  return {
    type: 'workspaceWrite',
    writableRoots: write?.writable_roots ?? [],
    networkAccess: write?.network_access === true,
    excludeTmpdirEnvVar: write?.exclude_tmpdir_env_var === true,
    excludeSlashTmp: write?.exclude_slash_tmp === true,
  };
}

/** The profile that keeps a thread from the places; null where there is nothing to add. */
function definition(
  said: SandboxConfig,
  wanted: SandboxMode | undefined,
  cwd: string,
  places: GuardedPlaces,
): unknown {
  const profile = wanted === undefined ? ownProfile(said) : null;
  const mode = wanted ?? said.sandbox_mode ?? 'workspace-write';
  if (profile === null && mode !== 'workspace-write') return null;
  if (profile !== null && (profile === ':read-only' || profile === ':danger-full-access')) return null;
  const write = said.sandbox_workspace_write ?? {};
  const networked = profile === null ? write.network_access === true : hasNetwork(said, profile);
  const roots = profile === null ? (write.writable_roots ?? []) : [];
  const tmp = [
    profile === null && write.exclude_slash_tmp === true ? null : places.tmp.slashTmp,
    profile === null && write.exclude_tmpdir_env_var === true ? null : places.tmp.tmpdir,
  ];
  const writable = [cwd, ...roots, ...tmp.filter((path) => path !== null)];
  const entries = networked ? hiddenFrom(places) : new Map<string, string>();
  for (const place of [...places.hidden, places.ownHome])
    if (!entries.has(place) && writable.some((folder) => isWithin(place, folder))) entries.set(place, 'read');
  if (entries.size === 0) return null;
  const filesystem = {
    ...(profile === null && write.exclude_slash_tmp === true && { ':slash_tmp': 'read' }),
    ...(profile === null && write.exclude_tmpdir_env_var === true && { ':tmpdir': 'read' }),
    ...Object.fromEntries(roots.map((root) => [root, 'write'])),
    ...Object.fromEntries(entries),
  };
  const network = profile === null && networked ? { network: { enabled: true } } : {};
  return { extends: profile ?? WORKSPACE, filesystem, ...network };
}

/**
 * What is hidden. A place that holds the own home stays visible: Codex cannot open a part of a hidden folder for reading
 * again (measured on 0.169.0).
 */
function hiddenFrom(places: GuardedPlaces): Map<string, string> {
  const hidden = places.hidden.filter((place) => !isWithin(places.ownHome, place));
  return new Map([...hidden, ...places.ownSecrets].map((place) => [place, 'deny']));
}

/** The person's own profile, where it is what counts: an older `sandbox_mode` anywhere comes before it. */
function ownProfile(config: SandboxConfig): string | null {
  return config.sandbox_mode == null ? (config.default_permissions ?? null) : null;
}

function hasNetwork(config: SandboxConfig, profile: string, depth = 0): boolean {
  const own = config.permissions?.[profile];
  const enabled = own?.network?.enabled;
  if (enabled != null) return enabled;
  return own?.extends != null && depth < 8 && hasNetwork(config, own.extends, depth + 1);
}

function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
