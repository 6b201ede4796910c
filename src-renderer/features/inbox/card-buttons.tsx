import { Fragment, useRef, useState } from 'react';
import type { Approval, DecisionId, DecisionOption } from '#shared/model/approval/approval.ts';
import { useKeymap } from '../../app/keymap.ts';
import { useCommand } from '../../app/use-command.ts';
import { Button } from '../../ui/kit.tsx';
import type { CardInput } from './card-input.ts';
import type { Decide } from './use-decide.ts';
import { DECISION_COMMANDS, isRefusal } from './words.ts';

/** What may not be offered: accepting a form that nobody could fill in. */
function offered(approval: Approval, input: CardInput): readonly DecisionOption[] {
  const { body, decisions } = approval;
  const unreadable = body.kind === 'elicitation' && body.schema !== null && input.fields === null;
  const shown = unreadable ? decisions.filter(({ id }) => isRefusal(id)) : decisions;
  // What is chosen most comes first; what reaches further than this one request stands apart, at the end.
  return [...shown.filter(({ id }) => !isApart(id)), ...shown.filter(({ id }) => isApart(id))];
}

function isApart(id: DecisionId): boolean {
  return id === 'cancel' || id === 'acceptAndRemember' || id === 'declineAndRemember';
}

/** The decisions that a request offers, each with its key and its exact reach. */
export function CardButtons(props: {
  approval: Approval;
  decide: Decide;
  busy: boolean;
  keys: boolean;
  input: CardInput;
}) {
  const { approval, decide, busy, keys, input } = props;
  const options = offered(approval, input);
  const [missing, setMissing] = useState(false);
  const keymap = useKeymap();
  const box = useRef<HTMLDivElement>(null);
  const act = (id: DecisionId, how: 'decide' | 'decideByKey'): void => {
    const extras = input.extras(id);
    setMissing(extras === null);
    if (extras !== null) decide[how](id, extras);
    else
      box.current
        ?.closest('article')
        ?.querySelector<HTMLElement>('fieldset input, fieldset textarea, fieldset select')
        ?.focus();
  };
  const can = (wanted: readonly DecisionId[]): (() => void) | null => {
    const option = options.find(({ id }) => wanted.includes(id));
    return !keys || busy || option === undefined ? null : () => act(option.id, 'decideByKey');
  };
  useCommand('approval.accept', can(['accept', 'answer']));
  useCommand('approval.session', can(['acceptForSession']));
  useCommand('approval.remember', can(['acceptAndRemember']));
  useCommand('approval.refuseAlways', can(['declineAndRemember']));
  useCommand('approval.decline', can(['decline']));
  useCommand('approval.cancel', can(['cancel']));
  const [first] = options;
  const apart = options.filter(({ id }) => isApart(id)).length;
  const [about, setAbout] = useState<DecisionId | null>(null);
  const told = options.find(({ id }) => id === about) ?? first;

  return (
    <div ref={box}>
      <fieldset className="acts ap-acts" aria-label="Decisions" data-settling={!decide.settled || undefined}>
        {options.map((option, index) => (
          <Fragment key={option.id}>
            {/* Two that stand apart have a line of their own rather than one of them left over. */}
            {apart > 1 && index === options.length - apart ? <span className="ap-break" /> : null}
            <Button
              look={
                option === first && option.id !== 'decline' ? 'main' : isApart(option.id) ? 'quiet' : 'plain'
              }
              keys={keys ? keymap.keysOf(DECISION_COMMANDS[option.id])[0] : undefined}
              busy={decide.sending === option.id}
              disabled={busy && decide.sending !== option.id}
              aria-description={option.reach}
              onClick={() => act(option.id, 'decide')}
              // A held Enter repeats the click of the button that has the focus: one press, one decision.
              onKeyDown={(event) => {
                if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
              }}
              onPointerEnter={() => setAbout(option.id)}
              onPointerLeave={() => setAbout(null)}
              onFocus={() => setAbout(option.id)}
              onBlur={() => setAbout(null)}
            >
              {option.label}
            </Button>
          </Fragment>
        ))}
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
    </div>
  );
}
