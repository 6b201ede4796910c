/** What every benchmark ends with: a table for people, and one JSON line. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** The most it may be; null for a figure that is only printed. With `beside` it is meant for two quiet cores. */
  readonly bound: number | null;
  readonly unit: string;
  /** The same work without Muster, measured in the same run. The ratio to it decides, on whatever machine. */
  readonly beside?: Baseline;
}

export interface Baseline {
  readonly name: string;
  /** In the figure's own unit. */
  readonly value: number;
  /** The most that the figure may be of it, times. */
  readonly most: number;
}

/** How often a figure is its baseline; NaN, which misses every bound, where that was not measured. */
export function ratioOf({ value }: Pick<Figure, 'value'>, { value: base }: Baseline): number {
  return base > 0 ? value / base : Number.NaN;
}

/** Whether a figure holds: by its ratio where it has a baseline, else by its own bound. */
export function holds(figure: Figure): boolean {
  if (figure.beside !== undefined) return ratioOf(figure, figure.beside) <= figure.beside.most;
  return figure.bound === null || figure.value <= figure.bound;
}

/** Prints the figures; true when every one holds. */
export function report(bench: string, figures: readonly Figure[]): boolean {
  const ok = figures.every(holds);
  for (const figure of figures) {
    const { name, value, bound, unit, beside } = figure;
    const verdict = holds(figure) ? 'ok' : 'MISSED';
    const limit = bound === null ? '' : `  at most ${bound} ${unit}`;
    const decided = bound === null && beside === undefined ? '' : `  ${verdict}`;
    if (beside === undefined) {
      process.stdout.write(`  ${name.padEnd(58)} ${rounded(value)} ${unit}${limit}${decided}\n`);
      continue;
    }
    const quiet = bound === null ? '' : `  (${bound} ${unit} on two quiet cores)`;
    process.stdout.write(`  ${name.padEnd(58)} ${rounded(value)} ${unit}${quiet}\n`);
    const over = `over ${beside.name} (${rounded(beside.value)} ${unit})`;
    process.stdout.write(
      `    ${over.padEnd(56)} ${rounded(ratioOf(figure, beside))} x  at most ${beside.most} x${decided}\n`,
    );
  }
  const shown = figures.map(({ beside, ...figure }) => ({
    ...figure,
    value: rounded(figure.value),
    ...(beside !== undefined && {
      ratio: rounded(ratioOf(figure, beside)),
      ratioBound: beside.most,
      over: { name: beside.name, value: rounded(beside.value) },
    }),
  }));
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
