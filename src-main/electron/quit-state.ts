import type { SettingValue } from '#shared/model/settings/settings.ts';
import { count, plainLine } from '#shared/base/words.ts';
import type { RunningThread } from './glance.ts';

/** Why Muster is to end: the person said so, a new version is to be put in place, or the system goes down. */
export type QuitReason = 'person' | 'update' | 'system';

export type QuitState =
  | { readonly type: 'running' }
  | { readonly type: 'asking'; readonly reason: QuitReason }
  | { readonly type: 'ending'; readonly reason: QuitReason }
  | { readonly type: 'ended'; readonly reason: QuitReason };

export type QuitEvent =
  | {
      readonly type: 'wanted';
      readonly reason: QuitReason;
      readonly running: readonly RunningThread[];
      readonly setting: SettingValue<'system.quit'>;
    }
  | { readonly type: 'answered'; readonly choice: QuitChoice; readonly remember: boolean }
  | { readonly type: 'hostEnded' };

export type QuitChoice = 'keep' | 'interrupt' | 'cancel';

export type QuitEffect =
  | { readonly type: 'ask'; readonly question: QuitQuestion }
  /** Windows go, the tray stays, agents go on. */
  | { readonly type: 'hide' }
  /** Interrupts what runs so that it can be continued, and ends the host. */
  | { readonly type: 'endHost' }
  | { readonly type: 'remember'; readonly value: 'keep' | 'interrupt' }
  /** Nothing is left to wait for: quits, or puts the new version in place. */
  | { readonly type: 'leave'; readonly reason: QuitReason };

/** A question with its answers, in the order in which they are offered; the last one changes nothing. */
export interface QuitQuestion {
  readonly message: string;
  readonly detail: string;
  readonly choices: readonly { readonly choice: QuitChoice; readonly label: string }[];
  readonly canRemember: boolean;
}

/** Threads named in the question. */
const NAMED = 8;

/**
 * What follows from an event. Quitting asks once, and only while turns run; a system that goes down is never asked
 * back. What is interrupted here is offered as *Continue all interrupted* at the next start.
 */
export function advanceQuit(
  state: QuitState,
  event: QuitEvent,
): { readonly state: QuitState; readonly effects: readonly QuitEffect[] } {
  switch (event.type) {
    case 'wanted':
      return wanted(state, event);
    case 'answered':
      return state.type === 'asking' ? answered(state.reason, event) : { state, effects: [] };
    case 'hostEnded':
      if (state.type !== 'ending') return { state, effects: [] };
      return {
        state: { type: 'ended', reason: state.reason },
        effects: [{ type: 'leave', reason: state.reason }],
      };
  }
}

function wanted(state: QuitState, event: Extract<QuitEvent, { type: 'wanted' }>) {
  const { reason, running, setting } = event;
  const end = { state: { type: 'ending', reason } as const, effects: [{ type: 'endHost' } as const] };
  // A question that is open is not asked again; a system that goes down waits for no answer.
  if (state.type === 'asking') return reason === 'system' ? end : { state, effects: [] };
  if (state.type !== 'running') return { state, effects: [] };
  if (running.length === 0 || reason === 'system') return end;
  if (reason === 'person' && setting === 'keep') return { state, effects: [{ type: 'hide' } as const] };
  if (reason === 'person' && setting === 'interrupt') return end;
  return {
    state: { type: 'asking', reason } as const,
    effects: [{ type: 'ask', question: questionOf(reason, running) } as const],
  };
}

function answered(reason: QuitReason, { choice, remember }: Extract<QuitEvent, { type: 'answered' }>) {
  const remembered: QuitEffect[] =
    remember && reason === 'person' && choice !== 'cancel' ? [{ type: 'remember', value: choice }] : [];
  if (choice === 'interrupt')
    return {
      state: { type: 'ending', reason } as const,
      effects: [...remembered, { type: 'endHost' } as const],
    };
  return {
    state: { type: 'running' } as const,
    effects: [...remembered, ...(choice === 'keep' ? [{ type: 'hide' } as const] : [])],
  };
}

/** The question, naming what runs. */
export function questionOf(reason: QuitReason, running: readonly RunningThread[]): QuitQuestion {
  const what = count(running.length, 'thread');
  const verb = running.length === 1 ? 'works' : 'work';
  const names = running
    .slice(0, NAMED)
    .map(({ title, workspace }) => plainLine(`• ${title} (${workspace})`, 90));
  const more = running.length > NAMED ? [`and ${running.length - NAMED} more`] : [];
  const after = 'What is interrupted can be continued at the next start; nothing goes on unasked.';
  const interrupt = reason === 'update' ? 'Interrupt and update' : 'Interrupt and quit';
  return {
    message: reason === 'update' ? `Update while ${what} ${verb}?` : `Quit while ${what} ${verb}?`,
    detail: [...names, ...more, '', after].join('\n'),
    choices: [
      ...(reason === 'update' ? [] : [{ choice: 'keep' as const, label: 'Keep running in the tray' }]),
      { choice: 'interrupt', label: interrupt },
      { choice: 'cancel', label: reason === 'update' ? 'Later' : 'Cancel' },
    ],
    canRemember: reason === 'person',
  };
}
