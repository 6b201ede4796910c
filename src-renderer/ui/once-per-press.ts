import type { KeyboardEvent } from 'react';

/** For buttons that decide: a held Enter or space would repeat the click of the one that has the focus. */
export function oncePerPress(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
}
