import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactAll } from './redact.ts';

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const s = (...parts: string[]): string => parts.join('');
const A = 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z';

/** A text with a secret in it, and the secret. */
const LEAKS: readonly (readonly [text: string, secret: string])[] = [
  [s('OPENAI_API_KEY=sk-', 'proj-', A), A],
  [s('error: Incorrect API key provided: sk-', A), A],
  [s('Authorization: Bearer ', 'abcdef123456'), 'abcdef123456'],
  [s('{"authorization":"Basic ', 'dXNlcjpwYXNz', '"}'), 'dXNlcjpwYXNz'],
  [s('curl -H "X-Api-Key: ', 'short1', '"'), 'short1'],
  [s('Cookie: muster=', 'abc', '; other=', 'def'), 'def'],
  [s('remote: https://me:', 'hunter2', '@example.com/repo.git'), 'hunter2'],
  [s('https://', 'tokenaslogin', '@example.com/x'), 'tokenaslogin'],
  [s('pushing with ghp_', A), A],
  [s('github_pat_', '11ABCDEFG0', A), A],
  [s('AKIA', 'IOSFODNN7EXAMPLE'), 'IOSFODNN7EXAMPLE'],
  [s('aws_secret_access_key = ', 'wJalrXUtnFEMI/K7MDENG/bPxRfi'), 'wJalrXUtnFEMI'],
  [s('eyJhbGciOiJIUzI1NiJ9', '.', 'eyJzdWIiOiIxMjM0In0', '.', 'c2lnbmF0dXJl'), 'eyJzdWIiOiIxMjM0In0'],
  [s('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE', ' KEY-----'), 'IBAAK'],
  [s('-----BEGIN OPENSSH PRIVATE', ' KEY-----\nb3BlbnNz'), 'b3BlbnNz'],
  [s('mysql --password ', 'letmein', ' -u root'), 'letmein'],
  [s('deploy --api-key=', 'letmein'), 'letmein'],
  [s('http://127.0.0.1:1/#token=', 'XfgR2-x'), 'XfgR2-x'],
  [s('GET /x?access_token=', 'qwe', '&y=1'), 'qwe'],
  [s('DB_PASSWORD="', 'two words', '"'), 'two words'],
  [s("secret: '", 'two words', "'"), 'two words'],
  [s('{\\"refresh_token\\": \\"', 'inner', '\\"}'), 'inner'],
  [s('PIN password=', '123456'), '123456'],
  [s('xoxb-', '1234567890-', 'abcdef'), 'abcdef'],
  [s('glpat-', 'abcdefgh1234'), 'abcdefgh1234'],
  [s('npm_', A), A],
  [s('session is ', A, A), A],
  ['wrote to someone@example.com', 'someone@'],
  ['panicked at /home/someone/.cargo/x.rs', 'someone'],
  ['/Users/someone/Library', 'someone'],
  ['C:\\Users\\someone\\AppData', 'someone'],
  ['"C:\\\\Users\\\\someone\\\\AppData"', 'someone'],
];

describe('redact', () => {
  it.each(LEAKS)('takes the secret out of %s', (text, secret) => {
    expect(text).toContain(secret);
    expect(redact(text)).not.toContain(secret);
    expect(redact(JSON.stringify({ line: text }))).not.toContain(secret);
    // Cleaning twice changes nothing more: it may happen on the way to the log and again to the clipboard.
    expect(redact(redact(text))).toBe(redact(text));
  });

  it('finds them wherever they stand', () => {
    const token = fc
      .array(fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'.split('')), {
        minLength: 24,
        maxLength: 60,
      })
      .map((letters) => letters.join(''));
    const prefix = fc.constantFrom('sk-', 'ghp_', 'glpat-', 'Bearer ', 'API_KEY=', '"token":"', 'password: ');
    fc.assert(
      fc.property(
        fc.lorem(),
        prefix,
        token,
        fc.constantFrom(' ', '"', '\n', ',', ')'),
        (words, lead, key, end) => {
          expect(redact(`${words} ${lead}${key}${end}${words}`)).not.toContain(key);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('writes the home folder as ~, also one in an unusual place', () => {
    expect(redact('cwd /srv/people/ann/work', ['/srv/people/ann'])).toBe('cwd ~/work');
    expect(redact('see /home/ann/x and /home/ann', [])).toBe('see ~/x and ~');
  });

  it.each([
    'thread 0198f7c2-3a5b-7c11-9d0e-1f2a3b4c5d6e started',
    'turn used tokens: 18234 of 272000',
    '"totalTokens":1200,"cachedTokens":300',
    'commit 3eeffa4b6f3c2d1e0a9b8c7d6e5f4a3b2c1d0e9f on main',
    'ERROR codex_core::turn: stream disconnected before completion (retry 1/5)',
    'tokenLimit=272000',
    'method turn/completed 1834 bytes',
  ])('leaves what helps: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('redactAll', () => {
  it('cleans every text of a value, and what a name says is secret', () => {
    const secret = s('sk-', A);
    const clean = redactAll({
      list: [`key ${secret}`, 3, null],
      apiKey: 'plain words',
      nested: { 'user.password': 'x y', tokens: 12, path: '/home/ann/x' },
    });
    expect(clean).toEqual({
      list: ['key sk-•••', 3, null],
      apiKey: '•••',
      nested: { 'user.password': '•••', tokens: 12, path: '~/x' },
    });
  });
});
