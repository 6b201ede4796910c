import type { Connection } from '../connection/index.ts';

declare global {
  interface Window {
    /** Only with `?bench` in the address: what measurements hold on to. */
    __muster?: {
      readonly client: Connection['client'];
      terminal?: unknown;
      parses?: number;
      growing?: number;
    };
  }
}

let parsed = '';

/** Counts where it is measured that a Markdown text was parsed, and whether it goes on from the one parsed before. */
export function countParse(text: string): void {
  const handle = typeof window === 'undefined' ? undefined : window.__muster;
  if (handle === undefined) return;
  handle.parses = (handle.parses ?? 0) + 1;
  if (parsed !== '' && text.startsWith(parsed)) handle.growing = (handle.growing ?? 0) + 1;
  parsed = text;
}
