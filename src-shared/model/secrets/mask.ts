/** What stands in place of the rest of a secret. */
export const MASK = '•••';

/** A value that was masked already, and nothing else. */
const MASKED = /^["']?[^\s"'•]{0,11}•••["']?$/;

/** Parts of a name that say its value is a password: masked whatever it looks like. */
const PASSWORD = /^(?:pass|passwd|password|passphrase|passcode|pwd|pgpassword|pgpass)$/;
/** Parts that say it may be a secret: masked where it does not read like prose or code. */
const SECRET =
  /^(?:secret|secrets|token|tokens|apikey|auth|authtoken|authorization|bearer|cookie|credential|credentials|signature|sig)$/;
/** Before `key` these make it a secret one; a plain `key` is a column, a file or a shortcut. */
const KEY_OF =
  /^(?:api|access|private|secret|account|master|encryption|signing|license|service|subscription)$/;

/**
 * The same parts anywhere in a name: only such names are looked at closely. A name is met once, from its beginning, and
 * everything that repeats has a bound or an end that nothing else of it takes: a text of an agent must not cost more than
 * its length.
 */
const CANDIDATE = 'pass|pwd|secret|token|api[_-]?key|key|auth|bearer|cookie|credential|sig|session[_-]?id';

type Replace = (whole: string, ...groups: (string | undefined)[]) => string;
type Rule = readonly [pattern: RegExp, replace: Replace];

