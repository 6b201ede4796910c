import type { PermissionPart } from '#shared/model/approval/approval.ts';
import { RISKS, type Reading } from '#shared/model/command/reading.ts';
import { plural, relativePath } from '../../ui/format.ts';
import type { Tone } from '../../ui/state-words.ts';
import { textWarnings } from '../../ui/visible-text.ts';

/** Something that a request touches, as far as the request itself says so: amber where it matters. */
export interface Pill {
  readonly text: string;
  readonly tone: Tone | undefined;
  readonly title?: string;
  /** The words of the request that made it so. */
  readonly code?: string;
}

/** What in a text deceives the eye. */
export function textPills(text: string): Pill[] {
  const found: Pill[] = [];
  const { hidden, reordering, lookalikes } = textWarnings(text);
  if (hidden > 0)
    found.push({
      text: plural(hidden, 'hidden character'),
      tone: 'needs',
      title: 'Shown as marks in the text',
    });
  if (reordering) found.push({ text: 'text that changes direction', tone: 'failed' });
  if (lookalikes)
    found.push({
      text: 'look-alike letters',
      tone: 'failed',
      title: 'Letters of another alphabet inside a Latin word',
    });
  return found;
}

/** Where it runs. */
export function folderPills(cwd: string | null, home: string | null): Pill[] {
  if (cwd === null) return [];
  if (home === null || relativePath(cwd, home) === cwd)
    return [{ text: `runs in ${cwd}`, tone: home === null ? undefined : 'needs' }];
  const text = cwd === home ? 'runs in the thread’s folder' : `runs in ${relativePath(cwd, home)}/`;
  return [{ text, tone: undefined, title: cwd }];
}

/** What a command does, each risk with the words that make it so; those of one kind together. */
export function riskPills(reading: Reading | null): Pill[] {
  if (reading === null) return [];
  const kinds = [...new Set(reading.risks.map(({ kind }) => kind))];
  const found: Pill[] = kinds.map((kind) => {
    const words = reading.risks.flatMap((risk) =>
      risk.kind === kind
        ? [reading.text.slice(risk.from, risk.to).replaceAll(/\s+/g, ' ').slice(0, LONGEST_WORDS)]
        : [],
    );
    const text = RISKS[kind];
    return { text, tone: 'needs', code: words.join(', '), title: `${text}: ${words.join(', ')}` };
  });
  if (reading.unread !== null)
    found.push({ text: 'not read in full', tone: 'needs', title: `Not read in full: ${reading.unread}.` });
  return found;
}

/** Characters of a risk's words that a pill shows; the text above has them all. */
const LONGEST_WORDS = 80;

/** Pills for the permissions that reach outside. */
export function partPills(parts: readonly PermissionPart[], home: string | null): Pill[] {
  return parts.flatMap(({ access, what }): Pill[] => {
    if (access === 'network') return [{ text: 'network', tone: 'needs' }];
    if (access !== 'write' || !isOutside(what, home)) return [];
    return [{ text: RISKS.writesOutside, tone: 'needs', code: what, title: what }];
  });
}

/** Whether a path leads out of a folder. */
export function isOutside(path: string, home: string | null): boolean {
  if (home === null) return false;
  if (!/^([\\/]|[A-Za-z]:)/.test(path)) return /(^|[\\/])\.\.([\\/]|$)/.test(path);
  return relativePath(path, home) === path || /(^|[\\/])\.\.([\\/]|$)/.test(path);
}
