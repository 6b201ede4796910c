import { describe, expect, it } from 'vitest';
import { copyable, pastable } from './clipboard.ts';

describe('pastable', () => {
  it('keeps text, tabs and line ends as they are', () => {
    const text = 'größe\tλ 漢字 👩‍🚀\r\nnext\nlast';
    expect(pastable(text)).toBe(text);
  });

  it('shows what would end the paste, or press a key', () => {
    expect(pastable('ls\u001b[201~\ntouch F\n')).toBe('ls␛[201~\ntouch F\n');
    expect(pastable('\u0003\u0004\u0015\u0000\u007f')).toBe('␃␄␕␀␡');
  });

  it('knows the one-character form of an escape sequence', () => {
    expect(pastable('a\u009b201~b')).toBe('a\ufffd201~b');
  });
});

describe('copyable', () => {
  it('takes the blanks at the ends of lines away, and nothing else', () => {
    expect(copyable('  name   size   \r\n\n  end\t ')).toBe('  name   size\r\n\n  end');
    expect(copyable(`row${' '.repeat(124)}\nrow${' '.repeat(120)}`)).toBe('row\nrow');
  });
});
