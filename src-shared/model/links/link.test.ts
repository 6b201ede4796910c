import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkInArguments, parseLink, threadLink } from './link.ts';

describe('parseLink', () => {
  it.each([
    ['muster://thread/0198f7c2-3a5b', { type: 'thread', threadId: '0198f7c2-3a5b' }],
    ['MUSTER://thread/0198f7c2-3a5b/', { type: 'thread', threadId: '0198f7c2-3a5b' }],
    ['muster://inbox', { type: 'inbox', approvalId: null }],
    ['muster://inbox/4f-2/7', { type: 'inbox', approvalId: '4f-2/7' }],
    ['muster://inbox/4f-2%2F%22a-7%22', { type: 'inbox', approvalId: '4f-2/"a-7"' }],
    ['muster://new', { type: 'new', workspace: null, path: null, prompt: '' }],
    [
      'muster://new/?path=%2Fsrv%2Fcode&prompt=Fix+the+build%0AThen+test%2B',
      { type: 'new', workspace: null, path: '/srv/code', prompt: 'Fix the build\nThen test+' },
    ],
    [
      'muster://new?workspace=payments-api&path=C:%5Ccode',
      { type: 'new', workspace: 'payments-api', path: 'C:\\code', prompt: '' },
    ],
  ])('reads %s', (text, link) => {
    expect(parseLink(text)).toEqual(link);
  });

  it.each([
    ['another scheme', 'https://thread/1'],
    ['no place', 'muster:'],
    ['an unknown place', 'muster://run/rm'],
    ['a thread without a name', 'muster://thread/'],
    ['a path in a thread id', 'muster://thread/../settings'],
    ['an encoded path in it', 'muster://thread/..%2f..%2fx'],
    ['markup in it', 'muster://thread/<script>'],
    ['a parameter where none is', 'muster://thread/1?start=1'],
    ['an unknown parameter', 'muster://new?prompt=x&send=1'],
    ['a property of objects', 'muster://new?__proto__=x'],
    ['a relative path', 'muster://new?path=..%2Fx'],
    ['a broken encoding', 'muster://new?prompt=%E0%A4%A'],
    ['a control character', 'muster://new?prompt=a%00b'],
    ['an escape of terminals', 'muster://new?prompt=%1b%5b31m'],
    ['text that runs backwards', 'muster://new?prompt=a%E2%80%AEb'],
    ['text of no width', 'muster://new?prompt=a%E2%80%8Bb'],
    ['invisible tags', `muster://new?prompt=${encodeURIComponent('a\u{e0041}b')}`],
    ['a line break in a path', 'muster://new?path=%2Fa%0Ab'],
    ['a prompt that nobody reads', `muster://new?prompt=${'a'.repeat(8_001)}`],
    ['a link without end', `muster://thread/${'a'.repeat(20_000)}`],
    ['credentials', 'muster://user:pass@thread/1'],
  ])('refuses %s', (_, text) => {
    expect(parseLink(text)).toBeNull();
  });

  it('never throws, and never says more than it was told', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (tail) => {
        const link = parseLink(`muster://new?prompt=${encodeURIComponent(tail)}`);
        if (link !== null) expect(link).toMatchObject({ type: 'new', prompt: tail });
        parseLink(`muster://${tail}`);
      }),
    );
  });
});

describe('links on a command line', () => {
  it('are found behind the switches of the platform', () => {
    expect(linkInArguments(['/opt/muster', '--original', 'muster://inbox', 'muster://new'])).toBe(
      'muster://inbox',
    );
    expect(linkInArguments(['/opt/muster', '--demo'])).toBeUndefined();
  });
  it('lead to the thread they were made of', () => {
    expect(parseLink(threadLink('abc-1' as never))).toEqual({ type: 'thread', threadId: 'abc-1' });
  });
});
