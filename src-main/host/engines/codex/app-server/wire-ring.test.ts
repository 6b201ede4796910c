import { describe, expect, it } from 'vitest';
import { WireRing } from './wire-ring.ts';

describe('WireRing', () => {
  it('keeps methods, ids and sizes, and no content', () => {
    const ring = new WireRing(() => 5);
    ring.note('out', { id: 1, method: 'turn/start', params: { text: 'secret words' } }, 80);
    ring.note('in', { id: 1, result: { text: 'secret words' } }, 40);
    ring.note('in', { id: 2, error: { message: 'secret words' } }, 41);
    ring.note('in', 'no message', 10);
    expect(JSON.stringify(ring.entries)).not.toContain('secret');
    expect(ring.entries).toEqual([
      { at: 5, way: 'out', kind: 'request', method: 'turn/start', id: '1', count: 1, characters: 80 },
      { at: 5, way: 'in', kind: 'answer', method: null, id: '1', count: 1, characters: 40 },
      { at: 5, way: 'in', kind: 'error', method: null, id: '2', count: 1, characters: 41 },
      { at: 5, way: 'in', kind: 'unread', method: null, id: null, count: 1, characters: 10 },
    ]);
  });

  it('makes one entry of a flood, so that it pushes nothing else out, and stays bounded', () => {
    const ring = new WireRing(() => 0);
    ring.note('in', { method: 'turn/started' }, 1);
    for (let at = 0; at < 10_000; at += 1) ring.note('in', { method: 'item/agentMessage/delta' }, 3);
    expect(ring.entries).toHaveLength(2);
    expect(ring.entries[1]).toMatchObject({ count: 10_000, characters: 30_000 });
    for (let at = 0; at < 1_000; at += 1) ring.note('in', { method: `m${at}` }, 1);
    expect(ring.entries).toHaveLength(100);
    expect(ring.entries.at(-1)?.method).toBe('m999');
  });
});
