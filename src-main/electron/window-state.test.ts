import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeWindow, readWindows, writeWindows, type WindowState } from './window-state.ts';

const display = (x: number, y: number, width = 1920, height = 1080) => ({
  workArea: { x, y, width, height },
});
const saved: WindowState = {
  x: 2000,
  y: 100,
  width: 1200,
  height: 800,
  maximized: false,
  place: '#/inbox',
};

describe('placeWindow', () => {
  it('puts a window back where it was, on any display', () => {
    expect(placeWindow(saved, [display(0, 0), display(1920, 0)])).toEqual({
      x: 2000,
      y: 100,
      width: 1200,
      height: 800,
      maximized: false,
    });
  });

  it('lets the system choose a place when its display is gone', () => {
    expect(placeWindow({ ...saved, maximized: true }, [display(0, 0)])).toEqual({
      width: 1200,
      height: 800,
      maximized: true,
    });
  });

  it.each([
    ['above the top', { y: -900 }],
    ['below the bottom', { y: 1075, x: 100 }],
    ['with a sliver left of the edge', { x: -1150, y: 0 }],
  ])('does not leave its head %s', (_, where) => {
    expect(placeWindow({ ...saved, ...where }, [display(0, 0)])).not.toHaveProperty('x');
  });

  it('fits it into a display that became smaller', () => {
    expect(placeWindow({ ...saved, x: 10, y: 10 }, [display(0, 0, 1024, 700)])).toMatchObject({
      width: 1024,
      height: 700,
    });
  });

  it('opens the first in the usual size and a further one beside the one before', () => {
    expect(placeWindow(undefined, [display(0, 0)])).toEqual({ width: 1440, height: 900, maximized: false });
    expect(placeWindow(undefined, [display(0, 0, 1280, 720)])).toMatchObject({ width: 1280, height: 720 });
    const beside = { x: 100, y: 50, width: 800, height: 600 };
    expect(placeWindow(undefined, [display(0, 0)], beside)).toEqual({
      x: 128,
      y: 78,
      width: 800,
      height: 600,
      maximized: false,
    });
  });
});

describe('the file of windows', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-windows-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('brings back what was written', () => {
    const file = join(folder, 'deep', 'windows.json');
    writeWindows(file, [saved, { ...saved, x: 1 }]);
    expect(readWindows(file)).toEqual([saved, { ...saved, x: 1 }]);
  });

  it.each(['', 'null', '[{"x":1}]', '[{"x":1e99,"y":0,"width":9,"height":9,"maximized":false,"place":""}]'])(
    'is as if it were not there when it holds %s',
    (content) => {
      const file = join(folder, 'windows.json');
      writeFileSync(file, content);
      expect(readWindows(file)).toEqual([]);
    },
  );

  it('stops nothing when it cannot be written', () => {
    writeFileSync(join(folder, 'blocked'), '');
    expect(() => writeWindows(join(folder, 'blocked', 'windows.json'), [saved])).not.toThrow();
  });
});
