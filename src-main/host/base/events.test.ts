import { describe, expect, it } from 'vitest';
import { Events, type Hears, type Tells } from './events.ts';

interface Told {
  asked: { readonly id: string; readonly at: number };
  ended: string;
}

describe('Events', () => {
  it('tells those who hear of an event, in the order they came, and nobody else', () => {
    const events = new Events<Told>(() => {});
    const heard: string[] = [];
    // Each knows its own events, and no more of what they tell than it needs.
    const hears: Hears<{ asked: { readonly id: string } }> = events;
    const tells: Tells<Pick<Told, 'asked'>> = events;
    hears.on('asked', ({ id }) => heard.push(`first ${id}`));
    const second = events.on('asked', ({ at }) => heard.push(`second ${at}`));
    events.on('ended', (id) => heard.push(`ended ${id}`));
    tells.fire('asked', { id: 'a', at: 1 });
    second.dispose();
    tells.fire('asked', { id: 'b', at: 2 });
    expect(heard).toEqual(['first a', 'second 1', 'first b']);
  });

  it('goes on after a listener that throws, and says what it threw', () => {
    const faults: unknown[] = [];
    const events = new Events<Told>((error) => faults.push(error));
    const heard: string[] = [];
    const problem = new Error('a listener');
    events.on('ended', () => {
      throw problem;
    });
    events.on('ended', (id) => heard.push(id));
    events.fire('ended', 'a');
    expect({ faults, heard }).toEqual({ faults: [problem], heard: ['a'] });
  });

  it('tells nobody when nobody listens', () => {
    expect(() => new Events<Told>(() => {}).fire('ended', 'a')).not.toThrow();
  });
});
