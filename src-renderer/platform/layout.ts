import { useSyncExternalStore } from 'react';

/**
 * How many columns there is room for: `phone` has one with a bar at the bottom; `narrow` one beside a slim rail;
 * `medium` a list and a detail beside a slim rail; `wide` all three.
 */
export type Layout = 'phone' | 'narrow' | 'medium' | 'wide';

const QUERIES: readonly (readonly [Layout, string])[] = [
  ['wide', '(min-width: 1200px)'],
  ['medium', '(min-width: 960px)'],
  ['narrow', '(min-width: 700px)'],
];

function layout(): Layout {
  return QUERIES.find(([, query]) => window.matchMedia(query).matches)?.[0] ?? 'phone';
}

function subscribe(changed: () => void): () => void {
  const lists = QUERIES.map(([, query]) => window.matchMedia(query));
  for (const list of lists) list.addEventListener('change', changed);
  return () => {
    for (const list of lists) list.removeEventListener('change', changed);
  };
}

/** The present layout, by the width of the window. */
export function useLayout(): Layout {
  return useSyncExternalStore(subscribe, layout);
}
