// The direction of imports, as one table and one pure function. tooling/lint/plugin.mjs makes a lint rule of it, and
// layers.test.ts feeds every rule a violation.
import { posix } from 'node:path';

/** Top folders and what each may import besides itself. Anything else by a relative path is a violation. */
const MAY_IMPORT = /** @type {Record<string, readonly string[]>} */ ({
  'src-shared': [],
  'src-main': ['src-shared'],
  'src-preload': ['src-shared'],
  'src-renderer': ['src-shared'],
  'src-app-server': ['src-shared'],
  tooling: [],
  // Tests that cross layers stand here.
  test: ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'src-app-server', 'tooling'],
});

/** Where code runs on Node. */
const NODE_FOLDERS = ['src-main', 'src-app-server', 'tooling', 'test'];
/** Packages that draw; only a page has something to draw on. */
const PAGE_PACKAGES =
  /^(react|react-dom|react-error-boundary|react-markdown|remark-[\w-]+|cmdk|lucide-react|zustand|@base-ui\/react|@tanstack\/[\w-]+|@fontsource[\w-]*\/[\w-]+|@xterm\/[\w-]+|monaco-editor|anser)(\/|$)/;
/** The terminal without a screen, by which the host knows what a reload must show again. */
const HEADLESS_PACKAGES = /^@xterm\/(headless|addon-serialize|addon-unicode11)$/;
const NODE_BUILTINS =
  /^(assert|async_hooks|buffer|child_process|cluster|console|crypto|dgram|dns|events|fs|http|http2|https|inspector|module|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|wasi|worker_threads|zlib)(\/|$)/;

/**
 * Why `specifier` may not be imported by the file at `from`, or undefined when it may.
 * @param {string} from path inside the project, with forward slashes
 * @param {string} specifier what stands in the import
 * @returns {string | undefined}
 */
export function layerViolation(from, specifier) {
  const top = topOf(from);
  if (top === undefined || !Object.hasOwn(MAY_IMPORT, top)) return undefined;
  // A test stands beside its unit and is free to build its surroundings with Node; it is not shipped.
  const isTest = isTestFile(from);

  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    if (from.startsWith('src-main/electron/') || top === 'src-preload') return undefined;
    return `electron is imported only in src-main/electron and src-preload: the host and its clients run without it`;
  }
  const disk = isTest ? undefined : diskViolation(from, specifier);
  if (disk !== undefined) return disk;
  if (specifier.startsWith('node:') || NODE_BUILTINS.test(specifier)) {
    if (NODE_FOLDERS.includes(top) || isTest) return undefined;
    return `${top} runs without Node: node:* is imported only in ${NODE_FOLDERS.join(', ')}`;
  }
  if (PAGE_PACKAGES.test(specifier)) {
    if (top === 'src-renderer' || top === 'test') return undefined;
    if (from.startsWith('src-main/host/terminals/') && HEADLESS_PACKAGES.test(specifier)) return undefined;
    return `${specifier} belongs to the page: React and what draws is imported only in src-renderer`;
  }

  const target = targetOf(from, specifier);
  if (target === undefined) {
    // A package. The leaf has none but zod, which describes the contract.
    if (top === 'src-shared' && !isTest && !/^zod(\/|$)/.test(specifier)) {
      return `src-shared imports no package but zod: it is the leaf that every environment shares`;
    }
    return undefined;
  }
  const protocol = isTest ? undefined : protocolViolation(from, target);
  if (protocol !== undefined) return protocol;
  const targetTop = topOf(target);
  if (targetTop === undefined || targetTop === top) return insideViolation(from, target);
  if (MAY_IMPORT[top]?.includes(targetTop)) return undefined;
  if (isTest && (targetTop === 'test' || targetTop === 'src-shared')) return undefined;
  const allowed = MAY_IMPORT[top] ?? [];
  return `${top} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other top folder'}, not ${targetTop}`;
}

