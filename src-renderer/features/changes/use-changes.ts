import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import {
  changesTopic,
  type ChangedFile,
  type ChangesName,
  type ChangesState,
  type FileSides,
} from '#shared/model/changes/changes.ts';
import type { ContractFailure } from '#shared/contract/errors.ts';
import {
  useConnection,
  useEntity,
  useSelected,
  type Connection,
  type Selector,
} from '../../connection/index.ts';
import type { Neighbour } from './diff-text.tsx';

const FILES: Selector<readonly ChangedFile[]> = {
  select: (values) => {
    const files = changesTopic.file.all(values);
    return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  },
  same: (a, b) => a.length === b.length && a.every((file, index) => file === b[index]),
  matters: (key) => changesTopic.file.idOf(key) !== null,
};

/** The files that differ, by their paths; live while mounted. */
export function useChangedFiles(name: ChangesName): readonly ChangedFile[] {
  return useSelected(changesTopic(name), FILES);
}

/** The whole of it; undefined until it is known. */
export function useChangesState(name: ChangesName): ChangesState | undefined {
  return useEntity(changesTopic(name), changesTopic.state.key);
}

/** One file of the list, or undefined when it does not differ. */
export function useChangedFile(name: ChangesName, path: string | null): ChangedFile | undefined {
  return useEntity(changesTopic(name), path === null ? null : changesTopic.file.key(path));
}

/** Both sides of a file, read again whenever its stamp says that they may differ; the old ones stay until then. */
export function useSides(name: ChangesName, file: ChangedFile | undefined) {
  const { client } = useConnection();
  return useQuery<FileSides, ContractFailure>({
    ...sidesQuery(client, name, file),
    enabled: file !== undefined,
    // Only of the same file in the same scope: the text of another would be a lie.
    placeholderData: (before, query) =>
      query?.queryKey[1] === changesTopic(name) && query.queryKey[2] === file?.path ? before : undefined,
  });
}

/** The texts of files that are likely to be looked at next, read ahead; those that have none are left out. */
export function useNeighbours(name: ChangesName, files: readonly ChangedFile[]): readonly Neighbour[] {
  const { client } = useConnection();
  return useQueries({
    queries: files.map((file) => sidesQuery(client, name, file)),
    combine: useCallback(
      (results: readonly { readonly data: FileSides | undefined }[]) =>
        results.flatMap(({ data }, at) => {
          const path = files[at]?.path;
          return path !== undefined && data?.type === 'text' ? [{ path, sides: data }] : [];
        }),
      [files],
    ),
  });
}

function sidesQuery(client: Connection['client'], name: ChangesName, file: ChangedFile | undefined) {
  const path = file?.path ?? '';
  return {
    queryKey: ['changes/file', changesTopic(name), path, file?.stamp],
    queryFn: () => client.call('changes/file', { ...name, path }),
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  };
}
