import { describe, expect, it } from 'vitest';
import { tokenOf } from './session.ts';

describe('tokenOf', () => {
  it('takes the token of a link', () => {
    expect(tokenOf('#token=abc')).toBe('abc');
    expect(tokenOf('#token=a%20b&x=1')).toBe('a b');
  });
  it('leaves routes and broken escapes alone', () => {
    expect(tokenOf('#/fleet?token=abc')).toBeNull();
    expect(tokenOf('')).toBeNull();
    expect(tokenOf('#token=%E0%A4%A')).toBe('%E0%A4%A');
  });
});
