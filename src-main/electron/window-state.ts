import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Display, Rectangle } from 'electron';
import { z } from 'zod';
import { writePrivateFile } from '../host/base/private-file.ts';

const stateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1).max(100_000),
  height: z.number().int().min(1).max(100_000),
  maximized: z.boolean(),
  /** Where in the app the window was: the fragment of its address. */
  place: z.string().max(2_000),
});

/** One window as it is remembered. */
export type WindowState = z.infer<typeof stateSchema>;

/** How a window is to be opened; without a position the system finds one. */
export interface Placement extends Partial<Pick<Rectangle, 'x' | 'y'>> {
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

export const LEAST = { width: 390, height: 480 } as const;
const STANDARD = { width: 1440, height: 900 } as const;
/** So much of a window's head must be on a display for a person to take hold of it, in pixels. */
const GRIP = { width: 120, height: 40 } as const;
/** How far a further window is placed beside the one before. */
const STEP = 28;
/** More windows than this are not opened again by themselves. */
const MOST = 12;

/**
 * Where a window goes: where it was, as far as that can still be seen and fits. On a display that is gone it comes to
 * the first one, at the system's choice.
 */
export function placeWindow(
  saved: WindowState | undefined,
  displays: readonly Pick<Display, 'workArea'>[],
  beside?: Rectangle,
): Placement {
  const first = displays[0]?.workArea ?? { x: 0, y: 0, ...STANDARD };
  if (saved === undefined) {
    const size = fit(beside ?? STANDARD, first);
    if (beside === undefined) return { ...size, maximized: false };
    return { ...size, x: beside.x + STEP, y: beside.y + STEP, maximized: false };
  }
  const { x, y, maximized } = saved;
  const home = displays.find(({ workArea }) => canBeTaken(saved, workArea))?.workArea;
  if (home === undefined) return { ...fit(saved, first), maximized };
  const size = fit(saved, home);
  return { ...size, x: Math.max(x, home.x - size.width + GRIP.width), y: Math.max(y, home.y), maximized };
}

function fit(size: Pick<Rectangle, 'width' | 'height'>, area: Rectangle): { width: number; height: number } {
  return {
    width: Math.max(LEAST.width, Math.min(size.width, area.width)),
    height: Math.max(LEAST.height, Math.min(size.height, area.height)),
  };
}

/** Whether enough of the window's head lies on the area. */
function canBeTaken(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return (
    across >= GRIP.width && window.y + GRIP.height > area.y && window.y < area.y + area.height - GRIP.height
  );
}

/** The windows of the last run; none when the file is not there or not ours to read. */
export function readWindows(file: string): readonly WindowState[] {
  try {
    return z
      .array(stateSchema)
      .max(MOST)
      .parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return [];
  }
}

/** Remembers the windows. A failure only means that they open in their usual place. */
export function writeWindows(file: string, windows: readonly WindowState[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writePrivateFile(file, JSON.stringify(windows.slice(0, MOST)));
  } catch {
    // Told by storage, which is on the same disk.
  }
}
