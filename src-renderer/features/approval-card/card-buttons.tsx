import { useMemo, useRef, useState } from 'react';
import { inboxTopic } from '#shared/contract/topics.ts';
import type { Approval, DecisionId } from '#shared/model/approval/approval.ts';
import { isRefusal, offered, type DecisionOption } from '#shared/model/approval/decision.ts';
import type { CommandId } from '../../platform/commands.ts';
import { useKeymap } from '../../platform/keymap.ts';
import { useCommand } from '../../platform/use-command.ts';
import { KeyOf } from '../../platform/key-of.tsx';
import { useSelected, type Selector } from '../../connection/index.ts';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Button } from '../../ui/kit.tsx';
import { oncePerPress } from '../../ui/once-per-press.ts';
import type { CardInput } from './card-input.ts';
import { MoreDecisions } from './more-decisions.tsx';
import type { Decide } from './use-decide.ts';
import { commandOf, ofOneTurn } from '../approval/index.ts';

/** What may not be offered: accepting a form that nobody could fill in. */
function shownOf(approval: Approval, input: CardInput): readonly DecisionOption[] {
  const readable = input.form === null || input.form.schema === null || input.fields !== null;
  const shown = offered(approval.decisions, { gateway: approval.gateway, readable });
  // Frequent choices come first. Those that reach beyond this request stand apart, at the end.
  return [...shown.filter((option) => !isApart(option)), ...shown.filter(isApart)];
}

function isApart(option: DecisionOption): boolean {
  return option.effect === 'stop' || isLasting(option);
}

function isLasting({ lasts }: DecisionOption): boolean {
  return lasts === 'always';
}

/** What stands as a button: the one that is filled, and the plain refusal. The rest is under *More*. */
function parted(options: readonly DecisionOption[]): {
  readonly shown: readonly DecisionOption[];
  readonly more: readonly DecisionOption[];
} {
  const [first] = options;
  const refusal = options.find((option) => option !== first && isRefusal(option) && !isApart(option));
  const shown = options.filter((option) => option === first || option === refusal);
  return { shown, more: options.filter((option) => !shown.includes(option)) };
}

/** The decisions that a request offers, each with its key and its exact reach. */
export function CardButtons(props: {
  approval: Approval;
  decide: Decide;
  busy: boolean;
  keys: boolean;
  input: CardInput;
  /** The way to a rule, beside what reaches further than this one request; null where none can be made. */
  onRule: (() => void) | null;
}) {
  const { approval, decide, busy, keys, input, onRule } = props;
  const options = shownOf(approval, input);
  // Said of what was filled in then; what is filled in now may be enough.
  const [missingIn, setMissing] = useState<object | null>(null);
  const filled = input.filled;
  const missing = missingIn === filled;
  const keymap = useKeymap();
  const box = useRef<HTMLDivElement>(null);
  const others = useOthersOfTurn(approval);
  const [confirming, setConfirming] = useState<DecisionOption | null>(null);
  const act = (option: DecisionOption, how: 'decide' | 'decideByKey'): void => {
    if (isLasting(option) || (option.effect === 'stop' && others > 0)) {
      setConfirming(option);
      return;
    }
    // A page is opened by the key first, and said to have been visited by the next press.
    if (how === 'decideByKey' && input.toOpen && !isRefusal(option)) {
      const link = box.current?.closest('article')?.querySelector<HTMLElement>('.ap-open a');
      if (link == null) setMissing(filled);
      else if (decide.settled) link.click();
      return;
    }
    const extras = input.extras(option);
    setMissing(extras === null ? filled : null);
    if (extras !== null) decide[how](option.id, extras);
    else missingField(box.current?.closest('article') ?? null, input.open?.id)?.focus();
  };
  const can = (command: CommandId): (() => void) | null => {
    const option = options.find((one) => commandOf(one) === command);
    return !keys || busy || option === undefined ? null : () => act(option, 'decideByKey');
  };
  useCommand('approval.accept', can('approval.accept'));
  useCommand('approval.session', can('approval.session'));
  useCommand('approval.remember', can('approval.remember'));
  useCommand('approval.refuseAlways', can('approval.refuseAlways'));
  useCommand('approval.decline', can('approval.decline'));
  useCommand('approval.cancel', can('approval.cancel'));
  const [first] = options;
  const { shown, more } = parted(options);
  const [about, setAbout] = useState<DecisionId | null>(null);
  const told = options.find(({ id }) => id === about) ?? first;

  return (
    <div ref={box}>
      <fieldset className="acts ap-acts" aria-label="Decisions" data-settling={!decide.settled || undefined}>
        {shown.map((option) => (
          <Button
            key={option.id}
            look={option === first && !isRefusal(option) ? 'main' : 'plain'}
            keys={keys ? keymap.keysOf(commandOf(option))[0] : undefined}
            busy={decide.sending === option.id}
            disabled={busy && decide.sending !== option.id}
            aria-description={option.reach}
            onClick={() => act(option, 'decide')}
            onKeyDown={oncePerPress}
            onPointerEnter={() => setAbout(option.id)}
            onPointerLeave={() => setAbout(null)}
            onFocus={() => setAbout(option.id)}
            onBlur={() => setAbout(null)}
          >
            {option.label}
          </Button>
        ))}
        <MoreDecisions
          options={more}
          busy={busy}
          keys={keys}
          onRule={onRule}
          onChoose={(option) => act(option, 'decide')}
        />
      </fieldset>
      {missing ? (
        <p className="ap-reach del" role="alert">
          {input.missing}
        </p>
      ) : told === undefined ? null : (
        <p className="ap-reach">
          {about !== null && told.id !== first?.id ? <b>{told.label}: </b> : null}
          {told.reach}
        </p>
      )}
      <Confirm
        option={confirming}
        others={others}
        onClose={() => setConfirming(null)}
        onConfirm={() => {
          if (confirming !== null) decide.decide(confirming.id, input.extras(confirming) ?? {});
          setConfirming(null);
        }}
      />
    </div>
  );
}

