// The licence texts of what a build bundles, as one file beside it: they go where the code goes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const LICENCES_FILE = 'licences.txt';

/** The names under which packages carry their licence. */
const NAMES = /^(licen[cs]e|copying|ofl|notice)([.-].*)?$/i;

/**
 * The folder of the package that a module belongs to, or undefined for one of our own.
 * @param {string} id a path, with whatever a bundler puts before and behind it
 */
export function packageFolder(id) {
  const path = id
    .replace(/^\0/, '')
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/');
  const at = path.lastIndexOf('/node_modules/');
  if (at === -1) return undefined;
  const [first = '', second = ''] = path.slice(at + '/node_modules/'.length).split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return name === '' ? undefined : path.slice(0, at) + `/node_modules/${name}`;
}

/**
 * The licences of the packages that modules come from, one after the other. Throws for a package that carries none.
 * @param {Iterable<string>} moduleIds
 */
export function licencesOf(moduleIds) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const id of moduleIds) {
    const folder = packageFolder(id);
    if (folder === undefined || !existsSync(join(folder, 'package.json'))) continue;
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const title = `${name} ${version} (${license ?? 'see below'})`;
    if (texts.has(title)) continue;
    const files = readdirSync(folder).filter((file) => NAMES.test(file));
    const own = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    if (own.length === 0 && typeof license !== 'string')
      throw new Error(`${name} ${version} carries no licence; look in ${dirname(folder)}.`);
    texts.set(title, own.length > 0 ? own.join('\n\n') : `Licensed under ${license}.`);
  }
  const rule = '-'.repeat(72);
  return [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${title}\n${rule}\n${text}\n`)
    .join('\n\n');
}

/**
 * Puts the licences of all that is bundled beside the bundle.
 * @returns {import('vite').Plugin}
 */
export function licences() {
  return {
    name: 'muster-licences',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: LICENCES_FILE, source: licencesOf(this.getModuleIds()) });
    },
  };
}
