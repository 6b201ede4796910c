import { Scissors } from 'lucide-react';
import type { ItemOf } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { KeptPicture } from '../attachments/index.ts';
import { CopyIcon } from '../../ui/copy-button.tsx';
import { bytes, plural } from '../../ui/format.ts';
import { useFold } from './fold-state.ts';
import { useItemText } from './item-source.ts';
import { Line } from './line-items.tsx';
import { Markdown } from './markdown.tsx';
import { FoldCard } from './tool-cards.tsx';
import { UserActions } from './user-actions.tsx';

/** What a person said: at the right, in a bubble. */
export function UserMessage({ item, entity }: { item: ItemOf<'userMessage'>; entity: ItemEntity }) {
  return (
    <div className="user">
      {entity.done ? <UserActions item={item} turnId={entity.turnId} /> : null}
      {item.content.map((input, index) => {
        // oxlint-disable react/no-array-index-key -- the parts of a message do not change
        switch (input.type) {
          case 'text':
            return <Said key={index} name={`said ${item.id} ${index}`} text={input.text} />;
          case 'picture':
            return <KeptPicture key={index} id={input.id} name="Picture" />;
          case 'localImage':
          case 'localAudio':
            return (
              <code key={index} className="attachment">
                {input.path}
              </code>
            );
          case 'skill':
          case 'mention':
            return (
              <code key={index} className="attachment" title={input.path}>
                {input.name}
              </code>
            );
          default:
            return (
              <code key={index} className="attachment">
                {input.kind}
              </code>
            );
        }
        // oxlint-enable react/no-array-index-key
      })}
    </div>
  );
}

/** Lines of a message that are shown before the rest must be asked for: a paste is not what was said. */
const LINES_SHOWN = 16;
const CHARS_SHOWN = 2400;

function Said({ name, text }: { name: string; text: string }) {
  const [open, setOpen] = useFold(name, false);
  const lines = text.split('\n');
  const isLong = lines.length > LINES_SHOWN + 4 || text.length > CHARS_SHOWN + 400;
  if (!isLong) return <div>{text}</div>;
  return (
    <div>
      {open ? text : lines.slice(0, LINES_SHOWN).join('\n').slice(0, CHARS_SHOWN)}
      <button type="button" className="said-more" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open
          ? 'Show less'
          : lines.length > LINES_SHOWN + 4
            ? `Show all ${plural(lines.length, 'line')}`
            : 'Show all of it'}
      </button>
    </div>
  );
}

/** What can be done with a message, beside it: it covers nothing. */
function MessageActions({ text }: { text: string }) {
  return (
    <div className="message-actions">
      <CopyIcon text={text} label="Copy this message" />
    </div>
  );
}

/** Where a text ends because its agent was stopped there, not because it was done. */
export function CutOffHere() {
  return (
    <p className="cut-off-here faint">
      <Scissors size={12} aria-hidden="true" /> Cut off here
    </p>
  );
}

/** What an agent says, with what can be done with it beside it. */
export function AgentMessage({
  entity,
  item,
  cutOff,
}: {
  entity: ItemEntity;
  item: ItemOf<'agentMessage'>;
  cutOff: boolean;
}) {
  const { text, cut } = useItemText(entity, 'text', item.text);
  if (item.withheld === true)
    return <Line>This message was withheld: the model’s provider does not want it shown.</Line>;
  return (
    <div className="message agent">
      {cut > 0 ? <p className="faint">The first {bytes(cut)} are not kept while it is written.</p> : null}
      <Markdown text={text} />
      {cutOff ? <CutOffHere /> : null}
      {entity.done && text !== '' ? <MessageActions text={text} /> : null}
    </div>
  );
}

/** A plan that the agent proposes. */
export function ProposedPlan({
  entity,
  item,
  cutOff,
}: {
  entity: ItemEntity;
  item: ItemOf<'plan'>;
  cutOff: boolean;
}) {
  const { text } = useItemText(entity, 'text', item.text);
  return (
    <FoldCard tone="rest" title={<span>Proposed plan</span>} open>
      <div className="card-text">
        <Markdown text={text} />
        {cutOff ? <CutOffHere /> : null}
      </div>
    </FoldCard>
  );
}
