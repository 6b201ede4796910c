import { expect, it } from 'vitest';
import { editorCommand } from './editor-command.ts';

it('fills a file and its line into the words of a template', () => {
  expect(editorCommand('code -g {file}:{line}', '/a b/c.ts', 7)).toEqual({
    program: 'code',
    args: ['-g', '/a b/c.ts:7'],
  });
  expect(editorCommand('"/opt/My Editor/edit" +{line} {file}', '/x', null)).toEqual({
    program: '/opt/My Editor/edit',
    args: ['+1', '/x'],
  });
  expect(editorCommand('subl', '/x', 3)).toEqual({ program: 'subl', args: ['/x'] });
});

it('makes one argument of whatever a file is called', () => {
  for (const name of ['/a"; rm -rf ~; "', '/{line}', '/$(id)', '/a\nb'])
    expect(editorCommand('e {file}', name, 2)?.args).toEqual([name]);
});

it('knows no program in an empty template, and never takes the file for one', () => {
  expect(editorCommand('  ', '/x', 1)).toBeNull();
  expect(editorCommand('{file} {line}', '/x', 1)).toBeNull();
});
