/** What every benchmark ends with: a table for people, and one JSON line. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The most it may be; null for a figure that is only printed. */
  readonly bound: number | null;
  readonly unit: string;
}

/** Prints the figures; true when every bound is met. */
export function report(bench: string, figures: readonly Figure[]): boolean {
  const within = ({ value, bound }: Figure): boolean => bound === null || value <= bound;
  const ok = figures.every(within);
  for (const figure of figures) {
    const { name, value, bound, unit } = figure;
    const limit = bound === null ? '' : `  at most ${bound} ${unit}  ${within(figure) ? 'ok' : 'MISSED'}`;
    process.stdout.write(`  ${name.padEnd(58)} ${rounded(value)} ${unit}${limit}\n`);
  }
  const shown = figures.map((figure) => ({ ...figure, value: rounded(figure.value) }));
  process.stdout.write(`${JSON.stringify({ bench, ok, figures: shown })}\n`);
  return ok;
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
