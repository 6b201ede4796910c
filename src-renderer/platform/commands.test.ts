import { describe, expect, it } from 'vitest';
import { COMMANDS, CommandRegistry, type CommandDefinition } from './commands.ts';

describe('COMMANDS', () => {
  const all: [string, CommandDefinition][] = Object.entries(COMMANDS);
  it('gives each key to one command', () => {
    const keys = all.flatMap(([, { keys }]) => keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
  it('never lets a held key decide anything', () => {
    expect(all.filter(([id, { repeats }]) => repeats === true && !id.startsWith('list.'))).toEqual([]);
  });
});

describe('CommandRegistry', () => {
  it('asks whoever came last, and nobody who left', () => {
    const registry = new CommandRegistry();
    const ran: string[] = [];
    expect(registry.run('go.fleet')).toBe(false);
    const first = registry.add('go.fleet', () => ran.push('first'));
    const second = registry.add('go.fleet', () => ran.push('second'));
    registry.run('go.fleet');
    second();
    registry.run('go.fleet');
    first();
    expect(ran).toEqual(['second', 'first']);
    expect(registry.can('go.fleet')).toBe(false);
    expect(registry.runnable()).toEqual([]);
  });
});
