import { describe, expect, it } from 'vitest';
import { asId, type ThreadId, type WorkspaceId } from '../ids.ts';
import {
  continueWith,
  fleetRow,
  newFacts,
  reduceFacts,
  stateOf,
  titleOf,
  type Facts,
  type ThreadEvent,
} from './facts.ts';
import type { Item } from '../item/item.ts';

const fresh = newFacts({
  id: asId<ThreadId>('t'),
  workspaceId: asId<WorkspaceId>('w'),
  cwd: '/r',
  createdAt: 1,
});
const turn = (
  id: string,
  status: 'inProgress' | 'completed' | 'interrupted' | 'failed',
  error: string | null = null,
) => ({ id, status, error, startedAt: 1, durationMs: 1 });
const begin: ThreadEvent = { type: 'turnStarted', turn: turn('a', 'inProgress') };
const idle: ThreadEvent = { type: 'statusChanged', status: 'idle', waiting: false };

function after(...events: ThreadEvent[]): Facts {
  return events.reduce((facts, event, at) => reduceFacts(facts, event, 100 + at), fresh);
}

describe('what was put off', () => {
  const snooze: ThreadEvent = { type: 'factsChanged', patch: { snoozedUntil: 9_000 } };
  const failed: ThreadEvent[] = [begin, { type: 'turnEnded', turn: turn('a', 'failed', 'no') }, idle];

  it('stays out of sight while it works, and comes back when it needs the person or ends', () => {
    expect(after(begin, snooze).snoozedUntil).toBe(9_000);
    expect(after(begin, snooze, { type: 'factsChanged', patch: { pendingApprovals: 1 } }).snoozedUntil).toBe(
      null,
    );
    expect(after(snooze, ...failed).snoozedUntil).toBe(null);
  });

  it('is a failure that was dismissed, until the next turn', () => {
    const dismissed: ThreadEvent = { type: 'factsChanged', patch: { dismissed: true } };
    expect(stateOf(after(...failed))).toBe('failed');
    expect(stateOf(after(...failed, dismissed))).toBe('idle');
    const again: ThreadEvent[] = [
      { type: 'turnStarted', turn: turn('b', 'inProgress') },
      { type: 'turnEnded', turn: turn('b', 'failed', 'again') },
      idle,
    ];
    expect(stateOf(after(...failed, dismissed, ...again))).toBe('failed');
  });

  it('takes no time from unloading: a row says when a turn last began or ended', () => {
    const ended: ThreadEvent = { type: 'turnEnded', turn: turn('a', 'completed') };
    const unloaded: ThreadEvent = { type: 'statusChanged', status: 'notLoaded', waiting: false };
    const facts = after(begin, ended, idle, unloaded);
    expect(facts).toMatchObject({ activeAt: 101, since: 103 });
  });

  it('continues by itself no more once a turn began', () => {
    const later: ThreadEvent = { type: 'factsChanged', patch: { continueAt: 9_000 } };
    expect(after(...failed, later).continueAt).toBe(9_000);
    expect(after(...failed, later, { type: 'turnStarted', turn: turn('b', 'inProgress') }).continueAt).toBe(
      null,
    );
  });
});

