import type {
  CommonName,
  CommonValue,
  ConfigChange,
  ConfigSource,
  Configuration,
  LayerValue,
  OtherValue,
} from '#shared/model/workspace/setup.ts';
import { PERMISSION_MODES, type PermissionMode } from '#shared/model/thread/settings.ts';
import { modeKeys, usualSettings } from '../settings.ts';
import { fields, list, short, text, textOrNull, type Fields } from '../wire.ts';

/** Values that are listed beside the common ones: more than any configuration has that a person wrote. */
const MOST_VALUES = 500;
/** What is shown of one value, UTF-16 units. */
const VALUE_LENGTH = 300;

/** The keys of Codex that each of the common values stands for. */
export const KEYS: Readonly<Record<CommonName, readonly string[]>> = {
  model: ['model'],
  effort: ['model_reasoning_effort'],
  permission: ['sandbox_mode', 'approval_policy', 'approvals_reviewer'],
};
const COMMON_KEYS = new Set(Object.values(KEYS).flat());

/** One layer of `config/read`, the one that counts most first (measured on 0.171.0). */
export interface Layer {
  readonly from: ConfigSource;
  /** The file that `config/batchWrite` writes to. */
  readonly own: boolean;
  readonly version: string;
  readonly config: Fields;
  readonly disabled: string | null;
}

const KINDS: Readonly<Record<string, ConfigSource['kind']>> = {
  packagedDefaults: 'built-in',
  mdm: 'managed',
  system: 'system',
  enterpriseManaged: 'managed',
  user: 'user',
  project: 'folder',
  sessionFlags: 'session',
  legacyManagedConfigTomlFromFile: 'managed',
  legacyManagedConfigTomlFromMdm: 'managed',
};

/** Reads the layers of an answer to `config/read`. Throws Malformed. */
export function readLayers(answer: unknown): readonly Layer[] {
  return list(fields(answer, 'config/read'), 'layers').map((raw) => {
    const layer = fields(raw, 'layer');
    const source = fields(layer['name'], 'the name of a layer');
    const kind = KINDS[text(source, 'type')] ?? 'managed';
    const place =
      textOrNull(source, 'file') ?? textOrNull(source, 'dotCodexFolder') ?? textOrNull(source, 'name');
    return {
      from: { kind, place: place === null ? null : short(place) },
      own: kind === 'user' && textOrNull(source, 'profile') === null,
      version: text(layer, 'version'),
      config: fields(layer['config'] ?? {}, 'config'),
      disabled: textOrNull(layer, 'disabledReason'),
    };
  });
}

/** What the person's own file says of a common value, exactly; null where nothing. */
export function ownValue(layers: readonly Layer[], name: CommonName): string | null {
  const config = layers.find(({ own }) => own)?.config;
  return config === undefined ? null : exact(config, name);
}

function exact(config: Fields, name: CommonName): string | null {
  const said = KEYS[name].flatMap((key) => (config[key] == null ? [] : [[key, config[key]] as const]));
  return said.length === 0 ? null : JSON.stringify(Object.fromEntries(said));
}

/** What a layer says of a common value in the words of a person; null where nothing. */
function said(config: Fields, effective: Fields, name: CommonName): string | null {
  if (exact(config, name) === null) return null;
  if (name === 'model') return shown(config['model']);
  if (name === 'effort') return shown(config['model_reasoning_effort']);
  // A layer that says one of the three leaves the others to what counts.
  const own = Object.fromEntries(KEYS.permission.map((key) => [key, config[key] ?? effective[key]]));
  return usualSettings({ model: null, ...own }).permission ?? 'custom';
}

/** The edits of `config/batchWrite` that make a change. Null takes a key out (measured on 0.171.0). */
export function editsOf(change: ConfigChange): readonly { keyPath: string; value: string | null }[] {
  if (change.name === 'permission') {
    const keys = change.value === null ? null : modeKeys(change.value);
    return KEYS.permission.map((keyPath) => ({ keyPath, value: keys?.[keyPath] ?? null }));
  }
  return KEYS[change.name].map((keyPath) => ({ keyPath, value: change.value }));
}

