import { beforeAll, describe, expect, it } from 'vitest';
import { asId, type ApprovalId, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import type { Rule, RuleDraft } from '#shared/model/rule/rule.ts';
import { Rules, type RuleBatch, type RuleRequest } from './rules.ts';
import type { Parse } from './read-script.ts';
import { loadShellGrammar } from './shell-grammar.ts';

let parse: Parse;
beforeAll(async () => {
  parse = await loadShellGrammar();
});

const id = (name: string): ApprovalId => asId<ApprovalId>(name);
const draft = (words: string, more: Partial<RuleDraft> = {}): RuleDraft => ({
  effect: 'accept',
  match: { type: 'words', words: words.split(' '), open: true },
  scope: { type: 'everywhere' },
  until: null,
  ...more,
});

/** Rules over requests that wait in memory; batches wait until the test sends them. */
function setUp() {
  const waiting = new Map<ApprovalId, RuleRequest>();
  const stored = new Map<string, Rule>();
  const decided: string[] = [];
  const batches: { batch: RuleBatch; send: () => ReadonlyMap<ApprovalId, unknown> }[] = [];
  const rules = new Rules({
    store: {
      rules: () => [],
      saveRule: (rule) => void stored.set(rule.id, rule),
      removeRule: (ruleId) => void stored.delete(ruleId),
    },
    apply: () => {},
    pending: () => [...waiting.values()],
    request: (one) => waiting.get(one),
    earlier: () => [],
    decide: (one, effect) => {
      if (waiting.delete(one)) decided.push(`${effect} ${one}`);
      return true;
    },
    decideAll: (ids, effect, by) => {
      for (const one of ids) {
        waiting.delete(one);
        const decider = by(one);
        const names = decider.type === 'rules' ? decider.rules.map(({ name }) => name) : [];
        decided.push(`${effect} ${one} by ${names.join(' and ')}`);
      }
      return new Map();
    },
    wait: (batch, send) => `batch ${batches.push({ batch, send })}`,
    now: () => 1000,
    platform: 'linux',
  });
  rules.start(parse);
  const ask = (name: string, text: string, threadId = 'thread'): RuleRequest => {
    const request: RuleRequest = {
      id: id(name),
      place: { threadId: asId<ThreadId>(threadId), workspaceId: asId<WorkspaceId>('workspace') },
      subject: { type: 'command', text, inPlace: true },
      declineOnly: false,
    };
    waiting.set(request.id, request);
    rules.consider(request);
    return request;
  };
  const save = (rule: RuleDraft, names: readonly string[] = [], delayMs = 3000) =>
    rules.save({ rule, decides: { approvalIds: names.map(id), delayMs } }, 'me');
  return { rules, waiting, stored, decided, batches, ask, save };
}

describe('Rules.save', () => {
  it('decides of what waits only what it was given, and everything that comes later', () => {
    const { waiting, decided, stored, ask, save } = setUp();
    ask('shown', 'git add a');
    ask('arrived', 'git add b');
    expect(save(draft('git add'), ['shown'])).toMatchObject({ decided: ['shown'], batchId: null });
    ask('later', 'git add c');
    expect(decided).toEqual(['accept shown by git add …', 'accept later']);
    expect([...waiting.keys()]).toEqual(['arrived']);
    expect([...stored.values()]).toMatchObject([{ uses: 2 }]);
  });

  it('decides nothing that waits when it was given nothing', () => {
    const { rules, waiting, ask } = setUp();
    ask('a', 'git add a');
    expect(rules.save({ rule: draft('git add') }, 'me').decided).toEqual([]);
    expect(waiting.size).toBe(1);
  });

  it('keeps what was left to the person, also when the rules are looked at again', () => {
    const { rules, waiting, decided, ask, save } = setUp();
    const left = ask('left', 'git add a');
    const elsewhere = ask('elsewhere', 'git add b', 'another thread');
    const scope = { type: 'thread', threadId: asId<ThreadId>('thread') } as const;
    const { ruleId } = save(draft('git add', { scope }));
    save(draft('npm test'));
    expect(rules.consider(left)).toBe(false);
    // Nobody was shown what a wider rule is about as well: that stays, what comes is decided.
    rules.update({ ruleId, scope: { type: 'everywhere' } });
    expect(rules.consider(elsewhere)).toBe(false);
    expect([...waiting.values()]).toEqual([left, elsewhere]);
    ask('later', 'git add c', 'another thread');
    expect(decided).toEqual(['accept later']);
  });

  it('is told to decide what another rule had left: together they cover it', () => {
    const { rules, decided, ask, save } = setUp();
    ask('both', 'git add a && npm test');
    save(draft('git add'), ['both']);
    expect(decided).toEqual([]);
    const second = draft('npm test');
    expect(rules.preview({ rule: second }).pending).toEqual(['both']);
    save(second, ['both']);
    expect(decided).toEqual(['accept both by git add … and npm test …']);
  });

  it('can be made again of what it had left', () => {
    const { rules, decided, ask, save } = setUp();
    ask('left', 'git add a');
    save(draft('git add'));
    expect(rules.preview({ rule: draft('git add') }).pending).toEqual(['left']);
    save(draft('git add'), ['left']);
    expect(decided).toHaveLength(1);
  });

  it('waits with more than one, and holds only from when they are sent', () => {
    const { stored, decided, waiting, batches, ask, save } = setUp();
    for (const name of ['a', 'b', 'kept']) ask(name, `git add ${name}`);
    const saved = save(draft('git add'), ['a', 'b']);
    expect(saved).toMatchObject({ decided: [], batchId: 'batch 1' });
    expect(batches[0]?.batch).toMatchObject({
      approvalIds: ['a', 'b'],
      decision: 'accept',
      rule: { id: saved.ruleId, name: 'git add …' },
      by: 'me',
      delayMs: 3000,
    });
    ask('meanwhile', 'git add c');
    expect([decided, [...stored]]).toEqual([[], []]);
    expect(batches[0]?.send()).toEqual(new Map());
    expect(decided).toEqual([
      'accept a by git add …',
      'accept b by git add …',
      // It came after the rule was made: the rule was about it as about all that comes.
      'accept meanwhile',
    ]);
    expect([...waiting.keys()]).toEqual(['kept']);
    expect([...stored.values()]).toMatchObject([{ id: saved.ruleId, uses: 3 }]);
  });

  it('does not decide by a batch what the rules do not decide any more', () => {
    const { waiting, decided, batches, ask, save } = setUp();
    for (const name of ['a', 'b']) ask(name, `git add ${name}`);
    save(draft('git add'), ['a', 'b']);
    waiting.set(id('b'), { ...waiting.get(id('b'))!, declineOnly: true });
    expect([...(batches[0]?.send().keys() ?? [])]).toEqual(['b']);
    expect(decided).toEqual(['accept a by git add …']);
  });

  it('does not wait when there is no time to take it back', () => {
    const { batches, ask, save } = setUp();
    for (const name of ['a', 'b']) ask(name, `git add ${name}`);
    expect(save(draft('git add'), ['a', 'b'], 0)).toMatchObject({ decided: ['a', 'b'], batchId: null });
    expect(batches).toEqual([]);
  });
});
