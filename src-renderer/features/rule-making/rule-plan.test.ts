import { describe, expect, it } from 'vitest';
import type { Approval } from '#shared/model/approval/approval.ts';
import { asId } from '#shared/model/ids.ts';
import { anApproval } from '../../../test/support/approvals.ts';
import { alsoWords, decidedBy, othersWords, rulePlan, saveWords } from './rule-plan.ts';

const command = (id: string, text: string, more: Partial<Approval> = {}): Approval => ({
  ...anApproval({ kind: 'command', command: text, cwd: null, prefix: null, extraPermissions: null }),
  id: asId(id),
  ...more,
});
const card = command('card', 'git push');

describe('rulePlan', () => {
  it('tells the card’s own from the others, and whether they show the same', () => {
    const same = command('same', 'git push', { threadTitle: 'Another thread' });
    expect(rulePlan(card, [card, same])).toEqual({ own: true, others: [same], alike: true });
    const other = command('other', 'git push --force');
    expect(rulePlan(card, [same, other])).toEqual({ own: false, others: [same, other], alike: false });
  });

  it('leaves out what ended, and what is being decided', () => {
    const ended = command('ended', 'git push', {
      outcome: { type: 'expired', because: 'turnEnded', at: 0 },
    });
    const deciding = command('deciding', 'git push --force', { deciding: true });
    expect(rulePlan(card, [card, ended, deciding])).toEqual({ own: true, others: [], alike: true });
  });

  it('decides the others only when that was chosen', () => {
    const plan = rulePlan(card, [card, command('a', 'git push a')]);
    expect(decidedBy(card, plan, false)).toEqual(['card']);
    expect(decidedBy(card, plan, true)).toEqual(['card', 'a']);
    expect(decidedBy(card, { ...plan, own: false }, true)).toEqual(['a']);
  });
});

describe('the words of saving', () => {
  it.each([
    ['accept', 0, false, 'Save the rule'],
    ['accept', 1, true, 'Save, and accept this one'],
    ['accept', 1, false, 'Save, and accept 1 that waits'],
    ['decline', 4, true, 'Save, and decline 4 that wait'],
  ] as const)('%s of %d', (effect, count, own, words) => {
    expect(saveWords(effect, count, own)).toBe(words);
  });

  it.each([
    [true, 1, 'Also accept the 1 other that waits now'],
    [true, 3, 'Also accept the 3 others that wait now'],
    [false, 1, 'Also accept the one that waits now'],
    [false, 3, 'Also accept the 3 that wait now'],
  ])('the choice, own %s, %d others', (own, count, words) => {
    const others = Array.from({ length: count }, (_, at) => command(String(at), 'git push'));
    expect(alsoWords('accept', { own, others, alike: true })).toBe(words);
  });

  it.each([
    [1, true, true, 'It asks for the very same as the card.'],
    [2, true, false, 'They ask for the very same as the card. They stay for you.'],
    [1, false, false, 'It asks for something else than the card. It stays for you.'],
    [2, false, true, 'Not all of them ask for the same as the card.'],
  ])('those %d others, alike %s, decided %s', (count, alike, also, words) => {
    const others = Array.from({ length: count }, (_, at) => command(String(at), 'git push'));
    expect(othersWords({ own: true, others, alike }, also)).toBe(words);
  });
});
