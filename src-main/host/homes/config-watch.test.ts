import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asId, type HomeId } from '#shared/model/ids.ts';
import { Events } from '../base/events.ts';
import type { HomeEvents } from './ports.ts';
import { ConfigWatch } from './config-watch.ts';

const id = asId<HomeId>('home');
let home: string;
let gone: boolean;
let due: (() => void) | undefined;
let told: string[];
let over: string[];
let events: Events<Pick<HomeEvents, 'configTrouble' | 'configChanged'>>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-config-'));
  [gone, due, told] = [false, undefined, []];
  writeFileSync(join(home, 'config.toml'), 'model = "a"\n');
  over = [];
  events = new Events((error) => {
    throw error;
  });
  events.on('configChanged', ({ what }) => told.push(what));
  new ConfigWatch({
    clock: {
      now: () => 0,
      random: () => 0,
      setTimeout: (run: () => void) => (due = run),
      clearTimeout: () => (due = undefined),
    },
    pathOf: () => (gone ? undefined : home),
    notices: { over: (words) => void over.push(words) },
    events,
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
  events.fire('configTrouble', { id, what: 'configuration', file: null });
  look();
  expect(told).toEqual([]);
  writeFileSync(join(home, 'config.toml'), 'model = "b"\n');
  look();
  expect(told).toEqual(['configuration']);
  expect(over).toEqual(['configuration of home']);
  expect(due).toBeUndefined();
});

it('tells nothing of what Codex writes there by itself', () => {
  events.fire('configTrouble', { id, what: 'configuration', file: null });
  writeFileSync(join(home, 'config.toml'), 'model = "a"\n[projects."/x"]\ntrust_level = "trusted"\n');
  look();
  expect(told).toEqual([]);
});

it('tells nothing of a home that is gone with its files', () => {
  events.fire('configTrouble', { id, what: 'configuration', file: null });
  gone = true;
  rmSync(join(home, 'config.toml'));
  look();
  expect(told).toEqual([]);
  expect(due).toBeUndefined();
});
