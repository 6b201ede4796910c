import { describe, expect, it } from 'vitest';
import { markdownBlocks } from './markdown-blocks.ts';

const texts = (text: string) => markdownBlocks(text).map((block) => block.text.trim());

describe('markdownBlocks', () => {
  it('cuts between paragraphs, headings and tables', () => {
    expect(texts('# A\n\nb\nc\n\n| x |\n|---|\n')).toEqual(['# A', 'b\nc', '| x |\n|---|']);
    expect(texts('')).toEqual([]);
  });
  it('keeps fences whole, also unfinished ones', () => {
    expect(texts('a\n\n```ts\nx\n\ny\n```\n\nb')).toEqual(['a', '```ts\nx\n\ny\n```', 'b']);
    expect(texts('```\nx\n\n# not a heading')).toEqual(['```\nx\n\n# not a heading']);
    expect(texts('````\n```\n\nx\n````\n\nb')).toEqual(['````\n```\n\nx\n````', 'b']);
  });
  it('keeps lists with blank lines whole', () => {
    expect(texts('1. a\n\n2. b\n\n   more of b\n\nafter')).toEqual(['1. a\n\n2. b\n\n   more of b', 'after']);
    expect(texts('- a\n- b\n\nc\n\n- d')).toEqual(['- a\n- b', 'c', '- d']);
  });
  it('changes only the last block while a text grows', () => {
    const whole = 'First.\n\n- a\n\n- b\n\n```js\nlet x\n\nlet y\n```\n\nLast words of it.';
    let before: readonly string[] = [];
    for (let end = 1; end <= whole.length; end += 1) {
      const now = texts(whole.slice(0, end));
      const settled = before.slice(0, -1);
      expect(now.slice(0, settled.length)).toEqual(settled);
      before = now;
    }
  });
  it('resolves references over blocks and leaves the very long unparsed', () => {
    expect(texts('See [it][1].\n\nb\n\n[1]: https://x.dev')[0]).toContain('[1]: https://x.dev');
    expect(markdownBlocks('x'.repeat(30_000))).toEqual([{ text: 'x'.repeat(30_000), plain: true }]);
  });
});
