const TYPES = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json;charset=utf-8',
  jsonl: 'application/x-ndjson;charset=utf-8',
  md: 'text/markdown;charset=utf-8',
} as const;
/** A download has begun long before; the text need not stay in memory for longer. */
const DROP_MS = 60_000;

/** Hands a file to the browser, or to the desktop app, which asks where to put it. */
export function saveFile(name: string, format: keyof typeof TYPES, parts: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([...parts], { type: TYPES[format] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), DROP_MS);
}
