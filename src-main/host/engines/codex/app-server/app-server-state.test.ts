import { describe, expect, it } from 'vitest';
import {
  advance,
  DEATH_WINDOW_MS,
  initialMachine,
  type Machine,
  type MachineEvent,
} from './app-server-state.ts';

/** Plays events, and answers the last state with all effects. */
function play(events: readonly MachineEvent[], from: Machine = initialMachine) {
  let machine = from;
  const effects: string[] = [];
  for (const event of events) {
    const step = advance(machine, event);
    machine = step.machine;
    effects.push(
      ...step.effects.map((effect) =>
        effect.type === 'retryAfter' ? `retryAfter ${effect.ms}` : effect.type,
      ),
    );
  }
  return { machine, state: machine.state, effects };
}

const died = (at: number): MachineEvent => ({ type: 'died', reason: 'killed', at });
const start: MachineEvent = { type: 'start' };
const ready: MachineEvent = { type: 'handshakeDone' };
const retry: MachineEvent = { type: 'retryDue' };

describe('the life of an app-server', () => {
  it('starts once however often it is asked', () => {
    expect(play([start, start, ready, start])).toMatchObject({
      state: { type: 'ready' },
      effects: ['spawn'],
    });
  });

  it('restarts by itself, waiting longer each time, from 0.5 s to 30 s', () => {
    const events = [
      start,
      ready,
      died(0),
      retry,
      ready,
      died(1000),
      retry,
      ready,
      died(2000),
      retry,
      ready,
      died(3000),
    ];
    expect(play(events).effects.filter((effect) => effect !== 'spawn')).toEqual([
      'retryAfter 500',
      'retryAfter 2000',
      'retryAfter 8000',
      'retryAfter 30000',
    ]);
  });

  it('waits for the person after five deaths in five minutes, with the reason', () => {
    const lives = [0, 1, 2, 3, 4].flatMap((at) => [retry, ready, died(at * 60_000)]);
    const { state } = play([start, ...lives]);
    expect(state).toEqual({ type: 'failed', reason: 'killed' });
  });

  it('forgets deaths that are older than five minutes', () => {
    const lives = [0, 1, 2, 3, 4].flatMap((at) => [retry, ready, died(at * (DEATH_WINDOW_MS / 4 + 1000))]);
    expect(play([start, ...lives]).state.type).toBe('restarting');
  });

  it('starts failed ones again only for the person, with a clean slate', () => {
    const failed: Machine = { state: { type: 'failed', reason: 'killed' }, deaths: [1, 2, 3, 4, 5] };
    expect(play([start], failed)).toMatchObject({ state: { type: 'failed' }, effects: [] });
    const again = play([{ type: 'restart' }], failed);
    expect(again).toMatchObject({ state: { type: 'starting' }, effects: ['spawn'], machine: { deaths: [] } });
  });

  it('ends a running one before it spawns the next on a restart', () => {
    expect(play([start, ready, { type: 'restart' }])).toMatchObject({
      state: { type: 'starting' },
      effects: ['spawn', 'close', 'spawn'],
    });
  });

  it('is suspended only when it is ready, and woken by a start', () => {
    expect(play([start, { type: 'suspend' }]).state.type).toBe('starting');
    expect(play([start, ready, { type: 'suspend' }, start])).toMatchObject({
      state: { type: 'starting' },
      effects: ['spawn', 'close', 'spawn'],
    });
  });

  it('does not count an end on purpose as a death', () => {
    expect(play([start, ready, { type: 'suspend' }, died(1)])).toMatchObject({
      state: { type: 'suspended' },
      machine: { deaths: [] },
    });
    expect(play([start, ready, { type: 'stop' }, died(1)])).toMatchObject({
      state: { type: 'stopped' },
      effects: ['spawn', 'close'],
    });
  });

  it('does not start a stopped one when an old retry falls due', () => {
    expect(play([start, ready, died(1), { type: 'stop' }, retry])).toMatchObject({
      state: { type: 'stopped' },
    });
  });

  it('fails at once when it cannot be spawned at all', () => {
    expect(play([start, { type: 'unusable', reason: 'no Codex' }]).state).toEqual({
      type: 'failed',
      reason: 'no Codex',
    });
  });
});