/** The configuration as a person reads it. Throws Malformed. */
export function readConfiguration(answer: unknown, demands: unknown): Configuration {
  const layers = readLayers(answer);
  const effective = fields(fields(answer, 'config/read')['config'], 'config');
  const counting = layers.filter(({ disabled }) => disabled === null);
  const requirements = readRequirements(demands);
  const own = layers.find((layer) => layer.own);
  return {
    file: own?.from.place ?? null,
    common: (['model', 'effort', 'permission'] as const).map((name) =>
      commonValue(name, counting, effective, requirements),
    ),
    others: others(counting),
    requirements: Object.entries(requirements).map(([name, value]) => ({ name, value: shown(value) })),
    disabled: layers.flatMap(({ from, disabled }) =>
      disabled === null ? [] : [{ from, reason: short(disabled) }],
    ),
  };
}

function commonValue(
  name: CommonName,
  layers: readonly Layer[],
  effective: Fields,
  requirements: Fields,
): CommonValue {
  const values = layers.flatMap(({ from, config }): LayerValue[] => {
    const value = said(config, effective, name);
    return value === null ? [] : [{ from, value }];
  });
  return {
    name,
    value: said(effective, effective, name),
    layers: values,
    own: ownValue(layers, name),
    allowed: name === 'permission' ? allowedModes(requirements) : null,
  };
}

/** The permission modes that an administrator's demands leave; null where they say nothing of them. */
function allowedModes(requirements: Fields): readonly PermissionMode[] | null {
  const limits = [
    ['allowedSandboxModes', 'sandbox_mode'],
    ['allowedApprovalPolicies', 'approval_policy'],
    ['allowedApprovalsReviewers', 'approvals_reviewer'],
  ] as const;
  if (limits.every(([limit]) => requirements[limit] == null)) return null;
  return PERMISSION_MODES.filter((mode) =>
    limits.every(([limit, key]) => {
      const allowed = requirements[limit];
      return !Array.isArray(allowed) || allowed.includes(modeKeys(mode)[key]);
    }),
  );
}

/** What an administrator demands: of `configRequirements/read`, what is not null. */
function readRequirements(answer: unknown): Fields {
  const raw = fields(answer, 'configRequirements/read')['requirements'];
  if (raw == null) return {};
  return Object.fromEntries(
    Object.entries(fields(raw, 'requirements')).filter(([, value]) => value !== null),
  );
}

function others(layers: readonly Layer[]): OtherValue[] {
  const found = new Map<string, LayerValue[]>();
  for (const { from, config } of layers)
    for (const [name, value] of flat(config)) {
      if (found.size >= MOST_VALUES && !found.has(name)) continue;
      found.set(name, [...(found.get(name) ?? []), { from, value }]);
    }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => ({ name, layers: values }));
}

/** Names that hold secrets by what they are for: their values are never shown. */
const SECRET = /token|secret|password|api_?key|authorization|(^|\.)(env|http_headers|set)\./i;
/** Values of which each has a place of its own, or that are Codex's own notes. */
const ELSEWHERE = /^(projects|hooks|skills)(\.|$)/;

/** The values of a configuration by their paths of names, lists as one value. */
function* flat(config: Fields, path = ''): Generator<readonly [string, string]> {
  for (const [key, value] of Object.entries(config)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (ELSEWHERE.test(name) || COMMON_KEYS.has(name) || value === null) continue;
    if (typeof value === 'object' && !Array.isArray(value)) yield* flat(value as Fields, name);
    else yield [short(name), SECRET.test(name) ? '•••' : shown(value)];
  }
}

function shown(value: unknown): string {
  const words = typeof value === 'string' ? value : JSON.stringify(value);
  return words.length > VALUE_LENGTH ? `${words.slice(0, VALUE_LENGTH)}…` : words;
}

/** Where a server of the configuration stands, by the layer that counts; null where no layer has it. */
export function sourceOf(layers: readonly Layer[], table: string, name: string): Layer | null {
  return (
    layers.find(({ config, disabled }) => {
      const entries = config[table];
      return (
        disabled === null && typeof entries === 'object' && entries !== null && Object.hasOwn(entries, name)
      );
    }) ?? null
  );
}
