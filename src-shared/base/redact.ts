/** What stands in place of something that was taken out. */
export const REMOVED = '[removed]';

/** Words in the name of a variable, option, header or property that say its value is a secret. */
const SECRET_NAME =
  'api[_-]?key|access[_-]?key|private[_-]?key|auth(?:orization)?|bearer|client[_-]?secret|cookie|credential|' +
  'pass(?:word|wd|phrase|code)|pwd|secret|session[_-]?id|signature|token';

/** Replacements in their order: whole blocks first, so that a part of one is never met alone. */
const RULES: readonly (readonly [RegExp, string | ((...match: string[]) => string)])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g, REMOVED],
  // A whole header: what follows its name is not for others, up to the end of the line.
  [/\b((?:set-)?cookie|(?:proxy-)?authorization|x-api-key)(["']?\s*:\s*)[^\r\n]+/gi, `$1$2${REMOVED}`],
  [/\b(bearer|basic|digest)\s+[\w.~+/=-]{6,}/gi, `$1 ${REMOVED}`],
  // JSON web tokens, and keys that tell by their beginning whose they are.
  [/\beyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g, REMOVED],
  [/\b(?:sk|rk|pk)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9_-]{8,}/g, REMOVED],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|npm_|hf_|xox[a-z]-|xapp-|pypi-|dop_v1_|SG\.)[\w.-]{8,}/g, REMOVED],
  [/\bAIza[\w-]{20,}/g, REMOVED],
  [/\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{12,}/g, REMOVED],
  // Who signs in by an address: scheme://name:password@host, and scheme://token@host.
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@"'<>]+@/gi, `$1${REMOVED}@`],
  // An option of a command line with its value behind a space.
  [
    new RegExp(`(\\s--?[\\w-]*(?:${SECRET_NAME}|key)[\\w-]*\\s+)(?!--?\\w)("[^"]*"|'[^']*'|\\S+)`, 'gi'),
    `$1${REMOVED}`,
  ],
  // name=value and "name": "value", in shells, queries, JSON, TOML.
  [
    new RegExp(
      `([\\w.-]*(?:${SECRET_NAME})[\\w.-]*\\\\*["']?\\s*(?:=|:)\\s*)` +
        `(\\[removed\\]|\\\\+"[^"]*"?|"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[^\\s,;&"'}\\])]+)`,
      'gi',
    ),
    (whole, before, value) => (isHarmless(before ?? '', value ?? '') ? (whole ?? '') : `${before}${REMOVED}`),
  ],
  // A word that no person would write: long, and of all kinds of characters.
  [/(?<![\w+=-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{32,}/g, REMOVED],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[address]'],
  // Whose machine it is: the home folder of anybody, on every system, also escaped as in JSON.
  [/(?:\/home\/|\/Users\/|[A-Za-z]:[\\/]+Users[\\/]+)[^\s/\\"':;,)\]}]+/g, '~'],
];

/** Counts of a model's tokens, switches and empty values are what diagnostics are for. */
function isHarmless(name: string, value: string): boolean {
  const bare = value.replace(/^\\*["']|\\*["']$/g, '');
  if (bare === '' || bare === REMOVED || /^(?:true|false|null|undefined)$/i.test(bare)) return true;
  return /token/i.test(name) && /^\d{1,9}$/.test(bare) && !/["']/.test(value);
}

/**
 * A text without what must not leave the machine: keys, tokens, passwords, private keys, addresses of people and the
 * home folders of users. `homes` are further folders to write as `~`, such as one outside of the usual places.
 * It removes too much rather than too little.
 */
export function redact(text: string, homes: readonly string[] = []): string {
  let clean = text;
  for (const home of homes) {
    if (home.length < 2) continue;
    clean = clean.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~');
  }
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement as string);
  return clean;
}

const SECRET_KEY = new RegExp(`(?:${SECRET_NAME})$`, 'i');

/** The same for every text inside a value of JSON's kinds; a property whose name says so loses its text whole. */
export function redactAll<T>(value: T, homes: readonly string[] = []): T {
  return walk(value, homes) as T;
}

function walk(value: unknown, homes: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, homes);
  if (Array.isArray(value)) return value.map((entry) => walk(entry, homes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      redact(name, homes),
      SECRET_KEY.test(name) && typeof entry === 'string' && entry !== '' ? REMOVED : walk(entry, homes),
    ]),
  );
}
