import { describe, expect, it } from 'vitest';
import type { Approval, ApprovalBody } from '../approval/approval.ts';
import { journalDetails, requestLine } from './journal.ts';
import { foundParts, searchWords } from './search-words.ts';

describe('searchWords', () => {
  it.each([
    ['git pus', ['git', 'pus']],
    ['git pu', ['git pu']],
    ['ls  -l a src -x', ['ls -l a', 'src -x']],
    ['"git" pu', ['git', 'pu']],
    ['r', ['r']],
    ['  "git push"  origin ', ['git push', 'origin']],
    ['"not closed yet', ['not closed yet']],
    ['""', []],
    ['say "', ['say']],
    ['same same', ['same']],
  ])('reads %s', (text, words) => {
    expect(searchWords(text)).toEqual(words);
  });
});

describe('foundParts', () => {
  it('parts a text by what was found, whatever its case, and reads no word as a pattern', () => {
    expect(foundParts('Git push (now)', ['git', 'PUSH', '(now', '.'])).toEqual([
      { text: 'Git', found: true },
      { text: ' ', found: false },
      { text: 'push', found: true },
      { text: ' ', found: false },
      { text: '(now', found: true },
      { text: ')', found: false },
    ]);
    expect(foundParts('x', [])).toEqual([{ text: 'x', found: false }]);
  });
});

describe('requestLine', () => {
  it.each([
    [
      'command',
      'wants to run x',
      { type: 'command', text: "/bin/bash -lc 'git push'", inPlace: true },
      { words: '', code: 'git push' },
    ],
    ['command', 'wants to run npm ci', null, { words: '', code: 'npm ci' }],
    [
      'network',
      'wants to reach x.example',
      { type: 'network', host: 'x.example' },
      { words: 'Connect to', code: 'x.example' },
    ],
    ['fileChange', 'wants to edit a.ts', null, { words: 'Edit', code: 'a.ts' }],
    ['fileChange', 'wants to edit files', null, { words: 'Edit files', code: '' }],
    ['permissions', 'wants more permissions', null, { words: 'More permissions', code: '' }],
    ['question', 'asks: Which store?', null, { words: 'Which store?', code: '' }],
    ['tool', 'wants to call deploy', null, { words: 'Use the tool', code: 'deploy' }],
  ] as const)('says what a %s asked: %s', (kind, summary, subject, line) => {
    expect(requestLine(kind, summary, subject)).toEqual(line);
  });
});

describe('journalDetails', () => {
  const of = (body: ApprovalBody) =>
    journalDetails({ body, reason: '', branch: 'main', raw: { method: 'x' } } as unknown as Approval).parts;
  it('keeps all of what was asked, by kind', () => {
    expect(
      of({ kind: 'command', command: 'git push', cwd: '/w', prefix: null, extraPermissions: { net: true } }),
    ).toEqual([
      { label: 'Command', text: 'git push' },
      { label: 'More permissions', text: '{\n  "net": true\n}' },
    ]);
    expect(of({ kind: 'network', host: 'h', protocol: 'https', command: null, cwd: null })).toEqual([
      { label: 'Host', text: 'h' },
      { label: 'Protocol', text: 'https' },
    ]);
    expect(
      of({
        kind: 'question',
        questions: [
          {
            id: 'q',
            header: 'h',
            question: 'Which?',
            secret: false,
            other: false,
            options: [{ label: 'A', description: '' }],
          },
        ],
      }),
    ).toEqual([{ label: 'Question', text: 'Which?\n· A' }]);
    expect(of({ kind: 'tool', tool: 'deploy', arguments: { to: 'prod' } })).toContainEqual({
      label: 'Arguments',
      text: '{\n  "to": "prod"\n}',
    });
    expect(of({ kind: 'unknown', method: 'm' })).toHaveLength(2);
  });
});
