import { describe, expect, it } from 'vitest';
import { judge, type Attempt, type Evidence, type JournalLine, type KnownProcess } from './answer-oracle.ts';
import type { Answered } from './answer-tee.ts';

const line = (event: string, decision: string | null = null, by: string | null = null): JournalLine => ({
  at: 10,
  approvalId: 'gen/0',
  event,
  decision,
  by,
});
const attempt = (state: Attempt['state'], decision: Attempt['decision'] = 'accept', by = 'me'): Attempt => ({
  by,
  decision,
  state,
});
const answer = (decision: string, id = 0): Answered => ({ id, at: 11, result: { decision } });

function process(answered: readonly Answered[], lives = true): KnownProcess {
  const command = {
    id: 0,
    method: 'item/commandExecution/requestApproval',
    params: { command: 'echo ruled' },
  };
  return { pid: 1, codexPid: 2, cwd: '/', began: 0, generation: 'gen', lives, asked: [command], answered };
}

const evidence = (
  answered: readonly Answered[],
  ends: readonly JournalLine[],
  attempts: readonly Attempt[],
  more: Partial<Evidence> = {},
): Evidence => ({
  processes: [process(answered)],
  journal: [line('asked'), ...ends],
  attempts: new Map([['gen/0', attempts]]),
  rules: [],
  ...more,
});

const problems = (of: Evidence): readonly string[] => {
  const { wrong, endless, undelivered } = judge(of);
  return [...wrong, ...endless, ...undelivered];
};

describe('the judge of answers', () => {
  it('has nothing to say of an answer that is what was decided first, however many tried', () => {
    const ends = [line('decided', 'accept', 'me'), line('late', 'decline', 'you')];
    const attempts = [attempt('took'), attempt('refused', 'decline', 'you')];
    expect(problems(evidence([answer('accept')], ends, attempts))).toEqual([]);
  });

  it('has nothing to say of what expired, nor of an answer that died with its process', () => {
    expect(problems(evidence([], [line('expired')], []))).toEqual([]);
    const dead = { processes: [process([], false)] };
    expect(problems(evidence([], [line('decided', 'accept', 'me')], [attempt('took')], dead))).toEqual([]);
  });

  it.each([
    ['is for a request that nobody asked', [answer('accept'), answer('accept', 1)], 'accept'],
    ['is not what was decided', [answer('decline')], 'accept'],
    ['is followed by another one', [answer('accept'), answer('decline')], 'accept'],
    ['is not delivered', [], 'accept'],
    ['was decided by nobody', [answer('decline')], 'decline'],
  ] as const)('sees an answer that %s', (_, answered, decided) => {
    expect(problems(evidence(answered, [line('decided', decided, 'me')], [attempt('took')]))).toHaveLength(1);
  });

  it('sees an answer that was never decided, or was taken back', () => {
    expect(problems(evidence([answer('accept')], [line('expired')], []))).toHaveLength(1);
    const decided = [line('decided', 'accept', 'me')];
    expect(problems(evidence([answer('accept')], decided, [attempt('takenBack')]))).toHaveLength(1);
  });

  it('sees that two people were told that theirs counts', () => {
    const decided = [line('decided', 'accept', 'me')];
    const attempts = [attempt('took'), attempt('took', 'decline', 'you')];
    expect(problems(evidence([answer('accept')], decided, attempts))).toHaveLength(1);
  });

  it('sees a request without an end, and one with two', () => {
    expect(judge(evidence([], [], [])).endless).toHaveLength(1);
    const twice = [line('decided', 'accept', 'me'), line('expired')];
    expect(judge(evidence([answer('accept')], twice, [attempt('took')])).endless).toHaveLength(1);
  });

  it('sees a rule that answers against its effect, beside its words, or after its time', () => {
    const rule = { effect: 'decline', word: 'ruled', from: 0, to: 20 } as const;
    const by = (decision: string): readonly JournalLine[] => [line('decided', decision, 'Rule: ruled')];
    const ruled = (decision: string, rules: Evidence['rules']): readonly string[] =>
      problems(evidence([answer(decision)], by(decision), [], { rules }));
    expect(ruled('decline', [rule])).toEqual([]);
    expect(ruled('accept', [rule])).toHaveLength(1);
    expect(ruled('decline', [{ ...rule, word: 'other' }])).toHaveLength(1);
    expect(ruled('decline', [{ ...rule, to: 9 }])).toHaveLength(1);
  });
});
