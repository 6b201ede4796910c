import { fromMarkdown } from 'mdast-util-from-markdown';
import { expect, it } from 'vitest';
import type { Item } from '../item/item.ts';
import { itemAsLine, itemsAsMarkdown, turnAsMarkdown } from './export.ts';

const ran = (aggregatedOutput: string): Item => ({
  type: 'commandExecution',
  id: 'c',
  command: "/bin/bash -lc 'npm test'",
  cwd: '/x',
  source: 'agent',
  status: 'failed',
  commandActions: [],
  aggregatedOutput,
  exitCode: 1,
  durationMs: 1,
});

it('reads as the thread does', () => {
  const items: readonly Item[] = [
    { type: 'userMessage', id: 'u', clientId: null, content: [{ type: 'text', text: 'Fix it' }] },
    ran('one fails\n'),
    { type: 'agentMessage', id: 'a', text: 'Fixed in **one** place.' },
  ];
  expect(itemsAsMarkdown(items.map((item) => ({ item })))).toBe(
    '**You:**\n\nFix it\n\nCommand (exit 1):\n\n```console\n$ npm test\none fails\n```\n\nFixed in **one** place.',
  );
  expect(turnAsMarkdown({ status: 'failed', error: 'No more tokens' })).toBe(
    '> The turn failed: No more tokens',
  );
  expect(turnAsMarkdown({ status: 'completed', error: null })).toBe('');
});

it('lets no output end its own fence', () => {
  const text = itemsAsMarkdown([{ item: ran('```\n# not a heading\n````\n') }]);
  expect(fromMarkdown(text).children.map(({ type }) => type)).toEqual(['paragraph', 'code']);
});

it('has a line for each item, whole', () => {
  const item: Item = { type: 'agentMessage', id: 'a', text: 'x\ny' };
  const line = itemAsLine({ turnId: 't', item, cutOff: true });
  expect(line.trimEnd()).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({ turnId: 't', ...item, cutOff: true });
});
