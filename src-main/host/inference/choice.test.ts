import { expect, it } from 'vitest';
import { scenarioChooser } from './choice.ts';
import { reply, say } from './script.ts';
import type { Scenario } from './script.ts';

const echo: Scenario = {
  name: 'echo',
  script: (args) => [reply(say(`${args.text('word', 'none')} ${args.number('n', 1)}`))],
};
const named: Scenario = {
  name: 'named',
  prompt: 'Fix the\n failing test.',
  script: () => [reply(say('fixed'))],
};
const choose = scenarioChooser([echo, named]);

it('chooses by a tag anywhere in the prompt, with arguments and defaults', () => {
  expect(choose('please [script:echo word="two words" n=3] now')).toEqual([reply(say('two words 3'))]);
  expect(choose('[script:echo]')).toEqual([reply(say('none 1'))]);
  expect(choose('[script:echo n=many]')).toEqual([reply(say('none 1'))]);
});

it('chooses by the exact prompt, without regard to white space', () => {
  expect(choose('  Fix the failing test. ')).toEqual([reply(say('fixed'))]);
  expect(choose('Fix the failing tests.')).toBeUndefined();
});

it('chooses nothing for an unknown tag or a malformed one', () => {
  expect(choose('[script:nobody]')).toBeUndefined();
  expect(choose('[script:echo word="open]')).toBeUndefined();
});

it('refuses scenarios that cannot be told apart', () => {
  expect(() => scenarioChooser([echo, echo])).toThrow('two scenarios are named echo');
  expect(() => scenarioChooser([named, { ...named, name: 'other' }])).toThrow('the prompt of another one');
});