/** In their order: whole blocks first, so that a part of one is never met alone. */
const RULES: readonly Rule[] = [
  [
    /(-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----)([\s\S]*?)(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
    (_, begin = '', __, end = '') => `${begin}${MASK}${end}`,
  ],
  // A whole header: what follows its name is not for others, to the end of the line or of the quotes around it.
  [
    /\b((?:set-)?cookie|(?:proxy-)?authorization|x-api-key|x-auth-token|private-token)(\\*["']?\s*:\s*\\*["']?)((?:(?:bearer|basic|digest|token)\s+)?)([^\r\n"'\\]+)/gi,
    (whole, name = '', between = '', scheme = '', value = '') =>
      isReference(value) || MASKED.test(value.trim()) ? whole : `${name}${between}${scheme}${part(value)}`,
  ],
  [
    /\b((?:bearer|basic|digest)\s+)([\w.~+/=-]{6,})/gi,
    (whole, scheme = '', value = '') =>
      // `basic authentication` is a word, `basic dXNlcjpwYXNz` is none.
      /^[a-z]+$/i.test(value) && value.length < 16 && !/[a-z][A-Z]/.test(value)
        ? whole
        : `${scheme}${part(value)}`,
  ],
  // JSON web tokens, and keys that tell by their beginning whose they are: that beginning is known to all, and stays.
  [/\b(eyJ)[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?/g, (_, known = '') => `${known}${MASK}`],
  [
    /\b((?:sk|rk|pk)[-_](?:(?:ant|proj|live|test|or|svcacct|admin)[-_])*)([A-Za-z0-9_-]{16,})/g,
    (whole, known = '', value = '') => (isWords(value) ? whole : `${known}${MASK}`),
  ],
  [
    /\b(gh[pousr]_|github_pat_|glpat-|npm_|hf_|xox[a-z]-|xapp-|pypi-|dop_v1_|hvs\.|SG\.|shpat_|sq0[a-z]{3}-|AIza|AGE-SECRET-KEY-)([\w.-]{8,})/g,
    (whole, known = '', value = '') => (known === 'npm_' && isWords(value) ? whole : `${known}${MASK}`),
  ],
  [/\b(AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{12,}/g, (_, known = '') => `${known}${MASK}`],
  // Incoming webhooks: whoever has the address may write there.
  [
    /(https:\/\/(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]{8,}/g,
    (_, address = '') => `${address}${MASK}`,
  ],
  // Credentials in an address: scheme://name:password@host keeps the name, scheme://token@host keeps nothing.
  [
    /\b([a-z][a-z0-9+.-]{0,20}:\/\/)([^\s/@:"'<>]{0,1000})(:[^\s/@"'<>]{0,1000})?@/gi,
    (whole, scheme = '', name = '', password) => {
      if (password === undefined) {
        // git@host over ssh and the like are users, not secrets.
        return /^(?:ssh|git|sftp|rsync)/i.test(scheme) ||
          isReference(name) ||
          MASKED.test(name) ||
          name === 'git'
          ? whole
          : `${scheme}${part(name)}@`;
      }
      if (isReference(password.slice(1)) || MASKED.test(password.slice(1))) return whole;
      return `${scheme}${name}:${MASK}@`;
    },
  ],
  // Programs that take a password by a letter.
  [
    /(\b(?:curl|wget|http)\b[^\n|;&]{0,1000}?\s(?:-u|--user|--proxy-user)[ =]?["']?[^\s:"']+:)([^\s"']+)/g,
    (whole, before = '', value = '') =>
      isReference(value) || MASKED.test(value) ? whole : `${before}${MASK}`,
  ],
  [
    /(\b(?:mysql|mysqldump|mariadb)\b[^\n|;&]{0,1000}?\s-p)(?=\S)(["']?[^\s]+)/g,
    (whole, before = '', value = '') =>
      isReference(value) || MASKED.test(value) ? whole : `${before}${MASK}`,
  ],
  [
    /(\b(?:sshpass\s|(?:docker|podman|helm|oc|az|npm)\s+(?:registry\s+)?login\b[^\n|;&]{0,1000}?\s)-p\s*)(\S+)/g,
    (whole, before = '', value = '') =>
      isReference(value) || MASKED.test(value) ? whole : `${before}${MASK}`,
  ],
  [
    /(\bredis-cli\b[^\n|;&]{0,1000}?\s-a\s+)(\S+)/g,
    (whole, before = '', value = '') =>
      isReference(value) || MASKED.test(value) ? whole : `${before}${MASK}`,
  ],
  // An option of a command line with its value behind a space.
  [
    new RegExp(
      `((?<=\\s)--?)(?=[\\w-]{0,100}?(?:${CANDIDATE}))([\\w-]{1,200})(\\s+)(?!--?\\w|[<>])("[^"]*"|'[^']*'|[^\\s;|&]+)`,
      'gi',
    ),
    (whole, dashes = '', name = '', space = '', value = '') =>
      isSecretName(name) && !isHarmless(name, value, 'option')
        ? `${dashes}${name}${space}${part(value)}`
        : whole,
  ],
  // name=value and "name": "value", in shells, queries, JSON, TOML.
  [
    new RegExp(
      `(?<![\\w.-])(?=[\\w.-]{0,100}?(?:${CANDIDATE}))([\\w.-]{1,200})(\\\\*["']?\\s*(?:=|:)\\s*)` +
        `(\\\\+"[^"\\\\]*(?:\\\\+")?|"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|\\$\\([^)]*\\)|[^\\s,;&|"'}\\])]+)`,
      'gi',
    ),
    (whole, name = '', between = '', value = '') => {
      const how = /["']/.test(value) ? 'quoted' : /^=$/.test(between) ? 'assigned' : 'loose';
      return isSecretName(name) && !isHarmless(name, value, how) ? `${name}${between}${part(value)}` : whole;
    },
  ],
  // A word that no person would write: long, and of all kinds of characters. Not a part of a path or of a file's name,
  // nor the checksum of a package.
  [
    /(?<![\w+./-])(?!sha(?:256|384|512)-)(?=[\w+-]*[a-z])(?=[\w+-]*[A-Z])(?=\d*(?:[A-Za-z_+-]+\d+){3})[\w+-]{32,}(?![\w./-])/g,
    (whole) => part(whole),
  ],
];

/** What is left to recognise a secret by: two characters of a long one, none of a short one. Quotes stay. */
function part(value: string): string {
  const bare = value.replace(/^\\*["']|\\*["']$/g, '');
  const [open = ''] = /^\\*["']/.exec(value) ?? [];
  const [close = ''] = value.length > open.length ? (/\\*["']$/.exec(value) ?? []) : [];
  return `${open}${bare.length >= 12 && /^[\w-]{2}/.test(bare) ? bare.slice(0, 2) : ''}${MASK}${close}`;
}

/** Words with hyphens between them, as packages and variables are called; no key is. */
function isWords(value: string): boolean {
  return /^[a-z]{1,15}(?:[-_][a-z]{1,15})+$/.test(value);
}

/** Whether the parts of a name, `dbPassword` and `DB_PASSWORD` alike, say that its value is secret. */
function isSecretName(name: string): boolean {
  const parts = partsOf(name);
  return parts.some(
    (one, at) =>
      PASSWORD.test(one) ||
      SECRET.test(one) ||
      (one === 'key' && KEY_OF.test(parts[at - 1] ?? '')) ||
      (one === 'id' && parts[at - 1] === 'session'),
  );
}

function partsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.-]+/)
    .filter((one) => one !== '');
}

/** A variable or a command that gives the secret: it is not written there. */
function isReference(value: string): boolean {
  const bare = value.trim().replace(/^\\*["']|\\*["']$/g, '');
  return /^(?:\$\{?\w+\}?|\$\{\{[^}]*\}\}|\$\([^)]*\)?|`[^`]*`|%\w+%|<[\w -]+>|\*+|@\S+)$/.test(bare);
}

/** Values that are none: switches, counts, kinds, references, files; and prose or code behind a name in passing. */
function isHarmless(name: string, value: string, how: 'option' | 'assigned' | 'quoted' | 'loose'): boolean {
  const bare = value.replace(/^\\*["']|\\*["']$/g, '');
  if (bare === '' || MASKED.test(value) || isReference(value)) return true;
  if (
    /^(?:true|false|yes|no|on|off|null|nil|none|undefined|string|str|number|boolean|bool|any|required|optional)$/i.test(
      bare,
    )
  )
    return true;
  // The quote was one that closed: what follows is the rest of the command.
  if (how === 'quoted' && /^\s/.test(bare)) return true;
  const parts = partsOf(name);
  if (parts.some((one) => PASSWORD.test(one))) {
    // `passwordFile=/run/secrets/db` names where it is; `user.password` and `hash(password)` are code.
    return isFile(bare, parts) || (how === 'loose' && /^[A-Za-z_$][\w$]*(?:\(|\.[A-Za-z_$])/.test(bare));
  }
  if (/^\d{1,9}$/.test(bare) && how !== 'quoted') return true;
  if (isFile(bare, parts)) return true;
  // Words that count or limit tokens, or name their kind, are no secrets.
  if (
    parts.some((one) =>
      /^(?:limit|max|count|total|type|name|length|size|budget|used|url|uri|endpoint)$/.test(one),
    )
  )
    return true;
  const letters = /^[A-Za-z][a-z]*(?:[-_ ][a-z]+)*$/.test(bare);
  if (how === 'loose')
    return bare.length < 6 || letters || (!/\d/.test(bare) && bare.length < 20) || /[(.]$|\(/.test(bare);
  if (parts.some((one) => /^(?:auth|sig|signature)$/.test(one))) return letters || bare.length < 6;
  return false;
}

function isFile(value: string, parts: readonly string[]): boolean {
  return (
    parts.some((one) => /^(?:file|path|dir|stdin)$/.test(one)) ||
    /^(?:~|\.{1,2})?\//.test(value) ||
    /\.(?:pem|key|pub|crt|json|ya?ml|txt|env|toml|[jt]sx?|py|go|rs|md)$/i.test(value)
  );
}

/**
 * A text with what looks like a secret masked: keys, tokens, passwords, private keys. Enough stays to know which it was,
 * and what is no secret stays as it is: hashes of commits, ids, paths, references to variables. Masking twice changes
 * nothing more.
 */
export function mask(text: string): string {
  let clean = text;
  for (const [pattern, replace] of RULES) clean = clean.replace(pattern, replace);
  return clean;
}

/** The same for every text inside a value of JSON's kinds; a property whose name says so is masked whole. */
export function maskAll<T>(value: T, clean: (text: string) => string = mask): T {
  return walk(value, clean) as T;
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((entry) => walk(entry, clean));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      clean(name),
      typeof entry === 'string' &&
      entry !== '' &&
      isSecretName(name) &&
      !MASKED.test(entry) &&
      !isReference(entry)
        ? part(entry)
        : walk(entry, clean),
    ]),
  );
}
