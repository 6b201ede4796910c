import type { HostFrame } from '#shared/contract/frames.ts';

const KINDS: ReadonlySet<unknown> = new Set(['welcome', 'refused', 'result', 'failed', 'batch']);

/** Takes one frame of the host off the wire; undefined for anything that is none. */
export function hostFrame(data: unknown): HostFrame | undefined {
  if (typeof data !== 'object' || data === null || !KINDS.has((data as { t?: unknown }).t)) return undefined;
  return data as HostFrame;
}

/** The same for a text frame of a socket. */
export function hostFrameOfText(text: unknown): HostFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return hostFrame(JSON.parse(text));
  } catch {
    return undefined;
  }
}
