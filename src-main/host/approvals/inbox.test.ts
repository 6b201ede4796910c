import { describe, expect, it } from 'vitest';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { JournalEntry } from '#shared/contract/requests.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { DecisionOption } from '#shared/model/approval/decision.ts';
import { person } from '#shared/model/approval/decider.ts';
import { approvalId, asId, type Generation, type ThreadId, type WorkspaceId } from '#shared/model/ids.ts';
import { codexRequest } from '../../../test/support/codex-request.ts';
import { aJournalLine } from '../../../test/support/journal-lines.ts';
import { Events } from '../base/events.ts';
import type { InboxEvents, RequestEnds } from './ports.ts';
import { Inbox } from './inbox.ts';
import type { Shown } from '../engines/requests.ts';

const g1 = asId<Generation>('g1');
const g2 = asId<Generation>('g2');
const thread = asId<ThreadId>('t');

function command(text: string): Shown {
  const params = {
    kind: 'command',
    threadId: 't',
    turnId: 'u',
    itemId: 'i',
    command: text,
    cwd: '/r',
    startedAtMs: 1,
    environmentId: null,
  };
  return codexRequest('item/commandExecution/requestApproval', params) as Shown;
}

function setUp(told: (what: string) => void = () => {}) {
  const shown = new Map<string, Approval>();
  const journal: string[] = [];
  const kept = new Map<string, Approval>();
  const answers: string[] = [];
  const failing: { journal: Error | null } = { journal: null };
  let now = 0;
  const note = ({ approvalId: id, event, decision, by }: Omit<JournalEntry, 'seq'>): void => {
    told(`journal ${id}`);
    journal.push([id, event, decision, by].filter((part) => part !== null).join(' '));
  };
  const inbox = new Inbox({
    apply: (changes) => {
      for (const change of changes) {
        told(`shown ${change.key}`);
        if (change.type === 'put') shown.set(change.key, change.value as Approval);
        else shown.delete(change.key);
      }
    },
    store: {
      appendJournal: (entry) => {
        if (failing.journal !== null) throw failing.journal;
        note(entry);
      },
      noteJournal: note,
      together: (work) => {
        told('together');
        work();
        told('stored');
      },
      saveApproval: (approval) => kept.set(approval.id, approval),
    },
    reader: { reading: () => null, subject: () => null },
    events: new Events<InboxEvents & RequestEnds>((error) => {
      throw error;
    }),
    now: () => ++now,
    onFault: (error) => {
      throw error;
    },
  });
  const asker = {
    workspaceId: asId<WorkspaceId>('w'),
    workspace: 'work',
    title: 'A thread',
    branch: 'main',
    folder: '/work',
    changes: [],
  };
  const sink = (name: string) => ({
    result: (value: unknown) => {
      told(`answer ${name}`);
      answers.push(`${name} ${JSON.stringify(value)}`);
    },
    error: (body: { message: string }) => answers.push(`${name} error ${body.message}`),
  });
  const ask = (generation: Generation, id: number, text = 'git push', name = `${generation}/${id}`): void =>
    inbox.ask(generation, id, command(text), {}, asker, sink(name));
  return { inbox, shown, journal, kept, answers, ask, failing, asker, sink };
}

