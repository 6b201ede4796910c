import { useEffect, useRef, useState } from 'react';
import { batchesTopic } from '#shared/contract/topics.ts';
import type { DecisionId } from '#shared/model/approval/approval.ts';
import type { Batch } from '#shared/model/approval/batch.ts';
import { useKeyOf } from '../../platform/keymap.ts';
import { tell, tellShortly } from '../../platform/messages.tsx';
import { useCommand } from '../../platform/use-command.ts';
import { everySelector, useAction, useSelected } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Mark } from '../../ui/kit.tsx';

const BATCHES = everySelector(batchesTopic.batch);

const DOING: Readonly<Partial<Record<DecisionId, string>>> = {
  accept: 'Accepting',
  acceptForSession: 'Accepting for this session',
  decline: 'Declining',
  cancel: 'Declining, and stopping the turns of,',
};

const DONE: Readonly<Partial<Record<DecisionId, string>>> = {
  accept: 'accepted',
  acceptForSession: 'accepted for this session',
  decline: 'declined',
  cancel: 'declined, with their turns stopped',
};

/** Decisions for many that wait to be sent, each to be taken back; and what became of those that were. */
export function BatchBar() {
  const batches = useSelected(batchesTopic.topic, BATCHES);
  const waiting = batches.filter(({ outcome }) => outcome === null);
  useResults(batches);
  const undo = useAction('batch/undo');
  const last = waiting.at(-1);
  useCommand('approval.undo', last === undefined ? null : () => void undo.run({ batchId: last.id }));
  if (waiting.length === 0) return null;
  return (
    <output className="batches" data-testid="batches">
      {waiting.map((batch) => (
        <Waiting
          key={batch.id}
          batch={batch}
          last={batch === last}
          undo={() => void undo.run({ batchId: batch.id })}
        />
      ))}
    </output>
  );
}

function Waiting({ batch, last, undo }: { batch: Batch; last: boolean; undo(): void }) {
  const key = useKeyOf('approval.undo');
  const [left, setLeft] = useState(() => secondsLeft(batch));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsLeft(batch)), 250);
    return () => clearInterval(timer);
  }, [batch]);
  return (
    <div className="batch">
      <Mark tone="running" />
      <span className="grow">
        {DOING[batch.decision] ?? 'Deciding'} {plural(batch.approvalIds.length, 'request')} in{' '}
        <span className="num">{left}</span> s
        {batch.rule === null ? null : (
          <>
            {' '}
            by the new rule <code>{batch.rule.name}</code>
          </>
        )}
      </span>
      <Button size="small" keys={last ? key : undefined} onClick={undo}>
        Undo
      </Button>
    </div>
  );
}

function secondsLeft({ dueAt }: Batch): number {
  return Math.max(0, Math.ceil((dueAt - Date.now()) / 1000));
}

/** Tells how a batch went whose waiting was seen here. */
function useResults(batches: readonly Batch[]): void {
  const waited = useRef(new Set<string>());
  useEffect(() => {
    for (const { id, outcome, decision, approvalIds, rule } of batches) {
      if (outcome === null) {
        waited.current.add(id);
        continue;
      }
      if (!waited.current.delete(id)) continue;
      if (outcome.type === 'undone') {
        const waits = `${plural(approvalIds.length, 'request')} wait as before`;
        tellShortly('rest', 'Taken back', rule === null ? `${waits}.` : `${waits}, and the rule is gone.`);
      } else if (outcome.failed.length === 0) {
        const done = `${plural(outcome.decided, 'request')} ${DONE[decision] ?? 'decided'}`;
        if (rule === null) tellShortly('done', done);
        else tellShortly('done', done, 'The rule is saved and decides what comes from now on.');
      } else {
        const each = outcome.failed.map(({ title, message }) => `${title}: ${message}`).join('\n');
        tell('needs', `${outcome.decided} of ${approvalIds.length} ${DONE[decision] ?? 'decided'}`, each);
      }
    }
  }, [batches]);
}