describe('the facts of a thread', () => {
  it('run from the start of a turn to its end, and are finished until they are read', () => {
    expect(stateOf(after(begin))).toBe('running');
    const unread: ThreadEvent = { type: 'readStateChanged', unread: true, revision: '2' };
    expect(stateOf(after(begin, unread, idle, { type: 'turnEnded', turn: turn('a', 'completed') }))).toBe(
      'finished',
    );
    const read: ThreadEvent = { type: 'factsChanged', patch: { unread: false } };
    expect(
      stateOf(after(begin, unread, idle, { type: 'turnEnded', turn: turn('a', 'completed') }, read)),
    ).toBe('idle');
  });

  it('say why a turn failed, until the next begins', () => {
    const failed: ThreadEvent[] = [
      begin,
      { type: 'statusChanged', status: 'systemError', waiting: false },
      { type: 'turnEnded', turn: turn('a', 'failed', 'no room left') },
    ];
    expect(fleetRow(after(...failed))).toMatchObject({
      state: 'failed',
      reason: 'no room left',
      activity: 'no room left',
    });
    expect(fleetRow(after(...failed, { type: 'turnStarted', turn: turn('b', 'inProgress') }))).toMatchObject({
      state: 'running',
      reason: null,
    });
  });

  it('do not take the end of an earlier turn for the end of this one', () => {
    expect(
      stateOf(
        after(
          begin,
          { type: 'turnStarted', turn: turn('b', 'inProgress') },
          { type: 'turnEnded', turn: turn('a', 'completed') },
        ),
      ),
    ).toBe('running');
  });

  it('answer the same object when nothing changed, so that no row is sent', () => {
    const running = after(begin);
    expect(reduceFacts(running, { type: 'statusChanged', status: 'active', waiting: false }, 999)).toBe(
      running,
    );
    expect(
      reduceFacts(running, { type: 'textGrew', turnId: 'a', itemId: 'i', name: 'text', delta: 'x' }, 999),
    ).toBe(running);
  });

  it('remember since when the state is what it is', () => {
    const facts = after(
      begin,
      { type: 'named', name: 'A name' },
      { type: 'tokensUsed', tokens: 5, contextShare: 0.1 },
    );
    expect(facts.since).toBe(100);
  });

  it('come back from a death as interrupted, with a queue that waits', () => {
    const queued: ThreadEvent = {
      type: 'queueRead',
      queue: { paused: false, prompts: [{ id: '1', text: 'next' }] },
    };
    const facts = after(
      begin,
      queued,
      { type: 'cutOff' },
      { type: 'factsChanged', patch: { disconnected: 'Codex was killed' } },
    );
    expect(fleetRow(facts)).toMatchObject({
      state: 'disconnected',
      reason: 'Codex was killed',
      interrupted: true,
      queued: 1,
      queuePaused: true,
    });
    expect(continueWith(facts)).toBe('Continue runs the queued prompt.');
    expect(fleetRow({ ...facts, disconnected: null }).activity).toBe('cut off');
  });

  it('offer to go on only when there is something to go on with', () => {
    expect(continueWith(after())).toBeNull();
    expect(continueWith(after(begin))).toBeNull();
    expect(continueWith(after(begin, idle, { type: 'turnEnded', turn: turn('a', 'failed') }))).toContain(
      'try again',
    );
    expect(continueWith(after(begin, { type: 'cutOff' }))).toContain('cut off');
    expect(
      continueWith(after(begin, idle, { type: 'turnEnded', turn: turn('a', 'interrupted') })),
    ).toBeNull();
  });

  it('show what is wanted before what is done', () => {
    const wants = { words: 'wants to run', code: 'git push' };
    const facts = after(begin, { type: 'factsChanged', patch: { pendingApprovals: 1, wants } });
    expect(fleetRow(facts)).toMatchObject({
      state: 'needsApproval',
      activity: 'wants to run',
      activityCode: 'git push',
    });
  });

  it('say why a turn is tried again', () => {
    const said: ThreadEvent = { type: 'errorSaid', message: 'cannot reach 127.0.0.1:9', willRetry: true };
    expect(fleetRow(after(begin, said))).toMatchObject({
      state: 'running',
      activity: 'retrying: cannot reach 127.0.0.1:9',
    });
  });

  it('say what runs now, and in the end what was said last', () => {
    const command = {
      type: 'commandExecution',
      id: 'c',
      command: "/bin/bash -lc 'npm test'",
      commandActions: [],
      status: 'inProgress',
    } as unknown as Item;
    const message = { type: 'agentMessage', id: 'm', text: '**Done.** All tests pass.' } as unknown as Item;
    expect(fleetRow(after(begin, { type: 'itemStarted', turnId: 'a', item: command }))).toMatchObject({
      activity: 'running',
      activityCode: 'npm test',
    });
    const done = after(begin, { type: 'itemCompleted', turnId: 'a', item: message }, idle, {
      type: 'turnEnded',
      turn: turn('a', 'completed'),
    });
    expect(fleetRow(done).activity).toBe('Done');
  });

  it('have a title from the name, else from how the thread began', () => {
    expect(titleOf(after())).toBe('New thread');
    expect(titleOf(after({ type: 'factsChanged', patch: { preview: 'Fix the\n  build' } }))).toBe(
      'Fix the build',
    );
    expect(titleOf(after({ type: 'named', name: 'Build' }))).toBe('Build');
  });
});
