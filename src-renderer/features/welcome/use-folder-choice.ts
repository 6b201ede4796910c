import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FolderListing } from '#shared/contract/requests.ts';
import type { WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { tellShortly } from '../../platform/messages.tsx';
import { navigate, toFleet } from '../../platform/routes.ts';
import { setUi } from '../../platform/ui-store.ts';
import { useAction, useConnection, useWorkspaces } from '../../connection/index.ts';

/** A folder that is being chosen, and where the choosing is. */
export interface FolderChoice {
  /** What stands in the field. */
  readonly typed: string;
  type(text: string): void;
  /** The path that is meant by it. */
  readonly wanted: string;
  /** What is listed at present; undefined until it is known. */
  readonly listing: FolderListing | undefined;
  /** The next listing is on its way; `stale` is the one that is shown until then. */
  readonly fetching: boolean;
  readonly stale: boolean;
  go(path: string): void;
  /** The workspace that the wanted folder is already. */
  readonly known: WorkspaceEntity | undefined;
  /** Whether it is a git repository; undefined where nobody looked. */
  readonly repository: boolean | undefined;
  /** Agents could change more than a project there: adding it once more means it. */
  readonly consents: boolean;
  readonly trouble: { readonly title: string; readonly message: string } | null;
  readonly adding: boolean;
  /** Adds the wanted folder, or opens it where it is added already. */
  take(): void;
  close(): void;
}

/** Chooses a folder of the host's machine and adds it as a workspace. */
export function useFolderChoice(): FolderChoice {
  const { client } = useConnection();
  const workspaces = useWorkspaces();
  const [at, setAt] = useState<string | undefined>(undefined);
  const [typed, setTyped] = useState('');
  const add = useAction('workspace/add');
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
  // The warning was shown, so a second press is a confirmation.
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
  return {
    typed,
    type: (text) => {
      add.clear();
      setOwn(true);
      setTyped(text);
      // A path that ends like a folder is looked into, so that the list follows what is typed.
      if (/[\\/]$/.test(text)) setAt(text.replace(/([^\\/:])[\\/]$/, '$1'));
    },
    wanted,
    listing: folder.data,
    fetching: folder.isFetching,
    stale: folder.isPlaceholderData,
    go,
    known,
    repository,
    consents,
    trouble,
    adding: add.pending,
    take,
    close,
  };
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
