import { useEffect } from 'react';
import { setUi, useUi } from '../../platform/ui-store.ts';

/** Longer than this out of sight is being away, ms. */
const AWAY_MS = 5 * 60_000;

/**
 * Notes when the person last looked at the page, and, when they come back from being away, since when they were. Mounted
 * once.
 */
export function useLastSeen(): void {
  useEffect(() => {
    const came = (): void => {
      const { lastSeen } = useUi.getState();
      if (Date.now() - lastSeen > AWAY_MS) setUi({ awaySince: lastSeen });
      setUi({ lastSeen: Date.now() });
    };
    const left = (): void => {
      setUi({ lastSeen: Date.now() });
    };
    const changed = (): void => (document.visibilityState === 'visible' ? came() : left());
    came();
    window.addEventListener('focus', came);
    window.addEventListener('blur', left);
    document.addEventListener('visibilitychange', changed);
    return () => {
      left();
      window.removeEventListener('focus', came);
      window.removeEventListener('blur', left);
      document.removeEventListener('visibilitychange', changed);
    };
  }, []);
}
