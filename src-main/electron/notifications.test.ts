import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { asId, type ApprovalId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Link } from '#shared/model/links/link.ts';
import { readSettings } from '#shared/model/settings/settings.ts';
import type { Glance } from './glance.ts';
import type { Note } from '#shared/model/notifications/notes.ts';
import { manualClock } from '../../test/support/manual-clock.ts';
import { Notifier } from './notifications.ts';

const settings = readSettings(new Map());
const clock = manualClock();
let shown: (Note & { emitter: EventEmitter; closed: boolean })[];
let opened: Link[];
let decided: string[];
let inFront: boolean;

beforeEach(() => {
  shown = [];
  opened = [];
  decided = [];
  inFront = false;
});

function notifier(platform = 'darwin'): Notifier {
  return new Notifier({
    platform,
    inFront: () => inFront,
    open: (link) => opened.push(link),
    decide: (id, decision) => decided.push(`${id} ${decision}`),
    clock,
    make: (note) => {
      const entry = { ...note, emitter: new EventEmitter(), closed: false };
      return {
        show: () => void shown.push(entry),
        close: () => {
          entry.closed = true;
        },
        on: (event, listener) => entry.emitter.on(event, listener),
        onAction: (listener) => entry.emitter.on('action', listener),
      };
    },
  });
}

const glance = (...ids: readonly string[]): Glance => ({
  running: [],
  settings,
  waiting: ids.map((id) => ({
    id: asId<ApprovalId>(id),
    workspaceId: asId<WorkspaceId>('w'),
    title: `Thread ${id}`,
    workspace: 'api',
    wants: `wants to run make ${id}`,
    quick: ['accept', 'decline'],
  })),
});

describe('Notifier', () => {
  it('names workspace, thread and the thing itself, once, and leads to its card', () => {
    const notes = notifier();
    notes.update(glance('a'));
    notes.update(glance('a'));
    notes.update(glance('a', 'b'));
    expect(shown).toMatchObject([
      { title: 'Thread a · api', body: 'wants to run make a' },
      { title: 'Thread b · api', body: 'wants to run make b' },
    ]);
    shown[1]?.emitter.emit('click');
    expect(opened).toEqual([{ type: 'inbox', approvalId: 'b' }]);
  });

  it('takes a notification away when it was decided elsewhere', () => {
    const notes = notifier();
    notes.update(glance('a', 'b'));
    notes.update(glance('b'));
    expect(shown.map(({ closed }) => closed)).toEqual([true, false]);
    // Asked again under the same name, it is told again.
    notes.update(glance('a', 'b'));
    expect(shown).toHaveLength(3);
  });

  it('makes one of many, which goes when the last of them is decided', () => {
    const notes = notifier();
    notes.update(glance('a', 'b', 'c', 'd', 'e'));
    expect(shown).toHaveLength(1);
    expect(shown[0]).toMatchObject({
      title: '5 decisions waiting for you',
      link: { type: 'inbox', approvalId: null },
    });
    expect(shown[0]?.body.split('\n')).toHaveLength(3);
    notes.update(glance('e'));
    expect(shown[0]?.closed).toBe(false);
    notes.update(glance());
    expect(shown[0]?.closed).toBe(true);
  });

  it('is silent while a window is in front, and about that later, and when told to be', () => {
    const notes = notifier();
    inFront = true;
    notes.update(glance('a'));
    inFront = false;
    notes.update(glance('a'));
    notes.update({ ...glance('a', 'b'), settings: { ...settings, 'notifications.show': false } });
    expect(shown).toEqual([]);
    notes.update(glance('a', 'b', 'c'));
    expect(shown.map(({ title }) => title)).toEqual(['Thread c · api']);
    notes.closeAll();
    expect(shown[0]?.closed).toBe(true);
  });

  it('decides what was chosen on a notification, and nothing else', () => {
    const notes = notifier();
    notes.update(glance('a', 'b'));
    expect(shown[0]?.actions.map(({ label }) => label)).toEqual(['Accept', 'Decline']);
    shown[1]?.emitter.emit('action', 1);
    shown[0]?.emitter.emit('action', 7);
    expect(decided).toEqual(['b decline']);
    expect(opened).toEqual([]);
  });

  it('tells when quiet hours end of what still waits', () => {
    const notes = notifier();
    const quiet = { ...settings, 'notifications.quietHours': { '*': ['00:00-23:59'] } };
    notes.update({ ...glance('a', 'b'), settings: quiet });
    notes.update({ ...glance('b'), settings: quiet });
    expect(shown).toEqual([]);
    clock.advance(24 * 3_600_000);
    expect(shown.map(({ title }) => title)).toEqual(['Thread b · api']);
    notes.dispose();
    expect(shown[0]?.closed).toBe(true);
  });

  it('gives the desktop no markup of an agent', () => {
    const notes = notifier('linux');
    const hostile = glance('a');
    notes.update({
      ...hostile,
      waiting: hostile.waiting.map((one) => ({
        ...one,
        wants: 'runs <b>x</b> && <a href="x">y</a>\n\u202ez',
      })),
    });
    expect(shown[0]?.body).not.toMatch(/[<>&\n\u202e]/);
  });
});
