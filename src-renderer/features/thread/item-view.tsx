import { Brain, Scissors, ChevronRight } from 'lucide-react';
import { memo, useMemo, useState, type ReactNode } from 'react';
import type { ItemOf } from '#shared/model/item/item.ts';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { KeptPicture } from '../attachments/index.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { bytes, duration } from '../../ui/format.ts';
import { Button, Mark, Note, VisibleText } from '../../ui/kit.tsx';
import { CommandCard } from './command-card.tsx';
import { useCutOff, useItem, useItems, useItemText, useWholeItem } from './item-source.ts';
import { Markdown } from './markdown.tsx';
import { countExplored, exploredWords } from './thread-layout.ts';
import {
  DynamicToolCard,
  FileChangeCard,
  FoldCard,
  Json,
  McpCard,
  SubAgentView,
  WebSearchCard,
} from './tool-cards.tsx';

/** One item of a thread. It subscribes to itself alone. */
export const ItemView = memo(function ItemView({ id }: { id: string }) {
  const known = useItem(id);
  const cut = useCutOff(known);
  // An item that was cut off has ended, even without a final event: no spinner, no clock.
  const entity = useMemo(
    () => (known !== undefined && cut && !known.done ? { ...known, done: true } : known),
    [known, cut],
  );
  if (entity === undefined) return null;
  return (
    <div
      data-testid="item"
      data-item-id={id}
      data-item-type={entity.item.type}
      data-done={entity.done || undefined}
      data-cut-off={cut || undefined}
    >
      <Boundary what="This item" raw={() => entity.item} on={[entity]}>
        <Shape entity={entity} cut={cut} />
        {entity.omitted > 0 && entity.item.type !== 'commandExecution' ? <LeftOut entity={entity} /> : null}
      </Boundary>
    </div>
  );
});

/** One picture per type; what no picture is made for is shown as it came. */
function Shape({ entity, cut }: { entity: ItemEntity; cut: boolean }): ReactNode {
  const { item } = entity;
  switch (item.type) {
    case 'userMessage':
      return <UserMessage item={item} />;
    case 'agentMessage':
      return <AgentMessage entity={entity} item={item} cutOff={cut} />;
    case 'reasoning':
      return <Reasoning entity={entity} item={item} cutOff={cut} />;
    case 'plan':
      return <ProposedPlan entity={entity} item={item} cutOff={cut} />;
    case 'commandExecution':
      return <CommandCard entity={entity} item={item} cutOff={cut} />;
    case 'fileChange':
      return <FileChangeCard item={item} cut={cut} />;
    case 'toolCall':
      return item.provider === 'mcp' ? (
        <McpCard item={item} cut={cut} />
      ) : (
        <DynamicToolCard item={item} cut={cut} />
      );
    case 'subAgent':
      return <SubAgentView item={item} cut={cut} />;
    case 'webSearch':
      return <WebSearchCard item={item} done={entity.done} cut={cut} />;
    case 'review':
      return item.phase === 'entered' ? (
        <Line>Review began: {item.review}</Line>
      ) : (
        <FoldCard tone="done" title={<span>Review</span>} open>
          <div className="card-text">
            <Markdown text={item.review} />
          </div>
        </FoldCard>
      );
    case 'contextCompaction':
      return (
        <Line>
          {cut
            ? 'Compacting the context was cut off.'
            : entity.done
              ? 'The context was compacted: what came before is summarised for the model.'
              : 'Compacting the context…'}
        </Line>
      );
    case 'image':
      return <Image item={item} />;
    case 'sleep':
      return <Line>Waited {duration(item.durationMs)}</Line>;
    case 'hookPrompt':
      return (
        <FoldCard tone="rest" title={<span>A hook added to the prompt</span>}>
          {item.fragments.map((fragment) => (
            <Json key={fragment.hookRunId} value={fragment.text} />
          ))}
        </FoldCard>
      );
    case 'functionCallOutput':
      return (
        <FoldCard
          tone="rest"
          title={
            <>
              <span>Result of</span>
              <code className="clip">{item.name}</code>
            </>
          }
        >
          <Json value={item.output} />
        </FoldCard>
      );
    case 'unknown':
      return (
        <FoldCard
          tone="rest"
          open
          title={
            <>
              <span>
                {item.wireType === null
                  ? 'An item whose beginning was not seen'
                  : 'An item this version cannot read'}
              </span>
              {item.wireType === null || item.wireType === '' ? null : (
                <code className="clip">
                  <VisibleText text={item.wireType} />
                </code>
              )}
            </>
          }
        >
          <LiveTexts entity={entity} />
          <Json value={item.raw} />
        </FoldCard>
      );
    default:
      return <Unforeseen item={item} />;
  }
}

