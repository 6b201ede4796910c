/** The languages whose code is coloured: by the id of the grammar, its name, and what else people call it. */
const LANGUAGES = {
  bat: ['Batch', 'batch', 'cmd'],
  c: ['C', 'h'],
  clojure: ['Clojure', 'clj'],
  cmake: ['CMake'],
  cpp: ['C++', 'c++', 'cc', 'cxx', 'hpp'],
  csharp: ['C#', 'cs', 'c#'],
  css: ['CSS'],
  dart: ['Dart'],
  docker: ['Dockerfile', 'dockerfile'],
  elixir: ['Elixir', 'ex', 'exs'],
  erlang: ['Erlang', 'erl'],
  go: ['Go', 'golang'],
  graphql: ['GraphQL', 'gql'],
  haskell: ['Haskell', 'hs'],
  hcl: ['HCL', 'tf', 'terraform'],
  html: ['HTML', 'htm'],
  ini: ['INI', 'properties', 'conf', 'cfg', 'env', 'dotenv'],
  java: ['Java'],
  javascript: ['JavaScript', 'js', 'mjs', 'cjs'],
  json: ['JSON', 'json5'],
  jsonc: ['JSON with comments'],
  jsx: ['JSX'],
  kotlin: ['Kotlin', 'kt', 'kts'],
  less: ['Less'],
  lua: ['Lua'],
  make: ['Makefile', 'makefile', 'mk'],
  markdown: ['Markdown', 'md', 'mdx'],
  nix: ['Nix'],
  perl: ['Perl', 'pl'],
  php: ['PHP'],
  powershell: ['PowerShell', 'ps1', 'pwsh'],
  proto: ['Protocol Buffers', 'protobuf'],
  python: ['Python', 'py', 'python3'],
  r: ['R'],
  ruby: ['Ruby', 'rb'],
  rust: ['Rust', 'rs'],
  scala: ['Scala'],
  scss: ['SCSS', 'sass'],
  shellscript: ['Shell', 'sh', 'bash', 'zsh', 'shell', 'fish'],
  shellsession: ['Shell session', 'console', 'sh-session', 'terminal'],
  sql: ['SQL', 'postgresql', 'mysql', 'sqlite', 'plpgsql'],
  svelte: ['Svelte'],
  swift: ['Swift'],
  toml: ['TOML'],
  tsx: ['TSX'],
  typescript: ['TypeScript', 'ts', 'mts', 'cts'],
  vue: ['Vue'],
  xml: ['XML', 'svg', 'xsl', 'plist'],
  yaml: ['YAML', 'yml'],
  zig: ['Zig'],
} as const satisfies Readonly<Record<string, readonly [name: string, ...aliases: string[]]>>;

/** A grammar that there is. */
export type Grammar = keyof typeof LANGUAGES;

export interface Language {
  /** Null where it is not coloured. */
  readonly grammar: Grammar | null;
  /** What it is called in the head of a block; empty where nothing was said. */
  readonly name: string;
}

const BY_ALIAS = new Map<string, Language>(
  (Object.keys(LANGUAGES) as Grammar[]).flatMap((grammar) => {
    const [name, ...aliases] = LANGUAGES[grammar] as readonly [string, ...string[]];
    return [grammar, ...aliases].map((alias) => [alias, { grammar, name }] as const);
  }),
);
const WITHOUT_COLOUR: Readonly<Record<string, string>> = {
  diff: 'Diff',
  patch: 'Diff',
  text: '',
  txt: '',
  plaintext: '',
  plain: '',
};

/** The language that somebody names, as behind a fence: one that is not known keeps its name and has no colours. */
export function languageOf(said: string): Language {
  const key = said.toLowerCase();
  return BY_ALIAS.get(key) ?? { grammar: null, name: WITHOUT_COLOUR[key] ?? said.slice(0, 40) };
}

/** The language of a file by its name. */
export function languageOfFile(path: string): Language {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
  if (name === 'dockerfile' || name === 'makefile') return languageOf(name);
  const dot = name.lastIndexOf('.');
  return dot === -1 ? { grammar: null, name: '' } : (BY_ALIAS.get(name.slice(dot + 1)) ?? languageOf(''));
}
