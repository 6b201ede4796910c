import { Folder, FolderGit2, CornerLeftUp } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type RefObject } from 'react';
import { useUi } from '../../platform/ui-store.ts';
import { useWorkspaces } from '../../connection/index.ts';
import { middleCut } from '../../ui/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';
import { useFolderChoice, type FolderChoice } from './use-folder-choice.ts';

/** Chooses a folder on the host's machine, by clicking through it or by typing its path. */
export function FolderDialog() {
  const open = useUi((state) => state.addFolder);
  return open ? <Chooser /> : null;
}

function Chooser() {
  const choice = useFolderChoice();
  const { wanted, known, consents, take, close } = choice;
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      open
      onClose={close}
      title="Add a folder"
      initialFocus={input}
      footer={
        <>
          <span className="grow" />
          <Button
            look={consents ? 'danger' : 'main'}
            className="btn folder-add"
            keys="Enter"
            busy={choice.adding}
            disabled={wanted === ''}
            title={wanted}
            onClick={take}
          >
            <span className="clip">
              {known !== undefined
                ? `Open ${known.name}`
                : wanted === ''
                  ? 'Add this folder'
                  : consents
                    ? 'Add it all the same'
                    : `Add ${middleCut(wanted, 44)}`}
            </span>
          </Button>
        </>
      }
    >
      <PathField
        choice={choice}
        input={input}
        onDown={() => list.current?.querySelector('button')?.focus()}
      />
      <Said choice={choice} />
      <FolderList choice={choice} list={list} onAbove={() => input.current?.focus()} />
    </Dialog>
  );
}

/** The path as it is typed. `onDown` goes on to the list. */
function PathField(props: {
  choice: FolderChoice;
  input: RefObject<HTMLInputElement | null>;
  onDown(): void;
}) {
  const { choice, input, onDown } = props;
  const { typed, go, take } = choice;
  const parent = choice.listing?.parent ?? null;
  return (
    <div className="folder-path">
      <input
        ref={input}
        className="input mono"
        aria-label="Path of the folder"
        spellCheck={false}
        value={typed}
        onChange={(event) => choice.type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            onDown();
            return;
          }
          if (event.key !== 'Enter' || event.repeat) return;
          event.preventDefault();
          take();
        }}
      />
      <Button
        icon
        aria-label="Parent folder"
        disabled={parent === null}
        onClick={() => (parent === null ? undefined : go(parent))}
      >
        <CornerLeftUp size={15} />
      </Button>
    </div>
  );
}

/** One thing at a time about the folder in the field. */
function Said({ choice: { trouble, consents, known, repository } }: { choice: FolderChoice }) {
  return trouble !== null ? (
    <Note tone={consents ? 'needs' : 'failed'} urgency="alert" title={trouble.title}>
      <p>{trouble.message}</p>
    </Note>
  ) : known !== undefined ? (
    <output className="folder-say muted">This folder is added already, as {known.name}.</output>
  ) : repository === false ? (
    <output className="folder-say muted">
      Not a git repository: it can be added, but branches and changes are not shown.
    </output>
  ) : null;
}

/** The folders in the one that is listed. `onAbove`: the keys left it at its top. */
function FolderList(props: {
  choice: FolderChoice;
  list: RefObject<HTMLUListElement | null>;
  onAbove(): void;
}) {
  const { choice, list, onAbove } = props;
  const { listing: data, stale, wanted, trouble, go } = choice;
  const workspaces = useWorkspaces();
  // After entering a folder from the list the focus stays in the list.
  const fromList = useRef(false);
  useEffect(() => {
    if (!fromList.current || stale) return;
    fromList.current = false;
    list.current?.scrollTo(0, 0);
    (list.current?.querySelector('button') ?? list.current)?.focus();
  }, [list, data?.path, stale]);

  const onListKey = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const parent = data?.parent ?? null;
    if (event.key === 'ArrowLeft' && parent !== null) {
      fromList.current = true;
      go(parent);
    } else if (moveInList(event, list.current) === 'above') onAbove();
  };
  return (
    <ul className="folder-list" ref={list} tabIndex={-1} aria-label="Folders" aria-busy={choice.fetching}>
      {data?.folders.map((child) => (
        <li key={child.path}>
          <button
            type="button"
            onClick={() => {
              fromList.current = true;
              go(child.path);
            }}
            onKeyDown={onListKey}
          >
            {child.repository ? (
              <FolderGit2 size={15} aria-label="Git repository" />
            ) : (
              <Folder size={15} aria-hidden="true" />
            )}
            <span className="clip">{child.name}</span>
            {workspaces.some((workspace) => workspace.path === child.path) ? (
              <span className="faint">added already</span>
            ) : child.repository ? (
              <span className="faint">repository</span>
            ) : null}
          </button>
        </li>
      ))}
      {data !== undefined && data.folders.length === 0 ? (
        <li className="faint folder-none">
          {wanted !== data.path
            ? `No folders in ${data.path}.`
            : trouble === null
              ? 'No folders in here. It can be added all the same.'
              : 'No folders in here.'}
        </li>
      ) : null}
    </ul>
  );
}

/** Moves the focus in the list by the arrows; `above` when it leaves the list at its top. */
function moveInList(event: KeyboardEvent, list: HTMLElement | null): 'above' | undefined {
  const { key } = event;
  if (!['ArrowDown', 'ArrowUp', 'ArrowRight', 'Home', 'End'].includes(key)) return undefined;
  event.preventDefault();
  const buttons = [...(list?.querySelectorAll('button') ?? [])];
  const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
  if (key === 'ArrowRight') {
    buttons[now]?.click();
    return undefined;
  }
  if (key === 'ArrowUp' && now <= 0) return 'above';
  const next = key === 'Home' ? 0 : key === 'End' ? buttons.length - 1 : now + (key === 'ArrowDown' ? 1 : -1);
  buttons[Math.min(next, buttons.length - 1)]?.focus();
  return undefined;
}
