import { describe, expect, it } from 'vitest';
import { draftOf, draftProblems, newSecret, paramsOf } from './gateway-draft.ts';

const off = draftOf({ route: null, timeoutSeconds: 10 });

describe('a gateway as it is typed', () => {
  it('comes back as it was saved', () => {
    const url = { type: 'url', url: 'https://a.example/' } as const;
    const command = { type: 'command', argv: ['/bin/gate', '--in', ' a b'] } as const;
    for (const route of [null, url, command])
      expect(paramsOf(draftOf({ route, timeoutSeconds: 30 }))).toEqual({ route, timeoutSeconds: 30 });
    expect(paramsOf({ ...off, secret: null })).toEqual({ route: null, timeoutSeconds: 10, secret: null });
  });

  it('reads a command by lines', () => {
    const params = paramsOf({ ...off, way: 'command', command: '/bin/gate\r\n\n--in\n  two words \n' });
    expect(params.route).toEqual({ type: 'command', argv: ['/bin/gate', '--in', '  two words '] });
  });

  it('says what is missing', () => {
    const none = { route: null, seconds: null, secret: null };
    expect(draftProblems(off, 'none')).toEqual(none);
    expect(draftProblems({ ...off, way: 'url', url: ' ' }, 'none')).toEqual({
      route: 'Enter the address.',
      seconds: null,
      secret: expect.stringContaining('needs one'),
    });
    expect(draftProblems({ ...off, way: 'url', url: 'x' }, 'kept')).toEqual(none);
    expect(draftProblems({ ...off, way: 'url', url: 'x', secret: null }, 'kept').secret).not.toBeNull();
    expect(draftProblems({ ...off, secret: 'short' }, 'none').secret).toBe('At least 16 characters.');
    expect(draftProblems({ ...off, way: 'command' }, 'none').route).toBe('Name the program.');
    expect(draftProblems({ ...off, way: 'command', command: 'gate' }, 'none')).toEqual(none);
    for (const seconds of ['', '0', '121', '1.5', 'x'])
      expect(draftProblems({ ...off, seconds }, 'none').seconds).not.toBeNull();
  });

  it('makes a secret that is long enough and never the same', () => {
    const [one, two] = [newSecret(), newSecret()];
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(one).not.toBe(two);
  });
});
