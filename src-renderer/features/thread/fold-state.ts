import { useCallback } from 'react';
import { setUi, useUi } from '../../platform/ui-store.ts';

/** Folds that are remembered. */
const REMEMBERED = 2000;

/** Whether something is open: as the person left it, else as it begins. */
export function useFold(
  key: string,
  initial: boolean,
): readonly [open: boolean, set: (open: boolean) => void] {
  const chosen = useUi(({ folds }) => folds.get(key));
  const set = useCallback(
    (open: boolean) =>
      setUi(({ folds }) => {
        const next = new Map(folds);
        next.delete(key);
        next.set(key, open);
        const [oldest] = next.keys();
        if (next.size > REMEMBERED && oldest !== undefined) next.delete(oldest);
        return { folds: next };
      }),
    [key],
  );
  return [chosen ?? initial, set];
}
