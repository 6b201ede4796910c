import { ChevronRight } from 'lucide-react';
import type { ItemOf } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { useFold } from './fold-state.ts';
import { useItemText } from './item-source.ts';
import { Markdown } from './markdown.tsx';
import { CutOffHere } from './messages.tsx';

/** What the model thought, folded to its latest line. */
export function Reasoning({
  entity,
  item,
  cutOff,
}: {
  entity: ItemEntity;
  item: ItemOf<'reasoning'>;
  cutOff: boolean;
}) {
  const [open, setOpen] = useFold(`thought ${entity.id}`, false);
  const names = partNames(entity, item);
  const last = names.at(-1);
  return (
    <div className="fold-item">
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        {entity.done || cutOff ? (
          <ChevronRight size={16} className="chev" aria-hidden="true" />
        ) : (
          <span className="spin running" aria-hidden="true" />
        )}
        <span className="clip">
          {last === undefined ? (
            'Thinking'
          ) : (
            <Headline entity={entity} name={last} settled={settledPart(item, last)} />
          )}
        </span>
      </button>
      {open ? (
        <div className="fold-body">
          {names.map((name) => (
            <Thought key={name} entity={entity} name={name} settled={settledPart(item, name)} />
          ))}
          {cutOff ? <CutOffHere /> : null}
        </div>
      ) : null}
    </div>
  );
}

/** Summaries when there are any, else the thoughts themselves. */
function partNames(entity: ItemEntity, item: ItemOf<'reasoning'>): readonly string[] {
  const names = new Set<string>(entity.live);
  for (const index of item.summary.keys()) names.add(`summary/${index}`);
  for (const index of item.content.keys()) names.add(`content/${index}`);
  const sorted = [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const summaries = sorted.filter((name) => name.startsWith('summary/'));
  return summaries.length > 0 ? summaries : sorted;
}

function settledPart(item: ItemOf<'reasoning'>, name: string): string {
  const [part, index] = name.split('/');
  return (part === 'summary' ? item.summary : item.content)[Number(index)] ?? '';
}

function Headline({ entity, name, settled }: { entity: ItemEntity; name: string; settled: string }) {
  const { text } = useItemText(entity, name, settled);
  const heading = /\*\*(.+?)\*\*/.exec(text)?.[1] ?? text.trim().split('\n', 1)[0] ?? '';
  return heading === '' ? 'Thinking' : heading.replaceAll('*', '').slice(0, 160);
}

function Thought({ entity, name, settled }: { entity: ItemEntity; name: string; settled: string }) {
  const { text } = useItemText(entity, name, settled);
  return <Markdown text={text} />;
}
