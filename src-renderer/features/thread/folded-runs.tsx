import { ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { duration } from '../../ui/format.ts';
import { useFold } from './fold-state.ts';
import { useItems } from './item-source.ts';
import { ItemView } from './item-view.tsx';
import { countRun, runWords } from './runs.ts';
import { countExplored, exploredWords } from './thread-layout.ts';

/** Commands that only looked around, in one line; opened, each of them. */
export const Explored = memo(function Explored({ ids }: { ids: readonly string[] }) {
  const count = countExplored(useItems(ids));
  return (
    <Run ids={ids} testId="explored" running={count.running} ms={count.ms}>
      {exploredWords(count)}
    </Run>
  );
});

/** Steps that went well, in one line; opened, each of them. */
export const Ran = memo(function Ran({ ids }: { ids: readonly string[] }) {
  const count = countRun(useItems(ids));
  return (
    <Run ids={ids} testId="ran" running={false} ms={count.ms}>
      {runWords(count)}
    </Run>
  );
});

function Run(props: {
  ids: readonly string[];
  testId: string;
  running: boolean;
  ms: number;
  children: ReactNode;
}) {
  const { ids, testId, running, ms, children } = props;
  const [open, setOpen] = useFold(`${testId} ${ids[0] ?? ''}`, false);
  return (
    <div className="fold-item" data-testid={testId}>
      <button type="button" className="fold-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        {running ? (
          <span className="spin running" aria-hidden="true" />
        ) : (
          <ChevronRight size={16} className="chev" aria-hidden="true" />
        )}
        <span className="clip">{children}</span>
        {ms >= 1000 ? <span className="faint num">{duration(ms)}</span> : null}
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
}
