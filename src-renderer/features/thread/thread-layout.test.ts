import { describe, expect, it } from 'vitest';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import type { Item } from '#shared/model/item/item.ts';
import type { ItemEntity, TurnEntity, VerdictEntity } from '#shared/model/thread/thread.ts';
import { countExplored, exploredWords, itemSignature, sameBlocks, threadBlocks } from './thread-layout.ts';

const turn = (id: string, more: Partial<TurnEntity> = {}): TurnEntity => ({
  id,
  ord: 0,
  status: 'completed',
  error: null,
  startedAt: null,
  durationMs: null,
  plan: null,
  planExplanation: null,
  added: 0,
  removed: 0,
  ...more,
});
let ord = 0;
const item = (id: string, turnId: string, value: unknown): ItemEntity => ({
  id,
  turnId,
  ord: (ord += 1),
  item: { id, ...(value as object) } as Item,
  done: true,
  live: [],
  omitted: 0,
});
const say = (id: string, turnId = 't') => item(id, turnId, { type: 'agentMessage', text: id });
const user = (id: string, turnId = 't') => item(id, turnId, { type: 'userMessage', content: [] });
const think = (id: string, text = '') => item(id, 't', { type: 'reasoning', summary: [text], content: [] });
const look = (id: string, type = 'read', more: object = {}) =>
  item(id, 't', {
    type: 'commandExecution',
    status: 'completed',
    durationMs: 10,
    commandActions: [{ type, command: '', name: id, path: id, query: null }],
    ...more,
  });
const keys = (blocks: ReturnType<typeof threadBlocks>) =>
  blocks.map((block) => (block.type === 'explored' ? `${block.key}+${block.ids.length - 1}` : block.key));

describe('threadBlocks', () => {
  it('puts what was decided by itself behind what it is about, and never into a summary', () => {
    const verdict = (id: string, itemId: string | null): VerdictEntity => ({
      approvalId: asId<ApprovalId>(id),
      turnId: 't',
      itemId,
      decision: 'accept',
      by: { type: 'rules', rules: [{ id: 'r', name: 'npm test …' }] },
      at: 0,
    });
    const items = [look('1'), look('2'), look('3'), say('4')];
    const verdicts = [verdict('a', '2'), verdict('b', null), verdict('c', 'gone'), verdict('d', '2')];
    expect(keys(threadBlocks([turn('t')], items, [], verdicts))).toEqual([
      'explored 1+0',
      'item 2',
      'verdict a',
      'verdict d',
      'explored 3+0',
      'item 4',
      'verdict b',
      'verdict c',
      'end t',
    ]);
  });

  it('follows turns in order and closes those that ended', () => {
    const turns = [turn('a'), turn('b', { status: 'inProgress' })];
    expect(keys(threadBlocks(turns, [user('1', 'a'), say('2', 'a'), user('3', 'b')], []))).toEqual([
      'item 1',
      'item 2',
      'end a',
      'item 3',
    ]);
  });
  it('puts the plan after what the person asked', () => {
    const plan = [{ step: 'x', status: 'pending' as const }];
    expect(keys(threadBlocks([turn('t', { plan })], [user('1'), say('2')], []))).toEqual([
      'item 1',
      'plan t',
      'item 2',
      'end t',
    ]);
    expect(keys(threadBlocks([turn('t', { plan, status: 'inProgress' })], [user('1')], []))).toEqual([
      'item 1',
      'plan t',
    ]);
  });
  it('folds looking around, thoughts between included, thoughts after not', () => {
    const items = [look('1'), think('2', 'hm'), look('3', 'search'), think('4', 'so'), say('5')];
    expect(keys(threadBlocks([turn('t')], items, []))).toEqual(['explored 1+2', 'item 4', 'item 5', 'end t']);
  });
  it('leaves out thoughts that say nothing', () => {
    expect(keys(threadBlocks([turn('t')], [think('1', ' '), say('2')], []))).toEqual(['item 2', 'end t']);
  });
  it('shows an approval in the place of its item, or last', () => {
    const approvals = [
      { id: asId<ApprovalId>('A'), itemId: '2', turnId: 't', ended: false },
      { id: asId<ApprovalId>('B'), itemId: 'never seen', turnId: 't', ended: false },
    ];
    const items = [look('1'), look('2'), say('3')];
    expect(keys(threadBlocks([turn('t', { status: 'inProgress' })], items, approvals))).toEqual([
      'explored 1+0',
      'approval A',
      'item 3',
      'approval B',
    ]);
  });
  it('keeps an approval that ended with its turn, and leaves out one whose turn is not here', () => {
    const ended = (id: string, turnId: string) => ({
      id: asId<ApprovalId>(id),
      itemId: 'never seen',
      turnId,
      ended: true,
    });
    const turns = [turn('a', { status: 'interrupted' }), turn('b')];
    expect(
      keys(threadBlocks(turns, [say('1', 'a'), say('2', 'b')], [ended('A', 'a'), ended('B', 'long ago')])),
    ).toEqual(['item 1', 'approval A', 'end a', 'item 2', 'end b']);
  });
  it('keeps items of a turn it does not know', () => {
    expect(keys(threadBlocks([], [say('1', 'ghost')], []))).toEqual(['item 1']);
  });
});

describe('sameBlocks', () => {
  it('sees growth of a folded run', () => {
    const before = threadBlocks([turn('t')], [look('1')], []);
    expect(sameBlocks(before, threadBlocks([turn('t')], [look('1')], []))).toBe(true);
    expect(sameBlocks(before, threadBlocks([turn('t')], [look('1'), look('2')], []))).toBe(false);
  });
  it('does not depend on texts', () => {
    const entity = say('1');
    expect(itemSignature({ ...entity, item: { ...entity.item, text: 'longer' } as Item })).toBe(
      itemSignature(entity),
    );
  });
});

describe('exploredWords', () => {
  it('counts files once', () => {
    const items = [look('a'), look('a'), look('b'), look('q', 'search'), look('d', 'listFiles')].map(
      (entity) => entity.item,
    );
    expect(exploredWords(countExplored(items))).toBe('Explored 2 files, searched once, listed a folder');
    expect(countExplored(items).ms).toBe(50);
  });
});
