import type { Results } from '#shared/contract/requests.ts';

export type ExportFormat = 'csv' | 'jsonl';

type Part = Results['journal/export'];

/**
 * Asks for all parts of an export, one after the other. Rejects when it was stopped, or as `ask` does; then nothing was
 * written.
 */
export async function collectExport(
  ask: (cursor: number | null) => Promise<Part>,
  signal: AbortSignal,
  progress: (lines: number) => void,
): Promise<{ readonly parts: readonly string[]; readonly lines: number }> {
  const parts: string[] = [];
  let lines = 0;
  let cursor: number | null = null;
  do {
    signal.throwIfAborted();
    const part: Part = await ask(cursor);
    signal.throwIfAborted();
    parts.push(part.text);
    lines += part.lines;
    cursor = part.cursor;
    progress(lines);
  } while (cursor !== null);
  return { parts, lines };
}

/** What the file is called: of which day it is, by the person's own clock. */
export function exportName(format: ExportFormat, now: number): string {
  const day = new Date(now);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `muster-journal-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}.${format}`;
}
