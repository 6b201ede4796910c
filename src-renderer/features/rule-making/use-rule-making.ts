import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type RefObject } from 'react';
import type { RuleChoices, RulePreview } from '#shared/contract/calls/rules.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import type { Rule, RuleMatch, RuleScope } from '#shared/model/rule/rule.ts';
import { asFailure, useAction, useConnection, useSetting } from '../../connection/index.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { plural } from '../../ui/format.ts';
import { useApprovals, useSeen } from '../approval/index.ts';
import { contentKey } from '../approval/index.ts';
import { blocksOf, reveal, type Block } from '../groups/index.ts';
import { endAt, matchKey, type EndChoice } from '../rules/index.ts';
import { decidedBy, rulePlan, type RulePlan } from './rule-plan.ts';

const NONE: readonly RuleMatch[] = [];
const NOBODY: readonly ApprovalId[] = [];

/** A rule as the dialog has it: what is chosen, what there is to choose, and what it would decide. */
export interface RuleMaking {
  readonly effect: Rule['effect'];
  setEffect(effect: Rule['effect']): void;
  readonly scope: RuleScope['type'];
  setScope(scope: RuleScope['type']): void;
  readonly end: EndChoice;
  setEnd(end: EndChoice): void;
  /** What the host offers; undefined until it answered. */
  readonly offered: RuleChoices | undefined;
  /** Choices of the chosen effect. */
  readonly choices: readonly RuleMatch[];
  readonly match: RuleMatch | undefined;
  choose(match: RuleMatch): void;
  readonly preview: RulePreview | undefined;
  readonly plan: RulePlan;
  readonly blocks: readonly Block[];
  isSeen(block: Block): boolean;
  /** Contents that it would decide and that were not seen whole. */
  readonly unseen: readonly Block[];
  /** The other requests that wait are decided by it as well. */
  readonly also: boolean;
  setAlso(also: boolean): void;
  readonly decided: readonly ApprovalId[];
  /** Until it is sent, s. */
  readonly seconds: number;
  readonly ready: boolean;
  readonly saving: boolean;
  readonly failure: ContractFailure | null;
  /** Saves it, or leads to what is still to be seen. */
  submit(): void;
}

/** Makes a rule of a request. `place` is where the contents it would decide are drawn; `onSaved` is told once it is. */
export function useRuleMaking(
  approval: Approval,
  place: RefObject<HTMLDivElement | null>,
  onSaved: () => void,
): RuleMaking {
  const { client } = useConnection();
  const { id: approvalId, workspaceId, threadId } = approval;
  const [effect, setEffect] = useState<Rule['effect']>('accept');
  const [chosen, setChosen] = useState<string | null>(null);
  const [scope, setScope] = useState<RuleScope['type']>('workspace');
  const [end, setEnd] = useState<EndChoice>('ever');
  const save = useAction('rule/save');
  const seconds = useSetting('inbox.undoSeconds');
  const offered = useQuery({
    queryKey: ['rule choices', approvalId],
    staleTime: 0,
    retry: false,
    queryFn: () => client.call('rule/choices', { approvalId }),
  });
  const choices = (effect === 'accept' ? offered.data?.choices : offered.data?.declines) ?? NONE;
  const match = choices.find((choice) => matchKey(choice) === chosen) ?? choices[0];
  const where = useMemo<RuleScope>(
    () =>
      scope === 'thread'
        ? { type: scope, threadId }
        : scope === 'workspace'
          ? { type: scope, workspaceId }
          : { type: scope },
    [scope, threadId, workspaceId],
  );
  // The end of a preview is that of its moment; the rule that is saved gets its own. An older one is never shown again:
  // what is listed is what may be decided.
  const preview = useQuery({
    queryKey: ['rule preview', match, effect, where],
    enabled: match !== undefined,
    staleTime: 0,
    gcTime: 0,
    retry: false,
    queryFn: () =>
      match === undefined
        ? Promise.reject(new Error('nothing is chosen'))
        : client.call('rule/preview', { rule: { effect, match, scope: where, until: null } }),
  });
  const pending = useApprovals(preview.data?.pending ?? NOBODY);
  const plan = useMemo(() => rulePlan(approval, pending), [approval, pending]);
  const blocks = useMemo(() => blocksOf(plan.others), [plan]);
  // Ticks belong to this rule. Under another rule they could stand for other requests.
  const about = match === undefined ? '' : `${effect} ${scope} ${matchKey(match)}`;
  const [ticked, setTicked] = useState<{ about: string; also: boolean } | null>(null);
  const also = plan.others.length > 0 && (ticked?.about === about ? ticked.also : plan.alike);
  const seenKeys = useSeen(
    place,
    blocks.map(({ key }) => key),
  );
  // A request with the same content as the card was seen there.
  const own = contentKey(approval);
  const isSeen = ({ key, members: [first] }: Block): boolean =>
    seenKeys.has(key) || (first !== undefined && contentKey(first) === own);
  const unseen = also ? blocks.filter((block) => !isSeen(block)) : [];
  const decided = decidedBy(approval, plan, also);
  const ready = match !== undefined && preview.data !== undefined && preview.data.problem === null;

  const submit = (): void => {
    if (!ready || save.pending) return;
    // The press that saves leads to what is still to be seen, as it does for a group.
    const [next] = unseen;
    if (next !== undefined) {
      reveal(place.current, next.key);
      return;
    }
    const rule = { effect, match, scope: where, until: endAt(end, Date.now()) };
    void save.run({ rule, decides: { approvalIds: decided, delayMs: seconds * 1000 } }).then((done) => {
      if (done === undefined) return;
      const count = done.decided.length;
      // A waiting batch has its own bar.
      if (done.batchId === null)
        tellShortly(
          'done',
          'The rule is saved',
          count === 0
            ? 'It decides what comes from now on.'
            : `It decided ${plural(count, 'waiting request')}.`,
        );
      onSaved();
    });
  };
  const error = offered.error ?? preview.error;
  return {
    effect,
    setEffect,
    scope,
    setScope,
    end,
    setEnd,
    offered: offered.data,
    choices,
    match,
    choose: (choice) => setChosen(matchKey(choice)),
    preview: preview.data,
    plan,
    blocks,
    isSeen,
    unseen,
    also,
    setAlso: (next) => setTicked({ about, also: next }),
    decided,
    seconds,
    ready,
    saving: save.pending,
    failure: save.failure ?? (error === null ? null : asFailure(error)),
    submit,
  };
}
