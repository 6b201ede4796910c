/** What a command does that a person should see at once, with the words that say so. */
export interface Risk {
  readonly text: string;
  readonly words: string;
}

const RISKS: readonly (readonly [text: string, pattern: RegExp])[] = [
  [
    'deletes',
    /(?<![\w.-])rm(?=\s|$)(?:\s+-\S+)*|(?<![\w.-])(?:rmdir|unlink|truncate)\s+\S+|\bdd\s+[^;|&]*\bof=\S+|\bmkfs\S*|\bfind\b[^;|&]*-delete\b|\bshred\s+\S+|(?<![\w.-])del\s+\S+|\bRemove-Item\b/,
  ],
  ['acts as administrator', /\b(?:sudo|doas)\b/],
  [
    'rewrites history',
    /\bgit\s+(?:-C\s+\S+\s+)?(?:reset\s+--hard|rebase\b|commit\s+[^;|&]*--amend|filter-branch\b)|\bgit\s+push\s+[^;|&]*(?:--force\b|--force-with-lease|-f\b)/,
  ],
  ['throws changes away', /\bgit\s+(?:clean\b|checkout\s+--|restore\b|stash\s+(?:drop|clear))/],
  [
    'publishes',
    /\bgit\s+push\b|\b(?:npm|pnpm|yarn|cargo|twine)\s+publish\b|\bgh\s+(?:pr|release)\s+create\b|\bdocker\s+push\b/,
  ],
  ['network', /\b(?:curl|wget|ssh|scp|sftp|rsync|ftp|telnet|nc)\b|\bgit\s+(?:clone|fetch|pull)\b/],
  [
    'installs',
    /\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|add|ci)\b|\bnpx\b|\bpip3?\s+install\b|\b(?:apt|apt-get|brew|dnf|gem|go|cargo)\s+install\b/,
  ],
  ['changes permissions', /\bch(?:mod|own|grp)\s+\S+/],
  ['ends processes', /\b(?:kill|pkill|killall)\s+\S+/],
  ['reaches above its folder', /(?:^|[\s='"(])\.\.(?:\/\S*|(?=[\s'")]|$))/],
];

/**
 * Names what a command does that matters, by its words alone. It is a hint for the eye, never a decision: a command
 * without a risk here is not a harmless one.
 */
export function risksOf(command: string): readonly Risk[] {
  return RISKS.flatMap(([text, pattern]) => {
    const found = pattern.exec(command);
    return found === null ? [] : [{ text, words: found[0].trim().slice(0, 80) }];
  });
}

/** Programs and devices that commands name all the time, and that say nothing about what is reached. */
const HARMLESS = /^\/(?:usr\/(?:local\/)?)?s?bin\/|^\/dev\/(?:null|stdin|stdout|stderr|tty)$|^\/+$/;
const MOST_PATHS = 3;

/** Absolute paths, and such below the home folder, that a command names and that are not in the workspace. */
export function pathsOutside(command: string, workspacePath: string | null): readonly string[] {
  const found = new Set<string>();
  for (const [, path = ''] of command.matchAll(
    /(?:^|[\s='"(<>:])((?:~|\$HOME|\/)(?:\/?[^\s'"`;|&<>()]+)?)/g,
  )) {
    if (!/^(?:~|\$HOME)(?:\/|$)|^\/[^/]/.test(path) || HARMLESS.test(path)) continue;
    const inside = workspacePath !== null && (path === workspacePath || path.startsWith(`${workspacePath}/`));
    if (!inside || path.split('/').includes('..')) found.add(path);
  }
  return [...found].slice(0, MOST_PATHS);
}
