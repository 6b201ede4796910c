import { expect, it } from 'vitest';
import { startPty } from './pty.ts';

const launch = { file: '/bin/sh', args: [], cwd: '/', env: {}, cols: 80, rows: 24 };
const events = { data: () => {}, exit: () => {} };

it('says in words that the native part is missing, and what still works', async () => {
  const missing = (): Promise<never> => Promise.reject(new Error('Cannot find module pty.node'));
  await expect(startPty(launch, events, missing)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(
      /^Terminals do not work here: .* is missing or does not load\. .* everything else works without\.$/,
    ),
    detail: 'Cannot find module pty.node',
  });
});
