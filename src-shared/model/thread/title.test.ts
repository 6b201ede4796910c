import { describe, expect, it } from 'vitest';
import { shortTitle } from './title.ts';

describe('shortTitle', () => {
  it.each([
    ['Fix the build', 'Fix the build'],
    ['Fix the build.', 'Fix the build'],
    ['Fix the rounding of refunds. It loses a cent on every third order.', 'Fix the rounding of refunds'],
    ['Why does the report round twice? Look at src/report.ts.', 'Why does the report round twice?'],
    ['Hi. Please fix the build of the web client.', 'Hi. Please fix the build of the web client'],
    ['## Task\nDo it', 'Task'],
    ['- **Rename** `tenant` to account', 'Rename tenant to account'],
    ['```\nnpm test\n```', 'npm test'],
    ['\n\n  Look around  \n', 'Look around'],
    ['Do these:\n1. one\n2. two', 'Do these'],
    ['Fix the\n  build', 'Fix the build'],
    ['One thing\n\nand another', 'One thing'],
    ['Set e.g. v1.2 in package.json', 'Set e.g. v1.2 in package.json'],
    [
      'Carry the remainder of the refund along so that the sum of the lines is the sum of the order',
      'Carry the remainder of the refund along so that the sum of…',
    ],
    ['', ''],
    ['   ', ''],
  ])('calls %j %j', (prompt, title) => {
    expect(shortTitle(prompt)).toBe(title);
  });

  it('cuts a word without end, and no character in two', () => {
    expect(shortTitle('x'.repeat(100))).toBe(`${'x'.repeat(60)}…`);
    expect(shortTitle(`${'x'.repeat(59)}😀 and more of it`)).toBe(`${'x'.repeat(59)}…`);
  });
});
