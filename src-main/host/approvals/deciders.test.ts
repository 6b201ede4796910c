import { describe, expect, it } from 'vitest';
import { Emitter } from '#shared/base/emitter.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import { person, type Decider } from '#shared/model/approval/decider.ts';
import { asId, type ApprovalId } from '#shared/model/ids.ts';
import { Events } from '../base/events.ts';
import { DECIDER_ORDER, DeciderChain, type Consideration, type DeciderName } from './deciders.ts';
import type { InboxEvents } from './ports.ts';

const rule: Decider = { type: 'rules', rules: [{ id: 'r', name: 'git push' }] };
const gate: Decider = { type: 'gateway', ticket: 'T-1', reason: null };
const one = asId<ApprovalId>('one');

/** A chain over requests in memory. What each decider says is the test's; without that it leaves everything. */
function setUp() {
  const says: Partial<Record<DeciderName, (approval: Approval) => Consideration>> = {};
  const asked: string[] = [];
  const decided: string[] = [];
  const faults: unknown[] = [];
  const failing: { decide: Error | null } = { decide: null };
  const requests = new Map<ApprovalId, Approval>();
  const fault = (error: unknown): void => void faults.push(error);
  const events = new Events<InboxEvents>(fault);
  const answers = new Emitter<{ readonly id: ApprovalId; readonly answer: Consideration }>(fault);
  const changed = new Emitter<void>(fault);
  const link = (name: DeciderName) => ({
    consider: (approval: Approval): Consideration => {
      asked.push(`${name} ${approval.id}`);
      return says[name]?.(approval) ?? { type: 'leave' };
    },
  });
  const inbox = {
    get: (id: ApprovalId) => requests.get(id),
    waiting: () => [...requests.values()].filter(({ outcome }) => outcome === null),
    decide: (id: ApprovalId, { id: decision }: { readonly id: string }, by: Decider) => {
      if (failing.decide !== null) throw failing.decide;
      const approval = requests.get(id);
      if (approval?.outcome !== null)
        throw new ContractFailure({ code: 'alreadyDecided', message: 'It was decided before.' });
      decided.push(`${decision} ${id} by ${by.type}`);
      const outcome = { type: 'decided', decision, effect: 'allow', label: '', by, at: 0 } as const;
      requests.set(id, { ...approval, outcome });
      return outcome;
    },
  };
  const chain = new DeciderChain({
    deciders: {
      acceptingRules: { ...link('acceptingRules'), changed: changed.event },
      gateway: { ...link('gateway'), answered: answers.event },
      decliningRules: link('decliningRules'),
    },
    inbox,
    events,
    onFault: fault,
  });
  const ask = (id: ApprovalId = one): void => {
    const approval = { id, outcome: null, gateway: null } as unknown as Approval;
    requests.set(id, approval);
    events.fire('approvalAsked', approval);
  };
  return { says, asked, decided, faults, failing, requests, answers, changed, chain, inbox, ask };
}

