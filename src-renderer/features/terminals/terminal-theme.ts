import type { ITheme } from '@xterm/xterm';

const NAMES = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'brightBlack',
  'brightRed',
  'brightGreen',
  'brightYellow',
  'brightBlue',
  'brightMagenta',
  'brightCyan',
  'brightWhite',
] as const;

/** The colours of a terminal as the page's tokens have them at present. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const theme: ITheme = {
    background: token('bg'),
    foreground: token('text'),
    cursor: token('accent'),
    cursorAccent: token('bg'),
    selectionBackground: token('term-selection'),
    selectionInactiveBackground: token('term-selection'),
    scrollbarSliderBackground: token('line-strong'),
    scrollbarSliderHoverBackground: token('text-3'),
    scrollbarSliderActiveBackground: token('text-3'),
  };
  for (const name of NAMES)
    theme[name] = token(`term-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`);
  return theme;
}

/** Calls `changed` whenever the page's theme does, until the returned function is called. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
