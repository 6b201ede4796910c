import { fleetTopic, hostTopic, inboxTopic } from '#shared/contract/topics.ts';
import { asId, type ApprovalId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { MemoryTopic } from '../../test/support/memory-topic.ts';
import { describe, expect, it } from 'vitest';
import { readSettings } from '#shared/model/settings/settings.ts';
import { plainLine } from '#shared/base/words.ts';
import { glanceAt, type Glance } from './glance.ts';
import { KeepAwake } from './keep-awake.ts';
import { trayTemplate, trayTooltip } from './tray-menu.ts';

const settings = readSettings(new Map());
const running = (n: number): Glance['running'] =>
  Array.from({ length: n }, (_, at) => ({
    id: asId<ThreadId>(`t${at}`),
    title: `Thread & ${at}`,
    workspace: 'api',
    queued: 0,
  }));
const waiting = (n: number): Glance['waiting'] =>
  Array.from({ length: n }, (_, at) => ({
    id: asId<ApprovalId>(`g/${at}`),
    title: `Thread ${at}`,
    workspace: 'api',
    wants: 'wants to run npm test',
    workspaceId: asId<WorkspaceId>('w'),
    quick: [],
  }));

function draw(glance: Glance) {
  const did: unknown[] = [];
  const template = trayTemplate(glance, {
    open: (link) => did.push(link),
    run: (id) => did.push(id),
    show: () => did.push('show'),
    quit: () => did.push('quit'),
  });
  const choose = (label: RegExp): void =>
    (template.find((item) => label.test(item.label ?? ''))?.click as (() => void) | undefined)?.();
  return { template, labels: template.map(({ label }) => label ?? '-'), did, choose };
}

describe('the tray', () => {
  it('says what waits and what runs, and leads to each of them', () => {
    const { labels, did, choose } = draw({ waiting: waiting(2), running: running(1), settings });
    expect(labels.slice(0, 6)).toEqual([
      '2 decisions waiting',
      'Thread 0 (api) wants to run npm test',
      'Thread 1 (api) wants to run npm test',
      '-',
      '1 thread running',
      'Thread && 0 (api)',
    ]);
    choose(/^Thread 1 /);
    choose(/^Thread && 0/);
    choose(/^Stop everything/);
    expect(did).toEqual([
      { type: 'inbox', approvalId: 'g/1' },
      { type: 'thread', threadId: 't0' },
      'app.stopAll',
    ]);
  });

  it('names a handful and counts the rest', () => {
    const { labels } = draw({ waiting: waiting(9), running: running(40), settings });
    expect(labels).toContain('and 4 more');
    expect(labels).toContain('and 35 more');
    expect(trayTooltip({ waiting: waiting(9), running: running(40), settings })).toBe(
      'Muster: 9 waiting for you, 40 running',
    );
  });

  it('offers nothing to stop where nothing runs', () => {
    const { template, labels } = draw({ waiting: [], running: [], settings });
    expect(labels[0]).toBe('Nothing waits for you');
    expect(template.find(({ label }) => label === 'Stop everything…')?.enabled).toBe(false);
    expect(trayTooltip({ waiting: [], running: [], settings })).toBe('Muster');
  });
});

describe('glanceAt', () => {
  it('takes what is under way and what is pending, the oldest first, with the names of their workspaces', () => {
    const host = MemoryTopic.of(
      [hostTopic.info.key, { settings }],
      [hostTopic.workspace.key(asId('w')), { name: 'api' }],
    ).values;
    const row = { workspaceId: 'w', queued: 0 };
    const fleet = MemoryTopic.of(
      [fleetTopic.thread.key(asId('a')), { ...row, id: 'a', title: 'A', state: 'running' }],
      [fleetTopic.thread.key(asId('b')), { ...row, id: 'b', title: '', state: 'needsApproval' }],
      [fleetTopic.thread.key(asId('c')), { ...row, id: 'c', title: 'C', state: 'finished' }],
    ).values;
    const approval = { workspaceId: 'w', threadTitle: 'B', outcome: null, decisions: [{ id: 'decline' }] };
    const body = { kind: 'command', command: 'npm test', cwd: null, prefix: null, extraPermissions: null };
    const inbox = MemoryTopic.of(
      [inboxTopic.approval.key(asId('2')), { ...approval, id: '2', askedAt: 2, body }],
      [
        inboxTopic.approval.key(asId('1')),
        { ...approval, id: '1', askedAt: 1, body: { kind: 'permissions', cwd: '/', permissions: {} } },
      ],
      [
        inboxTopic.approval.key(asId('3')),
        { ...approval, id: '3', askedAt: 0, body, gateway: { type: 'asking', since: 0 } },
      ],
      [
        inboxTopic.approval.key(asId('0')),
        { ...approval, id: '0', askedAt: 0, body, outcome: { type: 'expired' } },
      ],
    ).values;
    const quick = { workspaceId: 'w', quick: ['decline'] };
    expect(glanceAt(host, fleet, inbox)).toEqual({
      running: [
        { id: 'a', title: 'A', workspace: 'api', queued: 0 },
        { id: 'b', title: 'Untitled', workspace: 'api', queued: 0 },
      ],
      waiting: [
        { id: '1', title: 'B', workspace: 'api', wants: 'wants more permissions', ...quick },
        { id: '2', title: 'B', workspace: 'api', wants: 'wants to run npm test', ...quick },
      ],
      settings,
    });
  });

  it('lets nothing odd into a line of the system', () => {
    expect(plainLine('a\u202eb\nc\u0000d', 50)).toBe('a b c d');
    expect(plainLine('word '.repeat(50), 20)).toBe('word word word word…');
  });
});

describe('KeepAwake', () => {
  it('holds one blocker while agents run and the setting says so', () => {
    const calls: string[] = [];
    const power = {
      start: (type: string) => {
        calls.push(type);
        return 7;
      },
      stop: (id: number) => calls.push(`stop ${id}`) > 0,
    };
    const awake = new KeepAwake(power);
    const on: Glance = { waiting: [], running: running(1), settings };
    awake.update(on);
    awake.update(on);
    awake.update({ ...on, running: [] });
    awake.update(on);
    awake.update({ ...on, settings: { ...settings, 'system.keepAwake': false } });
    awake.dispose();
    expect(calls).toEqual(['prevent-app-suspension', 'stop 7', 'prevent-app-suspension', 'stop 7']);
  });
});
