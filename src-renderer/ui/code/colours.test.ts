import { describe, expect, it } from 'vitest';
import { colourCode } from './colour-code.ts';
import { Colourer, LONGEST_CODE, MOST_MS, type ColourRequest, type ColourWorker } from './colourer.ts';
import { colouredSpans, coloursOf } from './colours.ts';
import { languageOf, languageOfFile } from './languages.ts';
import { GRAMMARS } from './grammars.ts';

describe('colours', () => {
  it('cut a line into its words and lose none of it', () => {
    expect(colouredSpans('const x = 1', '5k5-1n')).toEqual([
      { text: 'const', className: 'sx-k' },
      { text: ' x = ', className: undefined },
      { text: '1', className: 'sx-n' },
    ]);
    expect(colouredSpans('const', '')).toEqual([{ text: 'const', className: undefined }]);
    expect(colouredSpans('ab', '1k9s').map(({ text }) => text)).toEqual(['a', 'b']);
    expect(colouredSpans('abc', '1k').map(({ text }) => text)).toEqual(['a', 'bc']);
  });

  it('stay with the whole lines of a text that goes on, and leave another text plain', () => {
    const coloured = { text: 'a\nb', lines: ['1k', '1s'] };
    expect(coloursOf('a\nb', coloured)).toEqual(['1k', '1s']);
    expect(coloursOf('a\nbc\nd', coloured)).toEqual(['1k']);
    expect(coloursOf('x\nbc', coloured)).toEqual([]);
  });

  it.each(Object.keys(GRAMMARS) as (keyof typeof GRAMMARS)[])(
    'has a grammar that runs: %s',
    async (grammar) => {
      const text = '# a "b" 1\nif (x) { return /* y */ "z" }\n';
      const lines = await colourCode(text, grammar);
      expect(lines).toHaveLength(3);
    },
  );

  it('tell keywords, names, strings and comments apart', async () => {
    const [line = ''] = await colourCode('const f = split("a") // b', 'typescript');
    expect(
      colouredSpans('const f = split("a") // b', line).map(({ text, className }) => [text.trim(), className]),
    ).toEqual(
      expect.arrayContaining([
        ['const', 'sx-k'],
        ['split', 'sx-f'],
        ['"a"', 'sx-s'],
        ['// b', 'sx-c'],
      ]),
    );
  });
});

describe('languages', () => {
  it('are known by what people call them', () => {
    expect(languageOf('TS')).toEqual({ grammar: 'typescript', name: 'TypeScript' });
    expect(languageOf('quenya')).toEqual({ grammar: null, name: 'quenya' });
    expect(languageOf('')).toEqual({ grammar: null, name: '' });
    expect(languageOfFile('/a/b.test.tsx').grammar).toBe('tsx');
    expect(languageOfFile('C:\\x\\Dockerfile').grammar).toBe('docker');
    expect(languageOfFile('/etc/passwd').grammar).toBeNull();
  });
});

describe('the worker', () => {
  class FakeWorker implements ColourWorker {
    onmessage: ColourWorker['onmessage'] = null;
    onerror: ColourWorker['onerror'] = null;
    ended = false;
    readonly asked: ColourRequest[] = [];
    postMessage(request: ColourRequest): void {
      this.asked.push(request);
    }
    terminate(): void {
      this.ended = true;
    }
    answer(lines: readonly string[] | null): void {
      const id = this.asked.at(-1)?.id ?? 0;
      this.onmessage?.({ data: { id, lines } } as never);
    }
  }
  function made() {
    const workers: FakeWorker[] = [];
    const timers = new Map<number, { run: () => void; ms: number }>();
    const colourer = new Colourer(
      () => {
        const worker = new FakeWorker();
        workers.push(worker);
        return worker;
      },
      {
        setTimeout: (run, ms) => {
          timers.set(timers.size + 1, { run, ms });
          return timers.size;
        },
        clearTimeout: (handle) => void timers.delete(handle as number),
      },
    );
    return { colourer, workers, timers };
  }

  it('has one code at a time, the last asked for first, and remembers', () => {
    const { colourer, workers } = made();
    const got: unknown[] = [];
    for (const text of ['a', 'b', 'c']) colourer.colour(text, 'go', (coloured) => got.push(coloured?.text));
    const [worker] = workers;
    expect(worker?.asked.map(({ text }) => text)).toEqual(['a']);
    worker?.answer(['1k']);
    expect(worker?.asked.map(({ text }) => text)).toEqual(['a', 'c']);
    worker?.answer(['1k']);
    worker?.answer(['1k']);
    expect(got).toEqual(['a', 'c', 'b']);
    expect(colourer.known('a', 'go')).toEqual({ text: 'a', lines: ['1k'] });
  });

  it('is ended when it takes too long; that code stays plain and the next has another', () => {
    const { colourer, workers, timers } = made();
    const got: unknown[] = [];
    colourer.colour('slow', 'go', (coloured) => got.push(coloured));
    colourer.colour('next', 'go', (coloured) => got.push(coloured));
    const [timer] = timers.values();
    expect(timer?.ms).toBe(MOST_MS);
    timer?.run();
    expect(workers.map(({ ended }) => ended)).toEqual([true, false]);
    expect(colourer.known('slow', 'go')).toBeNull();
    workers[1]?.answer(['4k']);
    expect(got).toEqual([null, { text: 'next', lines: ['4k'] }]);
  });

  it('is asked for nothing that is too long, and for nothing that nobody waits for', () => {
    const { colourer, workers } = made();
    expect(colourer.known('x'.repeat(LONGEST_CODE + 1), 'go')).toBeNull();
    colourer.colour('a', 'go', () => {});
    const back = colourer.colour('b', 'go', () => {});
    back();
    workers[0]?.answer([]);
    expect(workers[0]?.asked).toHaveLength(1);
  });
});
