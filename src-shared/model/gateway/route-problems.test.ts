import { describe, expect, it } from 'vitest';
import { argvProblem, urlProblem } from './route-problems.ts';

describe('the address of a gateway', () => {
  it.each([
    'https://example.com/approvals?team=1',
    'http://localhost:8790/',
    'http://LOCALHOST/',
    'http://127.0.0.1:8790/',
    'http://127.9.9.9/',
    'http://[::1]:80/',
    'http://2130706433/',
    'http://0x7f.1/',
  ])('can be %s', (url) => expect(urlProblem(url)).toBeNull());

  it.each([
    'http://example.com/',
    'http://127.0.0.1.evil.example/',
    'http://localhost.evil.example/',
    'http://evil.example/127.0.0.1',
    'http://127.0.0.1@evil.example/',
    'http://evil.example#@127.0.0.1/',
    'http://evil.example\\@127.0.0.1/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://[::]/',
    'http://[::ffff:10.0.0.1]/',
    'http://①②⑦.evil.example/',
    'https://name:password@example.com/',
    'https://example.com/#part',
    'ftp://localhost/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'localhost:8790',
    '',
  ])('cannot be %s', (url) => expect(urlProblem(url)).toEqual(expect.any(String)));
});

describe('the command of a gateway', () => {
  it('is a name, or a whole path of any system', () => {
    for (const program of ['gate', '/usr/bin/gate', 'C:\\gate.exe', 'C:/gate.exe', '\\\\server\\gate.exe'])
      expect(argvProblem([program, 'an argument'])).toBeNull();
    for (const bad of [[], [' '], ['./gate'], ['bin/gate'], ['gate', 'a\0b']])
      expect(argvProblem(bad)).toEqual(expect.any(String));
  });

  it('is a path of the machine that runs it', () => {
    expect(argvProblem(['C:\\gate.exe'], (path) => path.startsWith('/'))).toContain('whole path');
  });
});
