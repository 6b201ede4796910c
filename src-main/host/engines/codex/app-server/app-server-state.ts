/**
 * The states of one app-server, as a pure machine: events in, next state and effects out. It knows no process and no
 * clock; times are handed in as Unix milliseconds.
 */
export type State =
  | { readonly type: 'stopped' }
  | { readonly type: 'starting' }
  | { readonly type: 'ready' }
  /** Ended on purpose because nothing needs it; any use starts it again. */
  | { readonly type: 'suspended' }
  | {
      readonly type: 'restarting';
      readonly reason: string;
      readonly attempt: number;
      readonly retryAt: number;
    }
  /** Waits for the person. */
  | { readonly type: 'failed'; readonly reason: string };

export interface Machine {
  readonly state: State;
  /** When it died of late, Unix ms, oldest first. */
  readonly deaths: readonly number[];
}

export type MachineEvent =
  | { readonly type: 'start' }
  | { readonly type: 'handshakeDone' }
  | { readonly type: 'died'; readonly reason: string; readonly at: number }
  | { readonly type: 'retryDue' }
  | { readonly type: 'suspend' }
  | { readonly type: 'restart' }
  | { readonly type: 'stop' }
  /** It cannot be spawned at all; trying again by itself would not help. */
  | { readonly type: 'unusable'; readonly reason: string };

export type Effect =
  | { readonly type: 'spawn' }
  /** End of input, then a kill if it stays. */
  | { readonly type: 'close' }
  | { readonly type: 'retryAfter'; readonly ms: number };

export const FIRST_BACKOFF_MS = 500;
export const LAST_BACKOFF_MS = 30_000;
/** Four steps lead from the first wait to the last: 0.5, 2, 8 and 30 s; the fifth death is one too many. */
const BACKOFF_FACTOR = 4;
/** This many deaths within the window and it waits for the person. */
export const DEATH_LIMIT = 5;
export const DEATH_WINDOW_MS = 5 * 60_000;

export const initialMachine: Machine = { state: { type: 'stopped' }, deaths: [] };

/** Advances the machine. An event that means nothing in the present state changes nothing and has no effect. */
export function advance(
  machine: Machine,
  event: MachineEvent,
): { machine: Machine; effects: readonly Effect[] } {
  const { state } = machine;
  const stay = { machine, effects: [] };
  const runs = state.type === 'starting' || state.type === 'ready';
  switch (event.type) {
    case 'start':
      if (runs || state.type === 'restarting' || state.type === 'failed') return stay;
      return { machine: { ...machine, state: { type: 'starting' } }, effects: [{ type: 'spawn' }] };
    case 'restart':
      return {
        machine: { state: { type: 'starting' }, deaths: [] },
        effects: runs ? [{ type: 'close' }, { type: 'spawn' }] : [{ type: 'spawn' }],
      };
    case 'retryDue':
      if (state.type !== 'restarting') return stay;
      return { machine: { ...machine, state: { type: 'starting' } }, effects: [{ type: 'spawn' }] };
    case 'handshakeDone':
      return state.type === 'starting'
        ? { machine: { ...machine, state: { type: 'ready' } }, effects: [] }
        : stay;
    case 'died':
      return runs ? died(machine, event.reason, event.at) : stay;
    case 'suspend':
      if (state.type !== 'ready') return stay;
      return { machine: { ...machine, state: { type: 'suspended' } }, effects: [{ type: 'close' }] };
    case 'stop':
      return {
        machine: { state: { type: 'stopped' }, deaths: [] },
        effects: runs ? [{ type: 'close' }] : [],
      };
    case 'unusable':
      return { machine: { ...machine, state: { type: 'failed', reason: event.reason } }, effects: [] };
  }
}

function died(
  machine: Machine,
  reason: string,
  at: number,
): { machine: Machine; effects: readonly Effect[] } {
  const deaths = [...machine.deaths.filter((death) => at - death < DEATH_WINDOW_MS), at];
  if (deaths.length >= DEATH_LIMIT)
    return { machine: { state: { type: 'failed', reason }, deaths }, effects: [] };
  const ms = Math.min(LAST_BACKOFF_MS, FIRST_BACKOFF_MS * BACKOFF_FACTOR ** (deaths.length - 1));
  const state: State = { type: 'restarting', reason, attempt: deaths.length, retryAt: at + ms };
  return { machine: { state, deaths }, effects: [{ type: 'retryAfter', ms }] };
}
