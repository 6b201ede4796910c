import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Results } from '#shared/contract/requests.ts';
import { hostTopic } from '#shared/contract/topics.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import type { ConfigSource } from '#shared/model/workspace/setup.ts';
import { useConnection, useEntity } from '../../connection/index.ts';

type Reads = 'mcp/list' | 'config/read' | 'skills/all' | 'hooks/list';

/** What agents of a workspace work with; read anew whenever the host says that it may be another. */
export function useSetup<M extends Reads>(method: M, workspaceId: WorkspaceId) {
  const { client } = useConnection();
  const revision = useEntity(hostTopic.topic, hostTopic.setup.key(workspaceId)) ?? 0;
  return useQuery<Results[M]>({
    queryKey: ['setup', workspaceId, method, revision],
    queryFn: () => client.call(method, { workspaceId } as never) as Promise<Results[M]>,
    // What stands there stays until the new is there, unless it is of another workspace.
    placeholderData: (before, query) =>
      query?.queryKey[1] === workspaceId ? keepPreviousData(before) : undefined,
    staleTime: 0,
    retry: false,
  });
}

const KINDS: Readonly<Record<ConfigSource['kind'], string>> = {
  managed: 'your administrator',
  folder: 'the folder',
  user: 'your configuration',
  system: 'this machine',
  session: 'this session',
  'built-in': 'Codex itself',
};

/** Which layer of the configuration it is, in words. */
export function sourceWords({ kind }: ConfigSource): string {
  return KINDS[kind];
}
