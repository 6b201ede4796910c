import { describe, expect, it } from 'vitest';
import { besideLink, outsideLink } from './outside-link.ts';

const beside = (href: string, words: string) => {
  const link = outsideLink(href);
  return link === null ? null : besideLink(link, words);
};
const nothing = { type: 'nothing' };

describe('outsideLink', () => {
  it('lets only web and mail addresses out', () => {
    for (const href of ['https://a.dev', 'HTTP://a.dev/x', 'mailto:a@b.dev'])
      expect(outsideLink(href)).not.toBeNull();
    for (const href of [
      undefined,
      null,
      '',
      'javascript:alert(1)',
      ' https://a.dev',
      'java\nscript:x',
      'file:///etc',
      '//a.dev',
      '/x',
      'muster://new',
      'data:text/html,x',
      'https://',
      `https://a.dev/${'x'.repeat(10_000)}`,
    ])
      expect(outsideLink(href), String(href)).toBeNull();
  });

  it('takes out a name and a password, by which one host passes for another', () => {
    expect(outsideLink('https://github.com@evil.example/login')).toEqual({
      address: 'https://evil.example/login',
      place: 'evil.example',
      namedSomebody: true,
    });
    for (const href of [
      'https://user:pw@evil.example/',
      'https://:pw@evil.example/',
      'https://github.com%2f@evil.example',
    ])
      expect(outsideLink(href)).toMatchObject({ address: 'https://evil.example/', namedSomebody: true });
  });

  it('names a host as the network knows it', () => {
    expect(outsideLink('https://p\u0430ypal.com/')?.place).toBe('xn--pypal-4ve.com');
    expect(outsideLink('https://github.com\\@evil.example')?.place).toBe('github.com');
    expect(outsideLink('https://evil.example:8443/')?.place).toBe('evil.example:8443');
    expect(outsideLink('mailto:a@b.dev?bcc=c%40d.dev')?.place).toBe('a@b.dev?bcc=c@d.dev');
  });
});

describe('besideLink', () => {
  it.each([
    ['https://github.com/x', 'https://github.com/x'],
    ['https://github.com/x', 'github.com'],
    ['https://github.com/x', 'https://github.com/y'],
    ['https://github.com/x', 'github.com/x'],
    ['mailto:a@b.dev', 'a@b.dev'],
  ])('says nothing where the words are the place: %s as %s', (href, words) => {
    expect(beside(href, words)).toEqual(nothing);
  });

  it.each([
    ['https://evil.example/', 'https://github.com/x'],
    ['https://evil.example/', 'github.com'],
    ['https://evil.example/', 'see www.github.com'],
    ['https://evil.example/', 'github.com/org/repo'],
    ['https://evil.example/', 'bank.example/login'],
    ['https://evil.example/', 'g\u0456thub.com'],
    ['https://github.com.evil.example/', 'https://github.com'],
    ['https://github.com@evil.example/', 'Log in'],
    ['https://xn--pypal-4ve.com/', 'https://p\u0430ypal.com/'],
    ['https://p\u0430ypal.com/', 'p\u0430ypal.com'],
    ['https://evil.example/', 'https://github.com https://evil.example/'],
    ['https://evil.example/', 'https://github.com@evil.example/'],
  ])('says that it leads elsewhere: %s as %s', (href, words) => {
    expect(beside(href, words)).toMatchObject({ type: 'elsewhere' });
  });

  it.each([
    ['https://github.com/x/pull/12', 'PR 12', 'github.com'],
    ['https://evil.example/', 'notes.md', 'evil.example'],
    ['https://evil.example/', '', 'evil.example'],
    ['mailto:a@b.dev', 'write to us', 'a@b.dev'],
  ])('names the place where the words do not: %s as %s', (href, words, place) => {
    expect(beside(href, words)).toEqual({ type: 'place', place });
  });
});