/** Domains that work on the machine of a workspace, which may be another than the host's one day. */
const ON_MACHINES = /^src-main\/host\/(git|changes|worktrees|workspaces|terminals|threads)\//;
/** What the host keeps for itself, or looks for on its own machine. */
const ON_THE_HOSTS_OWN = [
  // Which processes it left behind.
  'src-main/host/terminals/sessions.ts',
  // Where its own data, homes and the person's secrets lie.
  'src-main/host/workspaces/places.ts',
];

/**
 * @param {string} from
 * @param {string} specifier
 * @returns {string | undefined}
 */
function diskViolation(from, specifier) {
  if (!ON_MACHINES.test(from) || ON_THE_HOSTS_OWN.includes(from)) return undefined;
  if (!/^(node:)?(fs(\/promises)?|child_process|os)$|^@lydell\/node-pty$/.test(specifier)) return undefined;
  return `files and programs of workspaces are those of a machine: take what you need of machine/machine.ts`;
}

/** Where an app-server's own protocol is known. */
const PROTOCOL_FOLDERS = [
  'src-main/host/engines/',
  'src-shared/app-server/',
  'src-app-server/',
  'test/',
  'tooling/',
];

/**
 * The protocol of an app-server ends at the engine that speaks it: the model, the contract and the page have shapes of
 * their own.
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined}
 */
function protocolViolation(from, target) {
  if (!target.startsWith('src-shared/app-server/')) return undefined;
  if (PROTOCOL_FOLDERS.some((folder) => from.startsWith(folder))) return undefined;
  return `an app-server's own types are known only in ${PROTOCOL_FOLDERS.join(', ')}: map them into src-shared/model there`;
}

/**
 * Rules between the parts of one top folder.
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined}
 */
function insideViolation(from, target) {
  return hostViolation(from, target) ?? pageViolation(from, target) ?? featureViolation(from, target);
}

/**
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined}
 */
function hostViolation(from, target) {
  if (!from.startsWith('src-main/host/')) return undefined;
  if (/^src-main\/(web|electron)\//.test(target)) {
    return `the host knows neither of its shells: src-main/host never imports src-main/web or src-main/electron`;
  }
  // A test of what works on a machine may take this one.
  if (isTestFile(from) && target === 'src-main/host/machine/local.ts') return undefined;
  return partViolation(hostPart(from), hostPart(target));
}

/**
 * Where in the host a file lies. Directly in it are the files that join its parts (the root); `base` is the ground
 * under all of them, `topics` what every part speaks to clients with; a file directly in `engines` is what all engines
 * have in common. Undefined for what is not of the host.
 * @typedef {{ kind: 'root' | 'base' | 'topics' | 'engines' } | { kind: 'engine' | 'domain', name: string }} HostPart
 * @param {string} path
 * @returns {HostPart | undefined}
 */
function hostPart(path) {
  if (path === 'src-main/host' || /^src-main\/host\/host(\.ts)?$/.test(path)) return { kind: 'root' };
  if (!path.startsWith('src-main/host/')) return undefined;
  const folder = folderUnder('src-main/host', path);
  if (folder === undefined) return { kind: 'root' };
  if (folder === 'base' || folder === 'topics') return { kind: folder };
  // The port is ground; the machines that there are come from host.ts.
  if (path.replace(/\.ts$/, '') === 'src-main/host/machine/machine') return { kind: 'base' };
  if (folder !== 'engines') return { kind: 'domain', name: folder };
  const engine = folderUnder('src-main/host/engines', path);
  // The ways to an app-server are no engine's own.
  return engine === undefined || engine === 'connectors'
    ? { kind: 'engines' }
    : { kind: 'engine', name: engine };
}

/**
 * base ← topics ← domains and engines ← the root: why a part may not import another, or undefined when it may.
 * @param {HostPart | undefined} from
 * @param {HostPart | undefined} target
 * @returns {string | undefined}
 */
