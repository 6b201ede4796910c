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
function setUp(old: readonly Rule[] = []) {
  const waiting = new Map<ApprovalId, RuleRequest>();
  const stored = new Map<string, Rule>(old.map((rule) => [rule.id, rule]));
  const decided: string[] = [];
  const batches: { batch: RuleBatch; send: () => ReadonlyMap<ApprovalId, unknown> }[] = [];
  const rules = new Rules({
    store: {
      rules: () => [...stored.values()],
      saveRule: (rule) => void stored.set(rule.id, rule),
      noteRule: (rule) => void stored.set(rule.id, rule),
      removeRule: (ruleId) => void stored.delete(ruleId),
    },
    apply: () => {},
    pending: () => [...waiting.values()],
    request: (one) => waiting.get(one),
    earlier: () => [],
    changed: () => {
      for (const request of [...waiting.values()]) consider(request);
    },
    decideAll: (ids, effect, by) => {
      for (const one of ids) {
        waiting.delete(one);
        const decider = by(one);
        const names = decider.type === 'rules' ? decider.rules.map(({ name }) => name) : [];
        decided.push(`${effect} ${one} by ${names.join(' and ')}`);
        rules.decided(decider);
      }
      return new Map();
    },
    wait: (batch, send) => `batch ${batches.push({ batch, send })}`,
    now: () => 1000,
    platform: 'linux',
    home: '/home/ada',
  });
  /** As the host does with what rules decide. */
  const consider = (request: RuleRequest): boolean => {
    const verdict = rules.consider(request);
    if (verdict === null) return false;
    if (waiting.delete(request.id)) decided.push(`${verdict.effect} ${request.id}`);
    rules.decided(verdict.by);
    return true;
  };
  rules.start(parse);
  const ask = (name: string, text: string, threadId = 'thread', more: Partial<RuleRequest> = {}) => {
    const request: RuleRequest = {
      id: id(name),
      place: {
        threadId: asId<ThreadId>(threadId),
        workspaceId: asId<WorkspaceId>('workspace'),
        folders: ['/w/app'],
      },
      subject: { type: 'command', text, inPlace: true },
      declineOnly: false,
      ...more,
    };
    waiting.set(request.id, request);
    consider(request);
    return request;
  };
  const save = (rule: RuleDraft, names: readonly string[] = [], delayMs = 3000) =>
    rules.save({ rule, decides: { approvalIds: names.map(id), delayMs } }, 'me');
  return { rules, consider, waiting, stored, decided, batches, ask, save };
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
    const { rules, consider, waiting, decided, ask, save } = setUp();
    const left = ask('left', 'git add a');
    const elsewhere = ask('elsewhere', 'git add b', 'another thread');
    const scope = { type: 'thread', threadId: asId<ThreadId>('thread') } as const;
    const { ruleId } = save(draft('git add', { scope }));
    save(draft('npm test'));
    expect(consider(left)).toBe(false);
    // A wider rule covers requests that the person was not shown. Those stay; new ones are decided.
    rules.update({ ruleId, scope: { type: 'everywhere' } });
    expect(consider(elsewhere)).toBe(false);
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

/** A rule as an older version stored it. */
const old = (match: Rule['match']): Rule => ({
  ...draft('x'),
  id: JSON.stringify(match),
  match,
  createdAt: 0,
  createdBy: '',
  uses: 0,
  lastUsedAt: null,
});

describe('what rules cover', () => {
  it('is what the programs’ tables know, in the folder of the thread', () => {
    const { decided, ask, save } = setUp();
    for (const words of ['npm test', 'git diff', 'echo', 'printf', 'test', 'cat']) save(draft(words));
    for (const text of [
      'npm test --script-shell=x',
      'npm test -- x',
      'cd /elsewhere && npm test',
      'cd sub && npm test',
      'pushd /w/app && npm test',
      'cd /w/app/../x && npm test',
      'git diff --output=x',
      'git diff --outp=x',
      'git -C /x diff',
      "printf -v 'a[$(x)]' y",
      'printf -v PATH %s x; npm test',
      "test -v 'a[$(x)]'",
      'echo x | npm test',
      'PATH=x npm test',
      'read PATH; npm test',
      'env -C /x npm test',
    ])
      ask(text, text);
    expect(decided).toEqual([]);
    for (const text of [
      'npm test -s',
      'cd /w/app && npm test',
      "bash -lc 'cd /w/app; git diff --stat | cat'",
    ])
      ask(text, text);
    expect(decided).toHaveLength(3);
    ask('elsewhere', '', 'thread', { subject: { type: 'command', text: 'npm test', inPlace: false } });
    expect(decided).toHaveLength(3);
  });

  it('cannot be left open where nothing is known, to accept; to decline it can be anything', () => {
    const { decided, ask, save } = setUp();
    for (const words of [
      'git push',
      'sudo',
      'git',
      'find',
      'curl',
      'python3.11',
      'unheard-of',
      'npm run',
      'xargs',
    ]) {
      expect(() => save(draft(words)), words).toThrow(/only the very same command|must say which/);
      save(draft(words, { effect: 'decline' }));
    }
    for (const text of [
      'sudo x',
      'git -C x push',
      'find . -delete',
      'for x in a; do curl $x; done',
      'echo $(python3.11 x)',
      "bash -ic 'sudo x'",
      `${'echo x\n'.repeat(4000)}sudo x`,
      `${'a=('.repeat(2000)}; sudo x`,
    ])
      ask(text, text);
    ask('elsewhere', '', 'thread', { subject: { type: 'command', text: 'sudo y', inPlace: false } });
    expect(decided.map((one) => one.slice(0, 7))).toEqual(Array.from({ length: 9 }, () => 'decline'));
  });

  it('of older days is loaded, and is no wider than what can be made today', () => {
    const { decided, ask } = setUp([
      old({ type: 'words', words: ['git', 'push'], open: true }),
      old({ type: 'words', words: ['find'], open: true }),
      old({ type: 'folder', folder: '/' }),
      old({ type: 'folder', folder: '/home/ada' }),
      old({ type: 'folder', folder: '/home/ada/app' }),
    ]);
    ask('same', 'git push');
    ask('wider', 'git push --receive-pack=x');
    ask('found', 'find . -delete');
    const files = (name: string, ...paths: string[]) =>
      ask(name, '', 'thread', { subject: { type: 'files', paths } });
    files('root', '/srv/x/a');
    files('home', '/home/ada/x/a');
    files('hook', '/home/ada/app/.git/hooks/x');
    files('script', '/home/ada/app/package.json');
    files('source', '/home/ada/app/src/a.ts');
    expect(decided).toEqual(['accept same', 'accept source']);
  });

  it('is offered as wide as it can be, to accept and to decline', () => {
    const { rules, ask } = setUp();
    const offered = (text: string, more: Partial<RuleRequest> = {}) => {
      ask('one', text, 'thread', more);
      return rules.choices({ approvalId: id('one') });
    };
    const words = (of: readonly Rule['match'][]): string[] =>
      of.map((match) =>
        match.type === 'words' ? `${match.words.join(' ')}${match.open ? ' …' : ''}` : match.type,
      );
    const push = offered('git push origin');
    expect(words(push.choices)).toEqual(['git push origin', 'text']);
    expect(push.why).toBe(
      'Only these very words can be a rule: what “git push origin” does with others is not known.',
    );
    expect(offered('npm test').why).toBeNull();
    expect(words(push.declines)).toEqual([
      'git push origin',
      'git push origin …',
      'git push …',
      'git …',
      'text',
    ]);
    const piped = offered('cat a | python3');
    expect(words(piped.choices)).toEqual(['text']);
    expect(piped.why).toContain('“python3”');
    const hidden = offered('for x in a; do sudo rm $x; done');
    expect(words(hidden.choices)).toEqual(['text']);
    expect(words(hidden.declines)).toContain('sudo …');
    const away = offered('', { subject: { type: 'command', text: 'sudo x', inPlace: false } });
    expect([words(away.choices), words(away.declines)]).toEqual([
      [],
      ['sudo x', 'sudo x …', 'sudo …', 'text'],
    ]);
    const files = (...paths: string[]) => offered('', { subject: { type: 'files', paths } });
    expect(files('/home/ada/app/src/a').choices).toEqual([
      { type: 'folder', folder: '/home/ada/app/src' },
      { type: 'folder', folder: '/home/ada/app' },
    ]);
    expect(files('/home/ada/app/package.json')).toMatchObject({
      choices: [{ type: 'folder', folder: '/home/ada/app', runs: true }],
      why: expect.stringContaining('what is changed in them runs later'),
    });
    const hook = files('/home/ada/app/.git/hooks/x');
    expect(hook).toMatchObject({ choices: [], why: expect.stringContaining('always for a person') });
    expect(hook.declines).toContainEqual({ type: 'folder', folder: '/home/ada/app' });
  });

  it('is asked of the parser once for each text', () => {
    const { rules, ask, save } = setUp();
    let parsed = 0;
    rules.start((text, budget) => {
      parsed += 1;
      return parse(text, budget);
    });
    ask('one', 'npm run build && git status');
    expect(parsed).toBe(1);
    save(draft('npm test'));
    for (let times = 0; times < 5; times += 1) {
      rules.preview({ rule: draft('git status') });
      rules.choices({ approvalId: id('one') });
    }
    expect(parsed).toBe(1);
  });
});
