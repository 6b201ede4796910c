import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { WorktreePlan } from '#shared/contract/calls/worktrees.ts';
import type { Params } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { useConnection } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { baseName } from '../../ui/format.ts';

/** Where the thread will work, as parameters of `thread/start`. */
export type PlaceParams = Pick<Params<'thread/start'>, 'place' | 'base' | 'branch' | 'worktree'>;

/** What the person chose; null is what the plan says. */
interface Chosen {
  readonly place: 'folder' | 'worktree' | null;
  readonly base: string | null;
  readonly branch: string | null;
}

const NOTHING: Chosen = { place: null, base: null, branch: null };
const NO_PLAN = {
  possible: false,
  place: 'folder',
  reason: '',
  base: null,
  branch: null,
} satisfies WorktreePlan;
/** A prompt's first line names the branch; more of it is not sent while it is written. */
const TITLE_LENGTH = 200;

/** The choice of where a new thread works: made by the host's plan until the person makes it. */
export function usePlaceChoice(workspaceId: WorkspaceId, text: string, worktree: string | null) {
  const { client } = useConnection();
  const [chosen, setChosen] = useState<Chosen>(NOTHING);
  const [chosenFor, setChosenFor] = useState(workspaceId);
  // Another workspace has other branches.
  if (chosenFor !== workspaceId) {
    setChosenFor(workspaceId);
    setChosen(NOTHING);
  }
  const title = useDeferredValue((text.trim().split('\n')[0] ?? '').slice(0, TITLE_LENGTH));
  const plan = useQuery({
    queryKey: ['worktree/plan', workspaceId, title],
    queryFn: () => client.call('worktree/plan', { workspaceId, text: title }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    // While a prompt is written only the branch's name changes.
    placeholderData: (before, query) => (query?.queryKey[1] === workspaceId ? before : undefined),
  });
  const known = plan.data ?? NO_PLAN;
  const place = known.possible ? (chosen.place ?? known.place) : 'folder';
  const params: PlaceParams =
    worktree !== null
      ? { worktree, place: 'folder' }
      : plan.data === undefined
        ? {}
        : place === 'folder'
          ? { place }
          : {
              place,
              ...(chosen.base !== null && { base: chosen.base }),
              ...(chosen.branch !== null && chosen.branch.trim() !== '' && { branch: chosen.branch.trim() }),
            };
  return { plan: plan.data, place, chosen, setChosen, params, worktree };
}

/** Says where the thread works and why, with what can be chosen about it. */
export function PlaceChoice({
  workspaceId,
  choice,
}: {
  workspaceId: WorkspaceId;
  choice: ReturnType<typeof usePlaceChoice>;
}) {
  const { plan, place, chosen, setChosen, worktree } = choice;
  if (worktree !== null)
    return (
      <div className="new-thread-place">
        <span className="faint">in the worktree</span>
        <code className="clip" title={worktree}>
          {baseName(worktree)}
        </code>
      </div>
    );
  if (plan?.possible !== true) return null;
  const reason = chosen.place === null || chosen.place === plan.place ? plan.reason : null;
  return (
    <div className="new-thread-place" data-testid="place" data-place={place}>
      <ChoiceMenu
        label="Works in"
        value={place}
        onChange={(next) => setChosen({ ...chosen, place: next === 'worktree' ? 'worktree' : 'folder' })}
        choices={[
          {
            value: 'folder',
            label: 'In the folder itself',
            detail: plan.base === null ? undefined : `On ${plan.base}`,
          },
          {
            value: 'worktree',
            label: 'In a new worktree',
            detail: 'A checkout of its own on a branch of its own',
          },
        ]}
      />
      {place === 'folder' ? (
        <Why reason={reason} />
      ) : (
        <>
          <span className="faint">from</span>
          <BaseChoice
            workspaceId={workspaceId}
            value={chosen.base ?? plan.base ?? ''}
            onChange={(base) => setChosen({ ...chosen, base })}
          />
          <label className="new-thread-branch">
            <span className="faint">as</span>
            <input
              className="input"
              aria-label="Name of the new branch"
              spellCheck={false}
              autoCapitalize="off"
              maxLength={250}
              placeholder={plan.branch ?? ''}
              value={chosen.branch ?? plan.branch ?? ''}
              onChange={(event) => setChosen({ ...chosen, branch: event.target.value })}
            />
          </label>
          <Why reason={reason} />
        </>
      )}
    </div>
  );
}

/** Why it is so; nothing when the person chose. */
function Why({ reason }: { reason: string | null }) {
  return reason === null ? null : <span className="faint new-thread-why">{reason}</span>;
}

function BaseChoice(props: { workspaceId: WorkspaceId; value: string; onChange(base: string): void }) {
  const { workspaceId, value, onChange } = props;
  const { client } = useConnection();
  const branches = useQuery({
    queryKey: ['branch/list', workspaceId],
    queryFn: () => client.call('branch/list', { workspaceId }),
    staleTime: 10_000,
    retry: false,
  });
  const names = branches.data?.branches ?? [];
  const all = names.includes(value) ? names : [value, ...names];
  return (
    <ChoiceMenu
      label="Begins from"
      value={value}
      onChange={onChange}
      choices={all.map((name) => ({ value: name, label: name }))}
    />
  );
}
