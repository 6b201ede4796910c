import { mask, maskAll, MASK } from './mask.ts';

/** What is nobody else's business besides secrets; for texts that are meant to be handed to others. */
const RULES: readonly (readonly [RegExp, string])[] = [
  // A word that no person would write, wherever it stands: in a log a file's name is worth less than a secret.
  [/(?<![\w+=-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{32,}/g, MASK],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+/g, '[address]'],
  // Home folders name the person: of anybody, on every system, also escaped as in JSON.
  [/(?:\/home\/|\/Users\/|[A-Za-z]:[\\/]+Users[\\/]+)[^\s/\\"':;,)\]}]+/g, '~'],
];

/**
 * A text without what must not leave the machine: secrets masked, and beyond those addresses of people and the home
 * folders of users. `homes` are further folders to write as `~`, such as one outside of the usual places. It removes too
 * much rather than too little.
 */
export function redact(text: string, homes: readonly string[] = []): string {
  let clean = text;
  for (const home of homes) {
    if (home.length < 2) continue;
    clean = clean.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~');
  }
  clean = mask(clean);
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean;
}

/** The same for every text inside a value of JSON's kinds; a property whose name says so is masked whole. */
export function redactAll<T>(value: T, homes: readonly string[] = []): T {
  return maskAll(value, (text) => redact(text, homes));
}
