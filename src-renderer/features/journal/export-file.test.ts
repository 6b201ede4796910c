import { expect, it } from 'vitest';
import { collectExport, exportName } from './export-file.ts';

it('asks for part after part, and can be stopped between them', async () => {
  const asked: (number | null)[] = [];
  const parts = [
    { text: 'a', lines: 2, cursor: 7 },
    { text: 'b', lines: 1, cursor: null },
  ];
  const told: number[] = [];
  const ask = async (cursor: number | null) => {
    asked.push(cursor);
    return parts[asked.length - 1] ?? { text: '', lines: 0, cursor: null };
  };
  const whole = await collectExport(ask, new AbortController().signal, (lines) => told.push(lines));
  expect(whole).toEqual({ parts: ['a', 'b'], lines: 3 });
  expect([asked, told]).toEqual([
    [null, 7],
    [2, 3],
  ]);
  const stop = new AbortController();
  asked.length = 0;
  await expect(collectExport(ask, stop.signal, () => stop.abort())).rejects.toThrow();
  expect(asked).toEqual([null]);
});

it('names a file by its day', () => {
  expect(exportName('csv', new Date(2026, 0, 2, 3).getTime())).toBe('muster-journal-2026-01-02.csv');
});