function partViolation(from, target) {
  if (from === undefined || target === undefined || from.kind === 'root' || target.kind === 'base')
    return undefined;
  if (from.kind === 'base') return `host/base is the ground of the host: it imports no other part of it`;
  if (target.kind === 'root')
    return `the files directly in host/ put its parts together, none of them imports it: take what you need as a parameter`;
  if (target.kind === 'topics' || JSON.stringify(from) === JSON.stringify(target)) return undefined;
  if (target.kind === 'engines' && from.kind !== 'topics') return undefined;
  return `host/${nameOf(from)} and host/${nameOf(target)} meet only in host.ts: name what you need in ports.ts`;
}

/** @param {HostPart} part */
function nameOf(part) {
  if (part.kind === 'engine') return `engines/${part.name}`;
  return part.kind === 'domain' ? part.name : part.kind;
}

/** @param {string} path */
function isTestFile(path) {
  return /\.test\.tsx?$/.test(path);
}

/** The rooms of the page from the ground up, each with those it stands on. The door (main.tsx) and dev/ see all. */
const PAGE_ROOMS = /** @type {Record<string, readonly string[]>} */ ({
  connection: [],
  ui: [],
  platform: ['connection', 'ui'],
  features: ['connection', 'ui', 'platform'],
  shell: ['connection', 'ui', 'platform', 'features'],
});

/**
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined}
 */
function pageViolation(from, target) {
  const room = folderUnder('src-renderer', from);
  const targetRoom = folderUnder('src-renderer', target);
  if (targetRoom === 'dev' && room !== 'dev' && from.startsWith('src-renderer/') && !isTestFile(from)) {
    return `src-renderer/dev is made up: only tests import it, the page never`;
  }
  const below = room === undefined ? undefined : PAGE_ROOMS[room];
  if (below === undefined || targetRoom === undefined || targetRoom === room) return undefined;
  if (PAGE_ROOMS[targetRoom] === undefined || below.includes(targetRoom)) return undefined;
  const allowed = below.length > 0 ? `only ${below.join(', ')}` : 'none of the other rooms';
  return `the page's ${room} imports ${allowed}, not ${targetRoom}: what both need belongs further down`;
}

/**
 * @param {string} from
 * @param {string} target
 * @returns {string | undefined}
 */
function featureViolation(from, target) {
  if (!from.startsWith('src-renderer/')) return undefined;
  const feature = folderUnder('src-renderer/features', target);
  if (feature === undefined || folderUnder('src-renderer/features', from) === feature) return undefined;
  const door = `src-renderer/features/${feature}`;
  if (target === door || target === `${door}/index.ts` || target === `${door}/index`) return undefined;
  return `the feature "${feature}" has one door: import from features/${feature}/index.ts`;
}

/**
 * The name of the folder right under `parent` that holds `path`.
 * @param {string} parent
 * @param {string} path
 * @returns {string | undefined}
 */
function folderUnder(parent, path) {
  if (!path.startsWith(`${parent}/`)) return undefined;
  const rest = path.slice(parent.length + 1);
  const slash = rest.indexOf('/');
  if (slash !== -1) return rest.slice(0, slash);
  // A bare folder name (`../inbox`) is its index.
  return /\.\w+$/.test(rest) || rest === 'host' ? undefined : rest;
}

/** @param {string} path */
function topOf(path) {
  const slash = path.indexOf('/');
  return slash === -1 ? undefined : path.slice(0, slash);
}

/**
 * Where inside the project an import leads, or undefined for a package.
 * @param {string} from
 * @param {string} specifier
 * @returns {string | undefined}
 */
function targetOf(from, specifier) {
  const path = specifier.replace(/[?#][^/]*$/, '');
  if (specifier.startsWith('#shared/')) return `src-shared/${specifier.slice('#shared/'.length)}`;
  if (!path.startsWith('.')) return undefined;
  return posix.normalize(posix.join(posix.dirname(from), path));
}