/** Where what is missing can be filled in: of questions the first without an answer, its words before its choices. */
function missingField(card: HTMLElement | null, question: string | undefined): HTMLElement | null {
  if (question === undefined)
    return card?.querySelector<HTMLElement>('fieldset input, fieldset textarea, fieldset select') ?? null;
  const asked = card?.querySelector(`[data-question="${CSS.escape(question)}"]`);
  return (
    asked?.querySelector<HTMLElement>('textarea, input:not([type="radio"])') ??
    asked?.querySelector<HTMLElement>('input:checked') ??
    asked?.querySelector<HTMLElement>('input') ??
    null
  );
}

/** How many other requests of its turn wait: they end with it. */
function useOthersOfTurn(approval: Approval): number {
  const selector = useMemo(
    (): Selector<number> => ({
      select: (values) =>
        inboxTopic.approval.count(
          values,
          (other) => other.id !== approval.id && other.outcome === null && ofOneTurn(other, approval),
        ),
      same: Object.is,
    }),
    [approval],
  );
  return useSelected(inboxTopic.topic, selector);
}

/**
 * Asks once more for what reaches further than this one request: what Codex writes down for good, which Muster can
 * neither list nor take back, and the end of a turn of which more waits.
 */
function Confirm(props: {
  option: DecisionOption | null;
  others: number;
  onClose(): void;
  onConfirm(): void;
}) {
  const { option, others, onClose, onConfirm } = props;
  const cancels = option?.effect === 'stop';
  return (
    <ConfirmDialog
      open={option !== null}
      title={cancels ? 'Stop the turn?' : `${option?.label.replace('…', '') ?? ''}?`}
      action={
        cancels ? 'Stop the turn' : option?.effect === 'deny' ? 'Refuse from now on' : 'Allow from now on'
      }
      keep="Not now"
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p>{option?.reach}</p>
      {cancels ? (
        <p className="muted">
          {others === 1
            ? 'Another request of this turn waits: it ends as well.'
            : `${others} other requests of this turn wait: they end as well.`}
        </p>
      ) : (
        <p className="muted">
          It is Codex’s own: Muster cannot list it or take it back. A rule of Muster’s (
          <KeyOf id="approval.rule" />) can be both.
        </p>
      )}
    </ConfirmDialog>
  );
}