describe('Inbox', () => {
  it('answers exactly the request that was decided', () => {
    const { inbox, answers, journal, ask } = setUp();
    ask(g1, 0);
    ask(g1, 1);
    inbox.decide(approvalId(g1, 1), { id: 'accept' }, person('phone'));
    expect(answers).toEqual(['g1/1 {"decision":"accept"}']);
    expect(journal).toEqual(['g1/0 asked', 'g1/1 asked', 'g1/1 decided accept phone']);
    expect(inbox.pending(thread)).toMatchObject({ approvals: 1 });
  });

  it('takes the decisions of another protocol by what they do, and keeps them as what they are like', () => {
    const { inbox, answers, journal, shown, asker, sink } = setUp();
    const option = (id: string, effect: DecisionOption['effect'], lasts: DecisionOption['lasts']) => ({
      id,
      label: `Say ${id}`,
      reach: '',
      effect,
      lasts,
    });
    const foreign = {
      ...command('git push'),
      decisions: [
        option('opt-7', 'allow', 'always'),
        option('opt-8', 'allow', 'once'),
        option('opt-9', 'deny', 'once'),
      ],
      answer: ({ id }: { readonly id: string }) => ({ result: { chosen: id } }),
    };
    for (const id of [0, 1, 2]) inbox.ask(g1, id, foreign, {}, asker, sink(`g1/${id}`));
    inbox.gateway(approvalId(g1, 0), { type: 'asking', since: 0 });
    expect(inbox.get(approvalId(g1, 0))?.decisions.map(({ id }) => id)).toEqual(['opt-8', 'opt-9']);
    expect(() => inbox.decide(approvalId(g1, 0), { id: 'opt-7' }, person('phone'))).toThrow(
      'cannot be decided',
    );
    inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('phone'));
    inbox.decide(approvalId(g1, 1), { id: 'opt-7' }, person('phone'));
    inbox.decideAll([approvalId(g1, 2)], { id: 'decline' }, () => person('phone'));
    expect(answers).toEqual([
      'g1/0 {"chosen":"opt-8"}',
      'g1/1 {"chosen":"opt-7"}',
      'g1/2 {"chosen":"opt-9"}',
    ]);
    expect(journal.slice(3)).toEqual([
      'g1/0 decided accept phone',
      'g1/1 decided acceptAndRemember phone',
      'g1/2 decided decline phone',
    ]);
    expect([...shown.values()].map(({ outcome }) => outcome)).toMatchObject([
      { decision: 'opt-8', effect: 'allow', label: 'Say opt-8' },
      { decision: 'opt-7', effect: 'allow', label: 'Say opt-7' },
      { decision: 'opt-9', effect: 'deny', label: 'Say opt-9' },
    ]);
  });

  it('knows what the decisions do that an earlier Muster kept by name', () => {
    const { inbox, kept, ask } = setUp();
    ask(g1, 0);
    const [approval] = kept.values();
    const older = approval?.decisions.map(({ id, label, reach }) => ({ id, label, reach })) ?? [];
    const next = setUp();
    next.inbox.restore([{ ...approval, decisions: older } as unknown as Approval]);
    expect(next.inbox.get(approvalId(g1, 0))?.decisions).toEqual(inbox.get(approvalId(g1, 0))?.decisions);
  });

  it('decides nothing that the journal cannot keep, one or many: the requests go on waiting', () => {
    const { inbox, answers, ask, failing } = setUp();
    ask(g1, 0);
    ask(g1, 1);
    failing.journal = new ContractFailure({ code: 'storage', message: 'the disk is full' });
    const ids = [approvalId(g1, 0), approvalId(g1, 1)];
    expect(() => inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('phone'))).toThrow(
      'the disk is full',
    );
    expect([...inbox.decideAll(ids, { id: 'accept' }, () => person('phone')).keys()]).toEqual(ids);
    expect(answers).toEqual([]);
    expect(inbox.pending(thread)).toMatchObject({ approvals: 2 });
    failing.journal = null;
    inbox.decide(approvalId(g1, 0), { id: 'decline' }, person('phone'));
    expect(answers).toEqual(['g1/0 {"decision":"decline"}']);
  });

  it('keeps requests of two processes apart that have the same id', () => {
    const { inbox, answers, ask } = setUp();
    ask(g1, 0, 'rm -rf build');
    inbox.expireGeneration(g1);
    ask(g2, 0, 'npm test');
    expect(() => inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('window'))).toThrow(
      /app-server died/,
    );
    expect(answers).toEqual([]);
    inbox.decide(approvalId(g2, 0), { id: 'decline' }, person('window'));
    expect(answers).toEqual(['g2/0 {"decision":"decline"}']);
  });

  it('lets the first answer count, and tells the second who was first', () => {
    const { inbox, answers, journal, ask } = setUp();
    ask(g1, 0);
    inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('window'));
    const second = (): unknown => inbox.decide(approvalId(g1, 0), { id: 'decline' }, person('phone'));
    expect(second).toThrow(ContractFailure);
    expect(second).toThrow(/accept, by window/);
    expect(answers).toHaveLength(1);
    expect(journal.filter((line) => line.includes('late decline phone'))).toHaveLength(2);
  });

  it('decides many: all are in the journal before one is answered, and all are answered before one is shown', () => {
    const order: string[] = [];
    const { inbox, journal, answers, shown, ask } = setUp((what) => order.push(what));
    for (const id of [0, 1, 2]) ask(g1, id);
    inbox.decide(approvalId(g1, 1), { id: 'decline' }, person('phone'));
    order.length = 0;
    const ids = [0, 1, 2, 2, 7].map((id) => approvalId(g1, id));
    const failed = inbox.decideAll(ids, { id: 'accept' }, () => person('window'));
    expect([...failed.keys()]).toEqual([approvalId(g1, 1), approvalId(g1, 7)]);
    expect([...failed.values()].map(String)).toEqual([
      expect.stringContaining('decline, by phone'),
      expect.stringContaining('not known'),
    ]);
    expect(order.map((what) => what.split(' ')[0])).toEqual([
      ...['together', 'journal', 'journal', 'journal', 'stored'],
      ...['answer', 'answer'],
      ...['together', 'shown', 'shown', 'stored'],
    ]);
    expect(journal.slice(-3)).toEqual([
      'g1/0 decided accept window',
      'g1/1 late accept window',
      'g1/2 decided accept window',
    ]);
    expect(answers.slice(-2)).toEqual(['g1/0 {"decision":"accept"}', 'g1/2 {"decision":"accept"}']);
    expect([...shown.values()].every(({ outcome }) => outcome !== null)).toBe(true);
  });

  it('shows why each one ended that nobody decided', () => {
    const { inbox, shown, ask } = setUp();
    for (const id of [0, 1, 2]) ask(g1, id);
    inbox.resolved(g1, 0);
    inbox.expireThread(thread, 'threadClosed');
    const because = [...shown.values()].map(({ outcome }) =>
      outcome?.type === 'expired' ? outcome.because : outcome,
    );
    expect(because).toEqual(['turnEnded', 'threadClosed', 'threadClosed']);
    expect(inbox.pending(thread).approvals).toBe(0);
  });

  it('gives a replayed request its new place, and answers it there', () => {
    const { inbox, answers, shown, ask } = setUp();
    ask(g1, 0, 'git push', 'first');
    ask(g1, 0, 'git push', 'again');
    expect(shown.size).toBe(1);
    inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('window'));
    expect(answers).toEqual(['again {"decision":"accept"}']);
  });

  it('answers a replay that crosses the answer with all that was typed, and forgets it once it has arrived', () => {
    const { inbox, answers } = setUp();
    const params = {
      threadId: 't',
      turnId: 'u',
      itemId: 'i',
      isBlocking: true,
      questions: [{ id: 'q', header: '', question: 'Where?', isOther: false, isSecret: true, options: null }],
    };
    const question = codexRequest('item/tool/requestUserInput', params) as Shown;
    const sink = { result: (value: unknown) => answers.push(JSON.stringify(value)), error: () => {} };
    const asker = {
      workspaceId: asId<WorkspaceId>('w'),
      workspace: '',
      title: '',
      branch: null,
      folder: null,
      changes: [],
    };
    const ask = (): void => inbox.ask(g1, 0, question, {}, asker, sink);
    ask();
    inbox.decide(approvalId(g1, 0), { id: 'answer', answers: { q: ['here'] } }, person('window'));
    ask();
    expect(answers).toEqual(Array(2).fill('{"answers":{"q":{"answers":["here"]}}}'));
    inbox.resolved(g1, 0);
    ask();
    expect(answers[2]).not.toContain('here');
  });

  it('takes only decisions that the request offers', () => {
    const { inbox, answers, ask } = setUp();
    ask(g1, 0);
    expect(() => inbox.decide(approvalId(g1, 0), { id: 'answer' }, person('window'))).toThrow(
      /cannot be decided with answer/,
    );
    expect(() => inbox.decide(approvalId(g1, 9), { id: 'accept' }, person('window'))).toThrow(/not known/);
    expect(answers).toEqual([]);
  });

  it('shows the changes of a file change as soon as they are known', () => {
    const { inbox, shown } = setUp();
    const params = { threadId: 't', turnId: 'u', itemId: 'patch', startedAtMs: 1 };
    const request = codexRequest('item/fileChange/requestApproval', params) as Shown;
    const asker = {
      workspaceId: asId<WorkspaceId>('w'),
      workspace: 'work',
      title: 'A thread',
      branch: null,
      folder: null,
      changes: [],
    };
    inbox.ask(g1, 0, request, params, asker, { result: () => {}, error: () => {} });
    const changes = [{ path: '/elsewhere/a.ts', kind: { type: 'add' as const }, diff: 'x' }];
    inbox.changesKnown(thread, 'patch', changes);
    expect([...shown.values()][0]?.body).toEqual({ kind: 'fileChange', changes, grantRoot: null });
    expect(inbox.pending(thread).wants).toEqual({ words: 'wants to edit', code: 'a.ts' });
  });

  it('keeps a bounded number of ended ones', () => {
    const { inbox, shown, ask } = setUp();
    for (let id = 0; id < 300; id += 1) ask(g1, id);
    inbox.expireGeneration(g1);
    expect(shown.size).toBe(200);
  });

  it('shows over the end of the host what was asked and decided; what was open expired', () => {
    const first = setUp();
    first.ask(g1, 0, 'git push');
    first.ask(g1, 1, 'npm test');
    first.inbox.decide(approvalId(g1, 1), { id: 'accept' }, person('window'));
    const next = setUp();
    next.inbox.restore([...first.kept.values()]);
    expect([...next.shown.values()].map(({ outcome }) => outcome)).toMatchObject([
      { type: 'expired', because: 'appServerDied' },
      { type: 'decided', decision: 'accept', by: person('window') },
    ]);
    expect(() => next.inbox.decide(approvalId(g1, 0), { id: 'accept' }, person('window'))).toThrow(/expired/);
  });

  it('ends in the journal what an earlier life left open', () => {
    const { inbox, journal } = setUp();
    const left = { ...aJournalLine({ approvalId: 'old/0' }), seq: 1 };
    inbox.expireLeftOver([left]);
    expect(journal).toEqual(['old/0 expired appServerDied']);
  });
});
