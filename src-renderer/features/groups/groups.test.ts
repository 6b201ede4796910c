import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalBody } from '#shared/model/approval/approval.ts';
import { knownOption, type DecisionOption, type KnownDecision } from '#shared/model/approval/decision.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { anApproval } from '../../../test/support/approvals.ts';
import {
  afterDeciding,
  blocksOf,
  entriesOf,
  entryName,
  finds,
  groupDecisions,
  standings,
  unseenOf,
  type Grouping,
} from './groups.ts';

const option = (id: KnownDecision): DecisionOption => knownOption(id, id, '');
const approval = (id: string, body: ApprovalBody, more: Partial<Approval> = {}): Approval =>
  anApproval(body, { id: asId<ApprovalId>(id), decisions: [option('accept'), option('decline')], ...more });
const command = (text: string): ApprovalBody => ({
  kind: 'command',
  command: `/bin/bash -lc '${text}'`,
  cwd: '/w',
  prefix: null,
  extraPermissions: null,
});
const shape = (approvals: Approval[], by: Grouping) =>
  entriesOf(approvals, by).map((entry) => (entry.type === 'one' ? entry.id : entry.group.ids.join('+')));

describe('entriesOf', () => {
  it('puts together what shows the same, where the oldest stands', () => {
    const all = [
      approval('1', command('npm test')),
      approval('2', command('git push')),
      approval('3', command('npm test')),
      approval('4', { ...command('npm test'), cwd: '/elsewhere' } as ApprovalBody),
    ];
    expect(shape(all, 'same')).toEqual(['1+3+4', '2']);
    expect(entriesOf(all, 'same', asId<ApprovalId>('3')).map((entry) => entry.type)).toEqual([
      'group',
      'one',
      'one',
    ]);
    expect(shape(all, 'none')).toEqual(['1', '2', '3', '4']);
    expect(shape(all, 'program')).toEqual(['1+3+4', '2']);
    expect(shape(all, 'thread')).toEqual(['1+2+3+4']);
  });

  it('knows hosts and files, and gives a group the same short key each time', () => {
    const net = (host: string): ApprovalBody => ({
      kind: 'network',
      host,
      protocol: 'https',
      command: null,
      cwd: null,
    });
    const all = [approval('1', net('a')), approval('2', net('b')), approval('3', net('a'))];
    expect(shape(all, 'host')).toEqual(['1+3', '2']);
    const keys = () => entriesOf(all, 'host').map((entry) => (entry.type === 'group' ? entry.group.key : ''));
    expect(keys()).toEqual(keys());
    const edit = (path: string): ApprovalBody => ({
      kind: 'fileChange',
      changes: [{ path, kind: { type: 'add' }, diff: path }],
      grantRoot: null,
    });
    expect(
      shape([approval('1', edit('/a')), approval('2', edit('/b')), approval('3', edit('/a'))], 'file'),
    ).toEqual(['1+3', '2']);
  });

  it('never puts questions together: each wants its own answer', () => {
    const question: ApprovalBody = { kind: 'question', questions: [] };
    expect(shape([approval('1', question), approval('2', question)], 'same')).toEqual(['1', '2']);
  });
});

describe('afterDeciding', () => {
  const all = [
    approval('1', command('npm test')),
    approval('2', command('ls')),
    approval('3', command('npm test')),
    approval('4', command('git push')),
  ];
  const lines = entriesOf(all, 'same');
  const names = lines.map(entryName);
  const after = (name: string | undefined, waiting: readonly string[]): string | undefined => {
    const next = afterDeciding(lines, name ?? '', (id) => waiting.includes(id));
    return next === null ? undefined : entryName(next);
  };

  it('goes down the lines of the list, groups among them, past what has ended', () => {
    expect(after(names[0], ['2', '4'])).toBe('2');
    expect(after('2', ['1', '3', '4'])).toBe('4');
    expect(after('2', ['3'])).toBe(names[0]);
  });

  it('goes to the nearest above when nothing waits below, and nowhere when nothing waits', () => {
    expect(after('4', ['1', '2', '3'])).toBe('2');
    expect(after('4', ['4'])).toBeUndefined();
    expect(after('unknown', ['2'])).toBe('2');
  });
});

