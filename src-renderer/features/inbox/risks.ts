/** What a command does that a person should see at once, with the words that say so. */
export interface Risk {
  readonly text: string;
  readonly words: string;
}

const RISKS: readonly (readonly [text: string, pattern: RegExp])[] = [
  ['deletes', /\brm\s+\S+|\brmdir\s+\S+|\bfind\b[^;|&]*-delete\b|\bshred\s+\S+|\bdel\s+\S+|\bRemove-Item\b/],
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
  ['network', /\b(?:curl|wget|ssh|scp|rsync|ftp|telnet)\b|\bgit\s+(?:clone|fetch|pull)\b/],
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
