import { isAbsolute, relative, sep } from 'node:path';

/** Folders that decide what agents could do with a workspace. All are real paths. */
export interface PrivatePlaces {
  /** Muster's own folder: what decides in a person's name lies in there. */
  readonly dataDir: string;
  /** Every `CODEX_HOME` in use: its configuration says what runs outside of the sandbox. */
  readonly codexHomes: readonly string[];
  /** Folders with keys and sign-ins, by what they hold. */
  readonly credentials: ReadonlyMap<string, string>;
  /** The person's home folder. */
  readonly home: string;
}

/** What a folder would give agents as a workspace: nothing of note, too much, or so much that the person must say so. */
export type Reach =
  | { readonly type: 'usual' }
  | { readonly type: 'refused'; readonly why: string }
  | { readonly type: 'asks'; readonly why: string };

/**
 * What agents could change in `folder` that is not a project's. Inside of a private folder there is no project; one that
 * holds a private folder is taken only by a person who was told. Pure; paths are real ones, compared as `caseless` says.
 */
export function folderReach(folder: string, places: PrivatePlaces, caseless: boolean): Reach {
  const within = (inner: string, outer: string): boolean => isWithin(inner, outer, caseless);
  if (isRoot(folder)) return refused(`${folder} is the whole machine. Choose the folder of a project.`);
  if (within(folder, places.dataDir))
    return refused(
      `${folder} is Muster’s own folder: an agent that writes there could decide in your name. Choose another one.`,
    );
  for (const home of places.codexHomes)
    if (within(folder, home))
      return refused(
        `${folder} belongs to the configuration of Codex (${home}): an agent that writes there decides what runs outside of its sandbox. Choose another one.`,
      );
  for (const [path, what] of places.credentials)
    if (within(folder, path))
      return refused(`${folder} holds ${what}. Agents have no business there: choose another folder.`);
  const held = [
    ...(within(places.dataDir, folder) ? [`Muster’s own folder (${places.dataDir})`] : []),
    ...places.codexHomes
      .filter((home) => within(home, folder))
      .map((home) => `the configuration of Codex (${home})`),
    ...byKind(
      [...places.credentials].filter(([path]) => within(path, folder) && !places.codexHomes.includes(path)),
    ),
  ];
  const isHome = within(places.home, folder);
  if (held.length === 0 && !isHome) return { type: 'usual' };
  const starts = isHome ? ['the files that your shell and your desktop run when they start'] : [];
  const list = [...starts, ...held].join('; ');
  return {
    type: 'asks',
    why: `Agents in ${folder} could change all that is in it: ${list}. Muster’s and Codex’s own folders stay read-only for their commands; the rest does not. Add a project’s folder instead, or add this one knowing that.`,
  };
}

/** One line for each kind: ten profiles of browsers, each told by itself, would hide the keys among them. */
function byKind(places: readonly (readonly [path: string, what: string])[]): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const [path, what] of places) kinds.set(what, [...(kinds.get(what) ?? []), path]);
  return [...kinds].map(([what, [first = '', ...others]]) =>
    others.length === 0 ? `${what} (${first})` : `${what} (${first} and ${others.length} more)`,
  );
}

const refused = (why: string): Reach => ({ type: 'refused', why });

/** Whether a path is a root: `/`, a drive, a share of the network. */
function isRoot(path: string): boolean {
  return path === '/' || /^(?:[a-z]:[\\/]?|\\\\[^\\]+\\[^\\]+\\?)$/i.test(path);
}

/** Whether a path is another one or lies below it. */
export function isWithin(inner: string, outer: string, caseless: boolean): boolean {
  const [from, to] = caseless ? [outer.toLowerCase(), inner.toLowerCase()] : [outer, inner];
  const way = relative(from, to);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
