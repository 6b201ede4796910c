import type { ServerRequest } from '#shared/app-server/methods.ts';
import type { PermissionPart } from '#shared/model/approval/approval.ts';

type Asked = Extract<ServerRequest, { method: 'item/permissions/requestApproval' }>['params']['permissions'];
type FileSystem = NonNullable<Asked['fileSystem']>;
type Entry = NonNullable<FileSystem['entries']>[number];

/** What an app-server is granted, in the protocol's shape: what is left out is refused. */
export interface Granted {
  readonly network?: NonNullable<Asked['network']>;
  readonly fileSystem?: FileSystem;
}

/**
 * The parts of a request for permissions that can be granted one by one. Codex 0.169.0 names the same path both in
 * `read` or `write` and in `entries`: that is one part. What it would take away (`deny`) is no part: it always holds.
 */
export function permissionParts({ network, fileSystem }: Asked): readonly PermissionPart[] {
  const parts = new Map<string, PermissionPart>();
  const add = (access: PermissionPart['access'], what: string): void => {
    const id = partId(access, what);
    parts.set(id, { id, access, what });
  };
  if (network?.enabled === true) add('network', '');
  for (const path of fileSystem?.write ?? []) add('write', path);
  for (const path of fileSystem?.read ?? []) add('read', path);
  for (const entry of fileSystem?.entries ?? []) {
    if (entry.access !== 'deny') add(entry.access === 'write' ? 'write' : 'read', pathWords(entry));
  }
  return [...parts.values()];
}

/** What is granted when only these parts are. */
export function grantedOf({ network, fileSystem }: Asked, ids: ReadonlySet<string>): Granted {
  const of = (access: PermissionPart['access']) => (path: string) => ids.has(partId(access, path));
  const granted: { network?: Granted['network']; fileSystem?: FileSystem } = {};
  if (network !== null && ids.has(partId('network', ''))) granted.network = network;
  if (fileSystem !== null) {
    const read = fileSystem.read?.filter(of('read')) ?? null;
    const write = fileSystem.write?.filter(of('write')) ?? null;
    const entries = fileSystem.entries?.filter(
      (entry) => entry.access === 'deny' || of(entry.access === 'write' ? 'write' : 'read')(pathWords(entry)),
    );
    const any = [read, write, entries?.filter(({ access }) => access !== 'deny')].some(
      (list) => (list?.length ?? 0) > 0,
    );
    if (any) granted.fileSystem = { ...fileSystem, read, write, ...(entries !== undefined && { entries }) };
  }
  return granted as Granted;
}

/** A part in a few words, for the journal. */
export function partWords({ access, what }: PermissionPart): string {
  return access === 'network' ? 'network' : `${access} ${what}`;
}

function partId(access: PermissionPart['access'], what: string): string {
  return `${access} ${what}`.trim();
}

function pathWords({ path }: Entry): string {
  switch (path.type) {
    case 'path':
      return path.path;
    case 'glob_pattern':
      return path.pattern;
    case 'special':
      return specialWords(path.value);
    default:
      // A kind of a later Codex: shown as it came.
      return JSON.stringify(path);
  }
}

function specialWords(value: Extract<Entry['path'], { type: 'special' }>['value']): string {
  const below = 'subpath' in value && value.subpath !== null ? `/${value.subpath}` : '';
  switch (value.kind) {
    case 'root':
      return 'every file (/)';
    case 'project_roots':
      return `the project’s folders${below}`;
    case 'tmpdir':
      return 'the temporary folder ($TMPDIR)';
    case 'slash_tmp':
      return '/tmp';
    case 'minimal':
      return 'what programs need to run';
    default:
      return JSON.stringify(value);
  }
}
