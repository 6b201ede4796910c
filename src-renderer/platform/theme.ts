import { useEffect } from 'react';
import { useSetting, useToldSetting } from '../connection/index.ts';

const KEY = 'muster.theme';

/** Puts the theme of the settings on the page; `system` follows the system, also while the page is open. */
export function useTheme(): void {
  useThemeOf(useToldSetting('appearance.theme'));
  const zoom = useSetting('appearance.zoom');
  useEffect(() => {
    document.documentElement.style.zoom = zoom === 100 ? '' : String(zoom / 100);
  }, [zoom]);
}

/** The same where no host can be asked: the theme of last time, else the system's. */
export function useKeptTheme(): void {
  useThemeOf(undefined);
}

function useThemeOf(theme: 'system' | 'light' | 'dark' | undefined): void {
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const wanted = theme ?? remembered();
    const apply = (): void => {
      document.documentElement.dataset['theme'] =
        wanted === 'system' ? (dark.matches ? 'dark' : 'light') : wanted;
    };
    apply();
    if (theme !== undefined) remember(theme);
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}

// Kept here as well, so that a reload does not flash in the other theme before the host has answered.
function remembered(): 'system' | 'light' | 'dark' {
  try {
    const known = localStorage.getItem(KEY);
    return known === 'light' || known === 'dark' ? known : 'system';
  } catch {
    return 'system';
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser that keeps nothing only flashes once.
  }
}
