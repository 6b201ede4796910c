import { useMemo } from 'react';
import { fleetTopic, hostTopic, inboxTopic, rulesTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { HomeEntity, HostInfo, Notice, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { everySelector, useEntity, useSelected, type Selector } from './hooks.ts';
import { sessionKey } from './session.ts';

function sorted<T>(selector: Selector<readonly T[]>, by: (a: T, b: T) => number): Selector<readonly T[]> {
  return { ...selector, select: (values) => [...selector.select(values)].sort(by) };
}

const WORKSPACES = sorted(everySelector(hostTopic.workspace), (a, b) => a.ord - b.ord);
const HOMES = everySelector(hostTopic.home);
const NOTICES = sorted(everySelector(hostTopic.notice), (a, b) => b.at - a.at);
const RULES = sorted(everySelector(rulesTopic.rule), (a, b) => b.createdAt - a.createdAt);
const ROWS = everySelector(fleetTopic.thread);
const PENDING: Selector<number> = {
  select: (values) => inboxTopic.approval.count(values, ({ outcome }) => outcome === null),
  same: (a, b) => a === b,
};

/** All workspaces, in the order in which they were added. */
export function useWorkspaces(): readonly WorkspaceEntity[] {
  return useSelected(hostTopic.topic, WORKSPACES);
}

/** One workspace. */
export function useWorkspace(id: WorkspaceId | null): WorkspaceEntity | undefined {
  return useEntity(hostTopic.topic, id === null ? null : hostTopic.workspace.key(id));
}

/** Every CODEX_HOME in use. */
export function useHomes(): readonly HomeEntity[] {
  return useSelected(hostTopic.topic, HOMES);
}

/** What the host wants the person to know, the latest first. */
export function useNotices(): readonly Notice[] {
  const notices = useSelected(hostTopic.topic, NOTICES);
  // Whoever was just let in knows it.
  return useMemo(() => {
    const own = sessionKey()?.id;
    return own === undefined ? notices : notices.filter(({ session }) => session !== own);
  }, [notices]);
}

/** What is true of the host as a whole; undefined until it is known. */
export function useHostInfo(): HostInfo | undefined {
  return useEntity(hostTopic.topic, hostTopic.info.key);
}

/** The gateway, also while there is none; undefined until it is known. */
export function useGateway(): GatewayState | undefined {
  return useEntity(hostTopic.topic, hostTopic.gateway.key);
}

/** Every rule, the newest first. */
export function useRules(): readonly Rule[] {
  return useSelected(rulesTopic.topic, RULES);
}

/** One row of the fleet. */
export function useFleetRow(id: ThreadId | null): FleetRow | undefined {
  return useEntity(fleetTopic.topic, id === null ? null : fleetTopic.thread.key(id));
}

/** All rows of the fleet: only for what is open briefly, such as the palette. */
export function useFleetRows(): readonly FleetRow[] {
  return useSelected(fleetTopic.topic, ROWS);
}

/** One approval, pending or ended not long ago. */
export function useApproval(id: ApprovalId | null): Approval | undefined {
  return useEntity(inboxTopic.topic, id === null ? null : inboxTopic.approval.key(id));
}

/** How many approvals and questions wait. */
export function usePendingCount(): number {
  return useSelected(inboxTopic.topic, PENDING);
}
