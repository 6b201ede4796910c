/** Longest slug of a prompt: enough to tell threads apart in a list of branches. */
const SLUG_LENGTH = 40;
/** Names that Windows keeps for devices. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Words of a prompt as part of a branch or folder name: lower case, joined by hyphens, cut between words. */
export function slug(text: string, longest = SLUG_LENGTH): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  let joined = '';
  for (const word of words) {
    if (joined !== '' && joined.length + 1 + word.length > longest) break;
    joined = joined === '' ? word : `${joined}-${word}`;
  }
  const cut = Array.from(joined).slice(0, longest).join('');
  return cut === '' || RESERVED.test(cut) ? `thread${cut === '' ? '' : `-${cut}`}` : cut;
}

/** A branch name from the setting's template: `{title}` is a slug of the prompt, `{date}` the day. */
export function branchName(template: string, prompt: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const title = slug(prompt.trim().split('\n')[0] ?? '');
  const name = template.replaceAll('{title}', title).replaceAll('{date}', date);
  return sayable(name) || `muster/${title}`;
}

/** What is left of a text that git takes as the name of a branch; it may be empty. */
export function sayable(name: string): string {
  return (
    name
      // oxlint-disable-next-line no-control-regex -- which git refuses in a name
      .replace(/[\u0000-\u0020\u007f~^:?*[\]\\]+/g, '-')
      .replaceAll('@{', '-')
      .replace(/\.{2,}/g, '.')
      .split('/')
      .map((part) => part.replace(/^[-.]+/, '').replace(/(\.lock|[-.])+$/, ''))
      .filter((part) => part !== '' && part !== '@')
      .join('/')
  );
}

/**
 * A name that is free: the wanted one, or the same with a number. Letter case does not tell names apart, for not every
 * file system does; and no name may lie inside another, as `a/b` in `a`.
 */
export function freeName(wanted: string, taken: readonly string[]): string {
  const known = taken.map((name) => name.toLowerCase());
  const clashes = (name: string): boolean => {
    const low = name.toLowerCase();
    return known.some((other) => other === low || other.startsWith(`${low}/`) || low.startsWith(`${other}/`));
  };
  const parts = wanted.split('/');
  const inside = parts.slice(1).some((_, at) =>
    known.includes(
      parts
        .slice(0, at + 1)
        .join('/')
        .toLowerCase(),
    ),
  );
  const base = inside ? parts.join('-') : wanted;
  if (!clashes(base)) return base;
  for (let number = 2; ; number += 1) if (!clashes(`${base}-${number}`)) return `${base}-${number}`;
}
