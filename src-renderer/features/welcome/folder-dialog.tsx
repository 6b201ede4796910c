import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Folder, FolderGit2, CornerLeftUp } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { FolderListing } from '#shared/contract/requests.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { navigate, toFleet } from '../../platform/routes.ts';
import { setUi, useUi } from '../../platform/ui-store.ts';
import { useAction, useConnection, useWorkspaces } from '../../connection/index.ts';
import { middleCut } from '../../ui/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';

/** Chooses a folder on the host's machine, by clicking through it or by typing its path. */
export function FolderDialog() {
  const open = useUi((state) => state.addFolder);
  return open ? <Chooser /> : null;
}

function Chooser() {
  const { client } = useConnection();
  const workspaces = useWorkspaces();
  const [at, setAt] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState('');
  const add = useAction('workspace/add');
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const folder = useQuery({
    queryKey: ['folder', at ?? ''],
    retry: false,
    staleTime: 2_000,
    placeholderData: keepPreviousData,
    queryFn: () => client.call('folder/list', at === undefined ? {} : { path: at }),
  });
  const path = folder.data?.path;
  // Where the listing is, the field says; what is typed on top of that stays until the person goes to another folder.
  // A listing that comes late must not take it away: they would add a folder they did not name.
  const [listed, setListed] = useState<string | undefined>(undefined);
  const [own, setOwn] = useState(false);
  if (path !== undefined && path !== listed) {
    setListed(path);
    if (!own) setTyped(path);
  }

  // Whoever moved into a folder from the list goes on in the list.
  const fromList = useRef(false);
  useEffect(() => {
    if (!fromList.current || folder.isPlaceholderData) return;
    fromList.current = false;
    list.current?.scrollTo(0, 0);
    (list.current?.querySelector('button') ?? list.current)?.focus();
  }, [listed, folder.isPlaceholderData]);

  const close = (): void => {
    setUi({ addFolder: false });
  };
  const go = (to: string): void => {
    add.clear();
    setOwn(false);
    setAt(to);
  };
  const wanted = typed.trim().replace(/(.)[\\/]+$/, '$1');
  const known = workspaces.find((workspace) => workspace.path === wanted);
  const repository = useIsRepository(wanted);
  // What agents could change there was said: pressed again, it is meant.
  const consents = add.failure?.code === 'needsConsent';
  const take = (): void => {
    if (wanted === '') return;
    if (known !== undefined) {
      close();
      navigate(toFleet(known.id));
      return;
    }
    void add.run({ path: wanted, ...(consents && { knowingly: true }) }).then((done) => {
      if (done === undefined) return;
      close();
      navigate(toFleet(done.workspaceId));
      if (done.existed) tellShortly('rest', 'This folder was added before', wanted);
    });
  };
  const { data } = folder;
  const onListKey = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const parent = data?.parent ?? null;
    if (event.key === 'ArrowLeft' && parent !== null) {
      fromList.current = true;
      go(parent);
    } else if (moveInList(event, list.current) === 'above') input.current?.focus();
  };
  // One trouble at a time, and only of the path that is still in the field.
  const trouble =
    add.failure !== null
      ? {
          title: consents ? 'Agents could change more than a project there' : 'Not added',
          message: add.failure.message,
        }
      : folder.error !== null && wanted === at
        ? { title: 'This folder cannot be looked into', message: folder.error.message }
        : null;
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
            keys="Mod+Enter"
            busy={add.pending}
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
      <div className="folder-path">
        <input
          ref={input}
          className="input mono"
          aria-label="Path of the folder"
          spellCheck={false}
          value={typed}
          onChange={(event) => {
            add.clear();
            setOwn(true);
            setTyped(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              list.current?.querySelector('button')?.focus();
              return;
            }
            if (event.key !== 'Enter' || event.repeat) return;
            event.preventDefault();
            if (event.metaKey || event.ctrlKey || wanted === path) take();
            else go(wanted);
          }}
        />
        <Button
          icon
          aria-label="Parent folder"
          disabled={data?.parent == null}
          onClick={() => (data?.parent == null ? undefined : go(data.parent))}
        >
          <CornerLeftUp size={15} />
        </Button>
      </div>
      {trouble !== null ? (
        <Note tone={consents ? 'needs' : 'failed'} urgency="alert" title={trouble.title}>
          <p>{trouble.message}</p>
        </Note>
      ) : known !== undefined ? (
        <output className="folder-say muted">This folder is added already, as {known.name}.</output>
      ) : repository === false ? (
        <output className="folder-say muted">
          Not a git repository: it can be added, but branches and changes are not shown.
        </output>
      ) : null}
      <ul className="folder-list" ref={list} tabIndex={-1} aria-label="Folders" aria-busy={folder.isFetching}>
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
            {wanted !== path
              ? `No folders in ${data.path}.`
              : trouble === null
                ? 'No folders in here. It can be added all the same.'
                : 'No folders in here.'}
          </li>
        ) : null}
      </ul>
    </Dialog>
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

/** Whether a folder is a git repository, as far as a listing of the folder above it was seen; else undefined. */
function useIsRepository(path: string): boolean | undefined {
  const queries = useQueryClient();
  for (const [, listing] of queries.getQueriesData<FolderListing>({ queryKey: ['folder'] })) {
    const child = listing?.folders.find((candidate) => candidate.path === path);
    if (child !== undefined) return child.repository;
  }
  return undefined;
}
