import { describe, expect, it } from 'vitest';
import { branchName, freeName, sayable, slug } from './names.ts';

describe('slug', () => {
  it('keeps whole words, in every script', () => {
    expect(slug('Fix: the "retry" back-off, please!')).toBe('fix-the-retry-back-off-please');
    expect(slug('a very long prompt that would never fit into the name of one branch')).toBe(
      'a-very-long-prompt-that-would-never-fit',
    );
    expect(slug('修复 构建')).toBe('修复-构建');
    expect(slug('x'.repeat(90))).toBe('x'.repeat(40));
  });

  it('is never empty and never the name of a device', () => {
    expect(slug('!!!')).toBe('thread');
    expect(slug('NUL')).toBe('thread-nul');
  });
});

describe('branchName', () => {
  const day = new Date(2026, 0, 31, 12);

  it('fills the template with the first line of the prompt and the day', () => {
    expect(branchName('muster/{title}', 'Fix it\nand more', day)).toBe('muster/fix-it');
    expect(branchName('me/{date}/{title}', 'Fix it', day)).toBe('me/2026-01-31/fix-it');
  });

  it('makes a name of whatever the template says', () => {
    expect(branchName(' ..{title}~^: [x]?.lock/ /.', 'Fix', day)).toBe('fix-x');
    expect(branchName('', 'Fix', day)).toBe('muster/fix');
    expect(branchName('-{title}', 'Fix', day)).toBe('fix');
    expect(sayable('a//b/../@{c}/@')).toBe('a/b/c}');
  });
});

describe('freeName', () => {
  it('numbers a taken name, whatever its case', () => {
    expect(freeName('muster/a', ['main'])).toBe('muster/a');
    expect(freeName('muster/a', ['Muster/A', 'muster/a-2'])).toBe('muster/a-3');
  });

  it('lies in no other name and holds none', () => {
    expect(freeName('muster/a', ['muster/a/b'])).toBe('muster/a-2');
    expect(freeName('muster/a', ['muster'])).toBe('muster-a');
    expect(freeName('muster/a', ['muster', 'muster-a'])).toBe('muster-a-2');
  });
});
