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

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv;charset=utf-8',
  jsonl: 'application/x-ndjson;charset=utf-8',
};
/** A download has begun long before; the text need not stay in memory for longer. */
const DROP_MS = 60_000;

/** Hands a file to the browser, or to the desktop app, which asks where to put it. */
export function saveFile(name: string, format: ExportFormat, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: TYPES[format] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), DROP_MS);
}
