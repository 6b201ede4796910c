import type { Skill } from '#shared/contract/calls/writing.ts';
import type { FoundFile } from '#shared/model/files/file-search.ts';
import { fields, list, short, type Fields } from './wire.ts';

/** Files shown of a search at most; Codex tells of 50 (0.171.0). */
const MOST_FILES = 100;
const MOST_SKILLS = 1000;

/** The files of `fuzzyFileSearch/sessionUpdated`, best first. What is no file of its shape is left out. */
export function readFoundFiles(params: Fields): readonly FoundFile[] {
  return list(params, 'files')
    .slice(0, MOST_FILES)
    .flatMap((raw) => {
      const { path, match_type: kind, indices } = fields(raw, 'file');
      if (typeof path !== 'string' || path === '') return [];
      const fits = Array.isArray(indices) ? indices.filter((at): at is number => Number.isInteger(at)) : [];
      return [{ path, folder: kind === 'directory', fits: fits.slice(0, 200) }];
    });
}

/** The skills of `skills/list` that are switched on, each once. */
export function readSkills(answer: unknown): readonly Skill[] {
  const skills = list(fields(answer, 'skills/list'), 'data').flatMap((entry) =>
    list(fields(entry, 'entry'), 'skills'),
  );
  const byPath = new Map<string, Skill>();
  for (const raw of skills.slice(0, MOST_SKILLS)) {
    const { name, description, shortDescription, path, enabled } = fields(raw, 'skill');
    if (typeof name !== 'string' || typeof path !== 'string' || enabled === false) continue;
    const words = [shortDescription, description].find((one) => typeof one === 'string' && one !== '');
    byPath.set(path, { name: short(name), description: short(typeof words === 'string' ? words : ''), path });
  }
  return [...byPath.values()];
}
