import { describe, expect, it } from 'vitest';
import { knownLike, knownOption, offered, optionFor, optionNamed, type DecisionOption } from './decision.ts';

const foreign = (id: string, effect: DecisionOption['effect'], lasts: DecisionOption['lasts'] = 'once') => ({
  id,
  label: id,
  reach: '',
  effect,
  lasts,
});
const CODEX = (['accept', 'acceptForSession', 'acceptAndRemember', 'decline', 'cancel'] as const).map((id) =>
  knownOption(id, id, ''),
);
const FOREIGN = [
  foreign('yes-always', 'allow', 'always'),
  foreign('yes', 'allow'),
  foreign('no', 'deny'),
  foreign('halt', 'stop'),
];
const ids = (options: readonly DecisionOption[]): string[] => options.map(({ id }) => id);

describe('offered', () => {
  const asking = { type: 'asking', since: 0 } as const;
  const asks = (rulesMayAccept: boolean) =>
    ({ type: 'asksPerson', reason: null, ticket: null, rulesMayAccept, tookMs: 1 }) as const;

  it('is all of it where no gateway is, or where that leaves it to rules', () => {
    expect(ids(offered(CODEX, { gateway: null }))).toEqual(ids(CODEX));
    expect(ids(offered(FOREIGN, { gateway: asks(true) }))).toEqual(ids(FOREIGN));
  });

  it('is nothing that would keep a gateway from being asked again', () => {
    for (const gateway of [asking, asks(false)]) {
      expect(ids(offered(CODEX, { gateway }))).toEqual(['accept', 'decline', 'cancel']);
      expect(ids(offered(FOREIGN, { gateway }))).toEqual(['yes', 'no', 'halt']);
    }
    expect(ids(offered([knownOption('declineAndRemember', '', '')], { gateway: asking }))).toHaveLength(1);
  });

  it('is only what refuses where a form cannot be filled in', () => {
    expect(ids(offered(CODEX, { readable: false }))).toEqual(['decline', 'cancel']);
    expect(ids(offered(FOREIGN, { readable: false }))).toEqual(['no', 'halt']);
  });
});

describe('an option of another protocol', () => {
  it('is what yes and no mean, never one that lasts, and never a form’s answer', () => {
    expect(optionFor(FOREIGN, 'accept')?.id).toBe('yes');
    expect(optionFor(FOREIGN, 'decline')?.id).toBe('no');
    expect(optionFor([foreign('yes-always', 'allow', 'always')], 'accept')).toBeUndefined();
    expect(optionFor([knownOption('answer', '', '')], 'accept')).toBeUndefined();
    expect(optionFor([...FOREIGN, ...CODEX], 'accept')?.id).toBe('accept');
  });

  it('is found by its name, and by nobody else’s', () => {
    expect(optionNamed(FOREIGN, 'halt')?.id).toBe('halt');
    expect(optionNamed(FOREIGN, 'accept')?.id).toBe('yes');
    expect(optionNamed(FOREIGN, 'acceptForSession')).toBeUndefined();
  });

  it('is kept as the known decision that does the same', () => {
    expect(FOREIGN.map(knownLike)).toEqual(['acceptAndRemember', 'accept', 'decline', 'cancel']);
    expect(knownLike(foreign('stop-always', 'stop', 'always'))).toBe('cancel');
    expect(CODEX.map(knownLike)).toEqual(ids(CODEX));
  });
});
