import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asId, type HomeId } from '#shared/model/ids.ts';
import { ConfigWatch } from './config-watch.ts';

const id = asId<HomeId>('home');
let home: string;
let gone: boolean;
let due: (() => void) | undefined;
let told: string[];
let watch: ConfigWatch;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-config-'));
  [gone, due, told] = [false, undefined, []];
  writeFileSync(join(home, 'config.toml'), 'model = "a"\n');
  watch = new ConfigWatch({
    clock: {
      now: () => 0,
      random: () => 0,
      setTimeout: (run: () => void) => (due = run),
      clearTimeout: () => (due = undefined),
    },
    pathOf: () => (gone ? undefined : home),
    changed: (_id, what) => told.push(what),
    onFault: (error) => {
      throw error;
    },
  });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** One look, as the timer makes it. */
function look(): void {
  const now = due;
  due = undefined;
  now?.();
}

it('tells of a change of what is in trouble, once, and looks at nothing after that', () => {
  watch.watch(id, 'configuration', null);
  look();
  expect(told).toEqual([]);
  writeFileSync(join(home, 'config.toml'), 'model = "b"\n');
  look();
  expect(told).toEqual(['configuration']);
  expect(due).toBeUndefined();
});

it('tells nothing of what Codex writes there by itself', () => {
  watch.watch(id, 'configuration', null);
  writeFileSync(join(home, 'config.toml'), 'model = "a"\n[projects."/x"]\ntrust_level = "trusted"\n');
  look();
  expect(told).toEqual([]);
});

it('tells nothing of a home that is gone with its files', () => {
  watch.watch(id, 'configuration', null);
  gone = true;
  rmSync(join(home, 'config.toml'));
  look();
  expect(told).toEqual([]);
  expect(due).toBeUndefined();
});
