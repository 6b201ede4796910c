import { memo, useMemo, useState, type ReactNode } from 'react';
import type { ItemEntity } from '#shared/model/thread/thread.ts';
import { Boundary } from '../../ui/boundary.tsx';
import { bytes, duration } from '../../ui/format.ts';
import { Button, Note, VisibleText } from '../../ui/kit.tsx';
import { CommandCard } from './command-card.tsx';
import { useCutOff, useItem, useItemText, useWholeItem } from './item-source.ts';
import { Image, Line } from './line-items.tsx';
import { Markdown } from './markdown.tsx';
import { AgentMessage, ProposedPlan, UserMessage } from './messages.tsx';
import { Reasoning } from './reasoning.tsx';
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
      return <UserMessage item={item} entity={entity} />;
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