describe('standings', () => {
  const asked = (id: string, text: string, askedAt: number, endedAt: number | null = null): Approval =>
    approval(id, command(text), {
      askedAt,
      outcome: endedAt === null ? null : { type: 'expired', because: 'turnEnded', at: endedAt },
    });
  const stands = (approvals: Approval[], by: Grouping = 'same') =>
    [...standings(approvals, by)].sort(([a], [b]) => (a < b ? -1 : 1));

  it('keeps a group where its first stood, also when that has ended', () => {
    expect(
      stands([asked('1', 'npm test', 10, 50), asked('2', 'ls', 20), asked('3', 'npm test', 30)]),
    ).toEqual([
      ['1', 10],
      ['2', 20],
      ['3', 10],
    ]);
  });

  it('begins anew when nothing of the group waited in between', () => {
    expect(
      stands([asked('1', 'npm test', 10, 25), asked('2', 'ls', 20), asked('3', 'npm test', 30)]),
    ).toContainEqual(['3', 30]);
    // The second outlived the first, and the third came while it waited.
    expect(stands([asked('1', 'a', 10, 25), asked('2', 'a', 20, 40), asked('3', 'a', 30)])).toContainEqual([
      '3',
      10,
    ]);
  });

  it('stands where it was put off, with its group, above what comes later', () => {
    const all = [asked('1', 'a', 10), asked('2', 'b', 20), asked('3', 'a', 30), asked('4', 'c', 60)];
    const later = { [asId<ApprovalId>('1')]: 50 };
    expect([...standings(all, 'same', later)].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
      ['1', 50],
      ['2', 20],
      ['3', 50],
      ['4', 60],
    ]);
  });

  it('is by the time of asking where nothing is put together', () => {
    expect(stands([asked('2', 'a', 20), asked('1', 'a', 10, 30)], 'none')).toEqual([
      ['1', 10],
      ['2', 20],
    ]);
  });
});

describe('a group', () => {
  it('shows each distinct content once, and offers what its members offer', () => {
    const all = [
      approval('1', command('a'), {
        decisions: [option('accept'), option('acceptForSession'), option('decline')],
      }),
      approval('2', command('b')),
      approval('3', command('a')),
    ];
    expect(blocksOf(all).map(({ members }) => members.map(({ id }) => id))).toEqual([['1', '3'], ['2']]);
    expect(groupDecisions(all).map(({ id, ids }) => `${id} ${ids.length}`)).toEqual([
      'accept 3',
      'acceptForSession 1',
      'decline 3',
    ]);
    expect(
      groupDecisions([approval('1', { kind: 'unknown', method: 'x' }, { decisions: [option('decline')] })]),
    ).toEqual([{ id: 'decline', ids: ['1'] }]);
  });

  it('wants to be seen as far as a decision is about it, and shows first what can be accepted', () => {
    const question: ApprovalBody = { kind: 'question', questions: [] };
    const all = [
      approval('1', question, { decisions: [option('answer'), option('decline')] }),
      approval('2', command('git push')),
      approval('3', command('npm test')),
    ];
    const blocks = blocksOf(all);
    expect(blocks.map(({ members }) => members[0]?.id)).toEqual(['2', '3', '1']);
    const seen = new Set([blocks[0]?.key ?? '']);
    const [accept, decline] = groupDecisions(all).map(({ ids }) => unseenOf(blocks, seen, ids));
    expect(accept?.map(({ members }) => members[0]?.id)).toEqual(['3']);
    expect(decline?.map(({ members }) => members[0]?.id)).toEqual(['3', '1']);
    // Somebody else asks for the same: it is looked at anew.
    expect(blocksOf([...all, approval('4', command('git push'))])[0]?.key).not.toBe(blocks[0]?.key);
  });

  it('is found by words of what is asked, who asks, and where', () => {
    const one = approval('1', command('npm run build'));
    expect(finds('BUILD npm', one, 'api')).toBe(true);
    expect(finds('api fix', one, 'api')).toBe(true);
    expect(finds('deploy', one, 'api')).toBe(false);
  });
});