describe('DeciderChain', () => {
  it('asks rules that decline, the gateway, rules that accept, and leaves the rest to the person', () => {
    const { asked, decided, requests, ask } = setUp();
    expect(DECIDER_ORDER).toEqual(['decliningRules', 'gateway', 'acceptingRules']);
    ask();
    expect(asked).toEqual(['decliningRules one', 'gateway one', 'acceptingRules one']);
    expect(decided).toEqual([]);
    expect(requests.get(one)?.outcome).toBeNull();
  });

  it.each([
    ['decliningRules', 'decline', rule, 1],
    ['gateway', 'accept', gate, 2],
    ['acceptingRules', 'accept', rule, 3],
  ] as const)('lets %s decide, and asks nobody after it', (name, type, by, many) => {
    const { says, asked, decided, ask } = setUp();
    for (const other of DECIDER_ORDER) says[other] = () => ({ type: 'leave' });
    says[name] = () => ({ type, by });
    ask();
    expect(decided).toEqual([`${type} one by ${by.type}`]);
    expect(asked).toHaveLength(many);
  });

  it.each(['later', 'person'] as const)('asks nobody after one that says %s', (type) => {
    const { says, asked, decided, ask } = setUp();
    says.gateway = () => ({ type });
    says.acceptingRules = () => ({ type: 'accept', by: rule });
    ask();
    expect(asked).toEqual(['decliningRules one', 'gateway one']);
    expect(decided).toEqual([]);
  });

  it('takes an answer that comes later', () => {
    const { says, decided, answers, ask } = setUp();
    says.gateway = () => ({ type: 'later' });
    ask();
    answers.fire({ id: one, answer: { type: 'decline', by: gate } });
    expect(decided).toEqual(['decline one by gateway']);
  });

  it('asks from the first again when one leaves a request that it had kept', () => {
    const { says, asked, decided, answers, ask } = setUp();
    says.gateway = () => ({ type: 'later' });
    says.acceptingRules = () => ({ type: 'accept', by: rule });
    ask();
    asked.length = 0;
    says.gateway = () => ({ type: 'leave' });
    answers.fire({ id: one, answer: { type: 'leave' } });
    expect(asked).toEqual(['decliningRules one', 'gateway one', 'acceptingRules one']);
    expect(decided).toEqual(['accept one by rules']);
  });

  it('lets the first answer count: a late one tells the inbox, which notes it, and changes nothing', () => {
    const { says, decided, faults, answers, inbox, ask } = setUp();
    says.gateway = () => ({ type: 'later' });
    ask();
    inbox.decide(one, { id: 'accept' }, person('phone'));
    answers.fire({ id: one, answer: { type: 'decline', by: gate } });
    answers.fire({ id: one, answer: { type: 'leave' } });
    expect(decided).toEqual(['accept one by person']);
    expect(faults).toEqual([]);
  });

  it('asks nobody more when a request ended while somebody looked at it', () => {
    const { says, asked, decided, inbox, ask } = setUp();
    says.decliningRules = ({ id }) => {
      inbox.decide(id, { id: 'accept' }, person('phone'));
      return { type: 'leave' };
    };
    ask();
    expect(asked).toEqual(['decliningRules one']);
    expect(decided).toEqual(['accept one by person']);
  });

  it.each(DECIDER_ORDER)('gives a request to the person when %s throws; others go on', (name) => {
    const { says, asked, decided, faults, ask } = setUp();
    const problem = new Error('a decider');
    says.acceptingRules = () => ({ type: 'accept', by: rule });
    const before = says[name];
    says[name] = (approval) => {
      if (approval.id === one) throw problem;
      return before?.(approval) ?? { type: 'leave' };
    };
    ask();
    expect(faults).toEqual([problem]);
    expect(decided).toEqual([]);
    expect(asked.at(-1)).toBe(`${name} one`);
    ask(asId<ApprovalId>('two'));
    expect(decided).toEqual(['accept two by rules']);
  });

  it('looks at all that waits again when a decider changed', () => {
    const { says, asked, decided, changed, ask } = setUp();
    const two = asId<ApprovalId>('two');
    ask();
    ask(two);
    asked.length = 0;
    says.acceptingRules = ({ id }) => (id === two ? { type: 'accept', by: rule } : { type: 'leave' });
    changed.fire();
    expect(decided).toEqual(['accept two by rules']);
    asked.length = 0;
    changed.fire();
    expect(asked).toEqual(['decliningRules one', 'gateway one', 'acceptingRules one']);
  });

  it('leaves to the person what cannot be noted, and says every other failure', () => {
    const { says, decided, faults, failing, ask } = setUp();
    says.decliningRules = () => ({ type: 'decline', by: rule });
    failing.decide = new ContractFailure({ code: 'storage', message: 'The disk is full.' });
    ask();
    expect({ decided, faults }).toEqual({ decided: [], faults: [] });
    failing.decide = new ContractFailure({ code: 'badRequest', message: 'It is not offered.' });
    ask(asId<ApprovalId>('two'));
    expect(faults).toEqual([failing.decide]);
  });
});
