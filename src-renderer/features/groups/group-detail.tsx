import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { ApprovalId } from '#shared/model/ids.ts';
import { titleOf } from '#shared/model/approval/asks.ts';
import { useKeymap } from '../../platform/keymap.ts';
import { navigate, toInbox } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import { useCommand } from '../../platform/use-command.ts';
import { useAction, useSetting } from '../../connection/index.ts';
import { plural } from '../../ui/format.ts';
import { Button, Empty, Note } from '../../ui/kit.tsx';
import { oncePerPress } from '../../ui/once-per-press.ts';
import { GroupContent, reveal } from './group-content.tsx';
import { blocksOf, groupDecisions, unseenOf, type Block, type Group, type GroupDecision } from './groups.ts';
import { isSecondPress, noteEnd, useApprovals, useSeen } from '../approval/index.ts';

const LABELS: Readonly<Record<GroupDecision, string>> = {
  accept: 'Accept',
  acceptForSession: 'Accept for this session',
  decline: 'Decline',
};
const COMMANDS = {
  accept: 'approval.acceptAll',
  acceptForSession: 'approval.sessionAll',
  decline: 'approval.declineAll',
} as const;

/**
 * Many requests, to be decided together: every distinct content whole, with who asks for it. What arrives while this is
 * open is not added by itself, and nothing is decided before all of it was seen here.
 */
export function GroupDetail({
  group,
  back,
  onDecided,
}: {
  group: Group;
  back: ReactNode;
  /** A decision for all of it was made. */
  onDecided(): void;
}) {
  const [ids, setIds] = useState(group.ids);
  const approvals = useApprovals(ids);
  const pending = approvals.filter(({ outcome, deciding }) => outcome === null && !deciding);
  const more = group.ids.filter((id) => !ids.includes(id));
  const blocks = useMemo(() => blocksOf(pending), [pending]);
  const place = useRef<HTMLDivElement>(null);
  const seen = useSeen(
    place,
    blocks.map(({ key }) => key),
  );
  useEffect(() => place.current?.focus({ preventScroll: true }), []);

  return (
    <section className="col detail" aria-label="Group of requests" data-testid="group">
      <header className="bar ap-bar">
        {back}
        <span className="pill" data-tone={pending.length > 0 ? 'needs' : undefined}>
          {pending.length > 0 ? `${pending.length} waiting` : 'Decided'}
        </span>
        <h1 className="clip">
          {group.label.words} {group.label.code === '' ? null : <code>{group.label.code}</code>}
        </h1>
        <span className="grow" />
        <span className="sub num">{plural(blocks.length, 'distinct content')}</span>
      </header>
      {pending.length === 0 ? (
        <Empty
          title={
            approvals.some(({ deciding, outcome }) => deciding && outcome === null)
              ? 'Being decided: until it is sent it can be taken back'
              : 'Nothing of this group waits any more'
          }
          actions={<Button onClick={() => navigate(toInbox(), 'replace')}>Back to the inbox</Button>}
        />
      ) : (
        <div
          className="scroll ap-scroll group-scroll"
          ref={place}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls can be reached by keys
          tabIndex={0}
          data-own-keys
          aria-label="The requests"
        >
          {blocks.map(({ key, members }) => (
            <GroupContent key={key} id={key} members={members} seen={seen.has(key)} linked />
          ))}
        </div>
      )}
      {pending.length === 0 ? null : (
        <footer className="group-foot">
          {more.length === 0 ? null : (
            <Note
              tone="needs"
              urgency="status"
              title={`${more.length} more ${more.length === 1 ? 'has' : 'have'} arrived`}
              actions={
                <Button size="small" onClick={() => setIds(group.ids)}>
                  Add to this group
                </Button>
              }
            />
          )}
          <Decisions
            pending={pending}
            unseen={(ids) => unseenOf(blocks, seen, ids)}
            toUnseen={({ key }) => reveal(place.current, key)}
            onDecided={onDecided}
          />
        </footer>
      )}
    </section>
  );
}

function Decisions(props: {
  pending: readonly Approval[];
  /** What a decision for these requests is about, and was not seen whole. */
  unseen(ids: readonly ApprovalId[]): readonly Block[];
  toUnseen(block: Block): void;
  onDecided(): void;
}) {
  const { pending, unseen, toUnseen, onDecided } = props;
  const decide = useAction('batch/decide');
  const keymap = useKeymap();
  const seconds = useSetting('inbox.undoSeconds');
  const options = groupDecisions(pending);
  const act = (decision: GroupDecision): void => {
    const option = options.find(({ id }) => id === decision);
    if (option === undefined || decide.pending) return;
    // The key that decides leads to what is still to be seen: one key to go through all of it.
    const [next] = unseen(option.ids);
    if (next !== undefined) {
      toUnseen(next);
      return;
    }
    const name = option.ids.join(' ');
    if (isSecondPress(name)) return;
    noteEnd(name);
    void decide.run({ approvalIds: [...option.ids], decision, delayMs: seconds * 1000 }).then((done) => {
      if (done === undefined) return;
      setUi({ inboxSelected: [] });
      onDecided();
    });
  };
  const accepted = options.find(({ id }) => id === 'accept')?.ids ?? [];
  const only = accepted.length === 0 ? [] : pending.filter(({ id }) => !accepted.includes(id));
  const left = unseen(options[0]?.ids ?? []).length;
  const can = (id: GroupDecision): (() => void) | null =>
    options.some((option) => option.id === id) ? () => act(id) : null;
  useCommand(COMMANDS.accept, can('accept'));
  useCommand(COMMANDS.acceptForSession, can('acceptForSession'));
  useCommand(COMMANDS.decline, can('decline'));
  return (
    <>
      <fieldset className="acts ap-acts" aria-label="Decisions for all">
        {options.map(({ id, ids }) => (
          <Button
            key={id}
            look={id === 'accept' && left === 0 ? 'main' : 'plain'}
            keys={keymap.keysOf(COMMANDS[id])[0]}
            busy={decide.pending}
            aria-disabled={unseen(ids).length > 0 || undefined}
            onClick={() => act(id)}
            onKeyDown={oncePerPress}
          >
            {LABELS[id]} {ids.length}
          </Button>
        ))}
      </fieldset>
      <output className="ap-reach">
        {left > 0
          ? `${plural(left, 'content')} not seen whole yet: scroll through, or let the key scroll to it.`
          : `Each is answered by itself${seconds > 0 ? `, in ${plural(seconds, 'second')}; until then it can be taken back` : ''}.`}
      </output>
      {only.length === 0 ? null : (
        <p className="ap-reach">
          {plural(only.length, 'request')} can only be declined here:{' '}
          {[...new Set(only.map((one) => titleOf(one.body).toLowerCase()))].join(', ')}.
        </p>
      )}
      {decide.failure === null ? null : <Note tone="failed" urgency="alert" title={decide.failure.message} />}
    </>
  );
}
