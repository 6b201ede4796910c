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
    const url = 'https://a.example/';
    expect(draftProblems({ ...off, way: 'url', url }, 'kept')).toEqual(none);
    expect(draftProblems({ ...off, way: 'url', url, secret: null }, 'kept').secret).not.toBeNull();
    expect(draftProblems({ ...off, secret: 'short' }, 'none').secret).toBe('At least 16 characters.');
    expect(draftProblems({ ...off, way: 'command' }, 'none').route).toBe('Name the program.');
    expect(draftProblems({ ...off, way: 'command', command: 'gate' }, 'none')).toEqual(none);
    for (const seconds of ['', '0', '121', '1.5', 'x'])
      expect(draftProblems({ ...off, seconds }, 'none').seconds).not.toBeNull();
  });

  it('names every problem at once, also what is wrong with the address or the command itself', () => {
    expect(draftProblems({ ...off, way: 'url', url: 'nonsense', seconds: '0' }, 'none')).toEqual({
      route: expect.stringContaining('not an address'),
      seconds: expect.any(String),
      secret: expect.any(String),
    });
    expect(draftProblems({ ...off, way: 'url', url: 'http://a.example/' }, 'kept').route).toContain('https');
    expect(draftProblems({ ...off, way: 'command', command: './gate' }, 'none').route).toContain(
      'whole path',
    );
  });

  it('makes a secret that is long enough and never the same', () => {
    const [one, two] = [newSecret(), newSecret()];
    expect(one).toMatch(/^[\w-]{43}$/);
    expect(one).not.toBe(two);
  });
});
