import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Params } from '#shared/contract/requests.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';
import { NO_DEFAULTS, type SettingsChange, type ThreadSettings } from '#shared/model/thread/settings.ts';
import { useConnection, useWorkspace } from '../../connection/index.ts';

type StartParams = Pick<Params<'thread/start'>, 'model' | 'effort' | 'permission' | 'plan'>;

/** With what a new thread works: chosen, else what its workspace begins with, else what Codex's configuration says. */
export interface Freedom {
  /** What will be used. The permission mode is null while it is not known. */
  readonly value: ThreadSettings;
  /** The same as parameters; what is left to the configuration is not named. */
  readonly params: StartParams;
  choose(change: SettingsChange): void;
  /** What was chosen is what new threads of the workspace begin with from now on. */
  remember(): void;
}

/** What there is to choose in a workspace, and what is chosen. */
export function useFreedom(workspaceId: WorkspaceId): Freedom {
  const { client } = useConnection();
  const [chosen, setChosen] = useState<{ readonly of: WorkspaceId; readonly change: SettingsChange }>({
    of: workspaceId,
    change: {},
  });
  const usual = useQuery({
    queryKey: ['usual', workspaceId],
    staleTime: 10_000,
    retry: false,
    queryFn: () => client.call('workspace/usual', { workspaceId }),
  });
  const defaults = useWorkspace(workspaceId)?.defaults ?? NO_DEFAULTS;
  // Another workspace has models and defaults of its own.
  const change = chosen.of === workspaceId ? chosen.change : {};
  const params: StartParams = {
    ...namedOnly({ model: defaults.model, effort: defaults.effort, permission: defaults.permission }),
    ...(defaults.plan && { plan: true }),
    // Where nothing says how freely an agent works, it asks.
    ...(usual.data?.permission === null && defaults.permission === null && { permission: 'ask' as const }),
    ...change,
  };
  const { model, effort, permission, plan } = { ...usual.data, ...params };
  return {
    value: {
      model: model ?? null,
      effort: effort ?? null,
      permission: permission ?? null,
      plan: plan === true,
    },
    params: namedOnly(params),
    choose: (what) =>
      setChosen({
        of: workspaceId,
        // Another model has other efforts.
        change: { ...change, ...what, ...(what.model !== undefined && { effort: undefined }) },
      }),
    remember: () => {
      if (Object.keys(change).length === 0) return;
      const { model: otherModel } = change;
      const kept = { ...change, ...(otherModel !== undefined && { effort: change.effort ?? null }) };
      // What cannot be remembered costs no thread; the next one is chosen for anew.
      client.call('workspace/defaults', { workspaceId, ...kept }).catch(() => undefined);
    },
  };
}

function namedOnly<T extends object>(from: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(from).filter(([, value]) => value !== null && value !== undefined),
  ) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
