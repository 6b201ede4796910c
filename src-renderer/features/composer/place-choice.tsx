import { useQuery } from '@tanstack/react-query';
import { FolderGit2, GitBranch } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { Params } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { useConnection } from '../../connection/index.ts';
import { ChoiceMenu } from '../../ui/choice-menu.tsx';
import { baseName } from '../../ui/format.ts';
import { Button } from '../../ui/kit.tsx';

/** Where the thread will work, as parameters of `thread/start`. */
export type PlaceParams = Pick<Params<'thread/start'>, 'place' | 'base' | 'branch' | 'worktree'>;

/** What the person chose; null is what the plan says. `auto`: the plan, whatever the workspace begins with. */
interface Chosen {
  readonly place: 'auto' | 'folder' | 'worktree' | null;
  readonly base: string | null;
  readonly branch: string | null;
  /** What there is to choose is shown. */
  readonly open: boolean;
}

const NOTHING: Chosen = { place: null, base: null, branch: null, open: false };
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
  const own = chosen.place === 'auto' ? null : chosen.place;
  const place = plan.data?.possible === true ? (own ?? plan.data.place) : 'folder';
  const params: PlaceParams =
    worktree !== null
      ? { worktree, place: 'folder' }
      : plan.data === undefined
        ? {}
        : chosen.place === 'auto'
          ? { place: 'auto' }
          : place === 'folder'
            ? { place }
            : {
                place,
                ...(chosen.base !== null && { base: chosen.base }),
                ...(chosen.branch !== null &&
                  chosen.branch.trim() !== '' && { branch: chosen.branch.trim() }),
              };
  const remember = (): void => {
    if (chosen.place === null) return;
    // What cannot be remembered costs no thread; the next one is chosen for anew.
    client.call('workspace/defaults', { workspaceId, place: chosen.place }).catch(() => undefined);
    // The name of a branch is for one thread.
    setChosen({ ...chosen, branch: null });
  };
  return { plan: plan.data, failed: plan.isError, place, chosen, setChosen, params, worktree, remember };
}

type Choice = ReturnType<typeof usePlaceChoice>;

/** Says where the thread works and why, in a line that has its room from the first; what can be chosen opens below. */
export function PlaceChoice({ workspaceId, choice }: { workspaceId: WorkspaceId; choice: Choice }) {
  const { plan, place, chosen, setChosen, worktree } = choice;
  const inTree = place === 'worktree' || worktree !== null;
  const possible = plan?.possible === true && worktree === null;
  return (
    <>
      <div className="new-thread-place" data-testid="place" data-place={place}>
        {inTree ? <GitBranch size={14} aria-hidden="true" /> : <FolderGit2 size={14} aria-hidden="true" />}
        <PlaceWords choice={choice} />
        <span className="grow" />
        {possible ? (
          <Button
            size="small"
            look="quiet"
            aria-expanded={chosen.open}
            onClick={() => setChosen({ ...chosen, open: !chosen.open })}
          >
            Change
          </Button>
        ) : null}
      </div>
      {possible && chosen.open ? (
        <div className="new-thread-place" data-more>
          <ChoiceMenu
            label="Works in"
            value={chosen.place ?? place}
            onChange={(next) => setChosen({ ...chosen, place: next as NonNullable<Chosen['place']> })}
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
              {
                value: 'auto',
                label: 'By itself',
                detail: 'A worktree while another thread is active in the folder',
              },
            ]}
          />
          {place === 'folder' ? null : (
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
            </>
          )}
        </div>
      ) : null}
    </>
  );
}

function PlaceWords({ choice: { plan, failed, place, chosen, worktree } }: { choice: Choice }) {
  if (worktree !== null)
    return (
      <span className="clip" title={worktree}>
        <span>in the worktree</span> <code>{baseName(worktree)}</code>
      </span>
    );
  if (plan === undefined)
    return <span className="faint">{failed ? 'As the settings say' : 'Finding out where…'}</span>;
  // The person's own choice needs no reason.
  const why = chosen.place === null || chosen.place === 'auto' ? plan.reason : '';
  const words =
    place === 'folder' ? (
      <>
        In the folder{plan.base === null ? '' : ', on '}
        {plan.base === null ? null : <code>{plan.base}</code>}
      </>
    ) : (
      <>
        A new worktree from <code>{chosen.base ?? plan.base}</code> as{' '}
        <code>{chosen.branch ?? plan.branch}</code>
      </>
    );
  return (
    <span className="clip" title={why}>
      {words} <span className="faint">{why}</span>
    </span>
  );
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