/** A type that came with a newer app-server than this page was built for. */
function Unforeseen({ item }: { item: never }) {
  const { type } = item as { type?: unknown };
  return (
    <FoldCard tone="rest" open title={<span>An item of the type {String(type)}</span>}>
      <Json value={item} />
    </FoldCard>
  );
}

function LiveTexts({ entity }: { entity: ItemEntity }) {
  return entity.live.map((name) => <LiveText key={name} entity={entity} name={name} />);
}

function LiveText({ entity, name }: { entity: ItemEntity; name: string }) {
  const { text } = useItemText(entity, name, '');
  return text === '' ? null : <Json value={text} />;
}

function Line({ children }: { children: ReactNode }) {
  return (
    <div className="line-item">
      <Mark tone="rest" />
      <span>{children}</span>
    </div>
  );
}

function Image({ item }: { item: ItemOf<'image'> }) {
  if (item.act === 'viewed')
    return (
      <Line>
        Looked at the image <code>{item.path}</code>
      </Line>
    );
  return (
    <FoldCard
      tone={item.failure === null ? 'done' : 'failed'}
      title={<span>{item.failure === null ? 'Made an image' : 'No image was made'}</span>}
      end={item.status}
    >
      <Json value={item.failure ?? item.path ?? item.prompt ?? item.status} />
    </FoldCard>
  );
}

function UserMessage({ item }: { item: ItemOf<'userMessage'> }) {
  return (
    <div className="user">
      {item.content.map((input, index) => {
        // oxlint-disable react/no-array-index-key -- the parts of a message do not change
        switch (input.type) {
          case 'text':
            return <div key={index}>{input.text}</div>;
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

/** Where a text ends because its agent was stopped there, not because it was done. */
function CutOffHere() {
  return (
    <p className="cut-off-here faint">
      <Scissors size={12} aria-hidden="true" /> Cut off here
    </p>
  );
}

function AgentMessage({
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
    <div className="agent">
      {cut > 0 ? <p className="faint">The first {bytes(cut)} are not kept while it is written.</p> : null}
      <Markdown text={text} />
      {cutOff ? <CutOffHere /> : null}
    </div>
  );
}

function ProposedPlan({
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

/** What the model thought, folded to its latest line. */
function Reasoning({
  entity,
  item,
  cutOff,
}: {
  entity: ItemEntity;
  item: ItemOf<'reasoning'>;
  cutOff: boolean;
}) {
  const [open, setOpen] = useState(false);
  const names = partNames(entity, item);
  const last = names.at(-1);
  return (
    <div className="fold-item">
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        {entity.done || cutOff ? (
          <Brain size={13} aria-hidden="true" />
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
        <ChevronRight size={13} className="chev" aria-hidden="true" />
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

/** Commands that only looked around, in one line; opened, each of them. */
export const Explored = memo(function Explored({ ids }: { ids: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="fold-item" data-testid="explored">
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <ExploredLine ids={ids} />
        <ChevronRight size={13} className="chev" aria-hidden="true" />
      </button>
      {open ? (
        <div className="fold-body stack">
          {ids.map((id) => (
            <ItemView key={id} id={id} />
          ))}
        </div>
      ) : null}
    </div>
  );
});

function ExploredLine({ ids }: { ids: readonly string[] }) {
  const count = countExplored(useItems(ids));
  return (
    <>
      {count.running ? <span className="spin running" aria-hidden="true" /> : <Mark tone="rest" />}
      <span className="clip">{exploredWords(count)}</span>
      {count.ms >= 1000 ? <span className="faint num">{duration(count.ms)}</span> : null}
    </>
  );
}

function LeftOut({ entity }: { entity: ItemEntity }) {
  const [wanted, setWanted] = useState(false);
  const whole = useWholeItem(entity, wanted);
  if (whole.data !== undefined) return <Json value={whole.data} />;
  return (
    <div className="left-out">
      <Button size="small" busy={whole.isFetching} onClick={() => setWanted(true)}>
        Load what Codex keeps ({bytes(entity.omitted)} left out here)
      </Button>
      {whole.error === null ? null : <Note tone="failed" title={whole.error.message} />}
    </div>
  );
}
