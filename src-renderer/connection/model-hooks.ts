import { useMemo } from 'react';
import { FLEET_TOPIC, HOST_TOPIC, INBOX_TOPIC, RULES_TOPIC } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { HomeEntity, HostInfo, Notice, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { prefixSelector, useEntity, useSelected, type Selector } from './hooks.ts';
import { sessionKey } from './session.ts';

function sorted<T>(selector: Selector<readonly T[]>, by: (a: T, b: T) => number): Selector<readonly T[]> {
  return { ...selector, select: (values) => [...selector.select(values)].sort(by) };
}

const WORKSPACES = sorted(prefixSelector<WorkspaceEntity>('workspace:'), (a, b) => a.ord - b.ord);
const HOMES = prefixSelector<HomeEntity>('home:');
const NOTICES = sorted(prefixSelector<Notice>('notice:'), (a, b) => b.at - a.at);
const RULES = sorted(prefixSelector<Rule>('rule:'), (a, b) => b.createdAt - a.createdAt);
const ROWS = prefixSelector<FleetRow>('thread:');
const PENDING: Selector<number> = {
  select: (values) => {
    let count = 0;
    for (const [key, value] of values)
      if (key.startsWith('approval:') && (value as Approval).outcome === null) count += 1;
    return count;
  },
  same: (a, b) => a === b,
};

/** All workspaces, in the order in which they were added. */
export function useWorkspaces(): readonly WorkspaceEntity[] {
  return useSelected(HOST_TOPIC, WORKSPACES);
}

/** One workspace. */
export function useWorkspace(id: WorkspaceId | null): WorkspaceEntity | undefined {
  return useEntity<WorkspaceEntity>(HOST_TOPIC, `workspace:${id ?? ''}`);
}

/** Every CODEX_HOME in use. */
export function useHomes(): readonly HomeEntity[] {
  return useSelected(HOST_TOPIC, HOMES);
}

/** What the host wants the person to know, the latest first. */
export function useNotices(): readonly Notice[] {
  const notices = useSelected(HOST_TOPIC, NOTICES);
  // Whoever was just let in knows it.
  return useMemo(() => {
    const own = sessionKey()?.id;
    return own === undefined ? notices : notices.filter(({ session }) => session !== own);
  }, [notices]);
}

/** What is true of the host as a whole; undefined until it is known. */
export function useHostInfo(): HostInfo | undefined {
  return useEntity<HostInfo>(HOST_TOPIC, 'info');
}

/** The gateway, also while there is none; undefined until it is known. */
export function useGateway(): GatewayState | undefined {
  return useEntity<GatewayState>(HOST_TOPIC, 'gateway');
}

/** Every rule, the newest first. */
export function useRules(): readonly Rule[] {
  return useSelected(RULES_TOPIC, RULES);
}

/** One row of the fleet. */
export function useFleetRow(id: ThreadId | null): FleetRow | undefined {
  return useEntity<FleetRow>(FLEET_TOPIC, `thread:${id ?? ''}`);
}

/** All rows of the fleet: only for what is open briefly, such as the palette. */
export function useFleetRows(): readonly FleetRow[] {
  return useSelected(FLEET_TOPIC, ROWS);
}

/** One approval, pending or ended not long ago. */
export function useApproval(id: ApprovalId | null): Approval | undefined {
  return useEntity<Approval>(INBOX_TOPIC, `approval:${id ?? ''}`);
}

/** How many approvals and questions wait. */
export function usePendingCount(): number {
  return useSelected(INBOX_TOPIC, PENDING);
}
