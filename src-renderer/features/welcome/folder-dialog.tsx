import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Folder, FolderGit2, CornerLeftUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { navigate, toFleet } from '../../app/routes.ts';
import { setUi, useUi } from '../../app/ui-store.ts';
import { useAction, useConnection } from '../../connection/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, Note } from '../../ui/kit.tsx';

/** Chooses a folder on the host's machine, by clicking through it or by typing its path. */
export function FolderDialog() {
  const open = useUi((state) => state.addFolder);
  return open ? <Chooser /> : null;
}

function Chooser() {
  const { client } = useConnection();
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
  // Where the listing is, the field says; what is typed on top of that stays until another folder is listed.
  const [listed, setListed] = useState<string | undefined>(undefined);
  if (path !== undefined && path !== listed) {
    setListed(path);
    setTyped(path);
  }

  const close = (): void => {
    setUi({ addFolder: false });
  };
  const go = (to: string): void => {
    add.clear();
    setAt(to);
    list.current?.scrollTo(0, 0);
  };
  const take = (): void => {
    const wanted = typed.trim();
    if (wanted === '') return;
    void add.run({ path: wanted }).then((done) => {
      if (done === undefined) return;
      close();
      navigate(toFleet(done.workspaceId));
    });
  };
  const { data } = folder;
  return (
    <Dialog
      open
      onClose={close}
      title="Add a folder"
      initialFocus={input}
      footer={
        <>
          <span className="faint clip grow">{data?.path ?? ''}</span>
          <Button
            look="main"
            keys="Mod+Enter"
            busy={add.pending}
            disabled={typed.trim() === ''}
            onClick={take}
          >
            Add this folder
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
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.repeat) return;
            event.preventDefault();
            if (event.metaKey || event.ctrlKey || typed === path) take();
            else go(typed.trim());
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
      {folder.error === null ? null : (
        <Note tone="failed" urgency="alert" title="This folder cannot be looked into">
          <p>{folder.error.message}</p>
        </Note>
      )}
      {add.failure === null ? null : (
        <Note tone="failed" urgency="alert" title="Not added">
          <p>{add.failure.message}</p>
        </Note>
      )}
      <ul className="folder-list" ref={list} aria-label="Folders" aria-busy={folder.isFetching}>
        {data?.folders.map((child) => (
          <li key={child.path}>
            <button type="button" onClick={() => go(child.path)}>
              {child.repository ? (
                <FolderGit2 size={15} aria-label="Git repository" />
              ) : (
                <Folder size={15} aria-hidden="true" />
              )}
              <span className="clip">{child.name}</span>
              {child.repository ? <span className="faint">repository</span> : null}
            </button>
          </li>
        ))}
        {data !== undefined && data.folders.length === 0 ? (
          <li className="faint folder-none">No folders in here. It can be added all the same.</li>
        ) : null}
      </ul>
    </Dialog>
  );
}
