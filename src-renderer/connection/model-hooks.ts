import { useMemo } from 'react';
import { fleetTopic, hostTopic, inboxTopic, rulesTopic } from '#shared/contract/topics.ts';
import type { Approval } from '#shared/model/approval/approval.ts';
import type { FleetRow } from '#shared/model/fleet/fleet-row.ts';
import type { GatewayState } from '#shared/model/gateway/gateway.ts';
import type { ApprovalId, ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { Rule } from '#shared/model/rule/rule.ts';
import type { HomeEntity, HostInfo, Notice, WorkspaceEntity } from '#shared/model/workspace/workspace.ts';
import { SETTINGS, type SettingName, type SettingValue } from '#shared/model/settings/settings.ts';
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
  // The browser that was just let in needs no notice of itself.
  return useMemo(() => {
    const own = sessionKey()?.id;
    return own === undefined ? notices : notices.filter(({ session }) => session !== own);
  }, [notices]);
}

/** What a part of the host's info is made of, by its name: one for the life of the page. */
function partSelector<T>(part: (info: HostInfo) => T): Selector<T | undefined> {
  const { key } = hostTopic.info;
  return {
    select: (values) => {
      const info = values.get(key) as HostInfo | undefined;
      return info === undefined ? undefined : part(info);
    },
    // The info comes anew with every change of any part: what an object says decides, not which it is.
    same: (a, b) => a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b)),
    matters: (changed) => changed === key,
  };
}

const FACTS = new Map<string, Selector<unknown>>();
const SETTING_VALUES = new Map<string, Selector<unknown>>();

function kept<T>(selectors: Map<string, Selector<unknown>>, name: string, part: (info: HostInfo) => T) {
  const known = selectors.get(name) ?? partSelector(part);
  selectors.set(name, known);
  return known as Selector<T | undefined>;
}

/** One thing that is true of the host as a whole; undefined until it is known. Wakes when that changes, and only then. */
export function useHostFact<K extends Exclude<keyof HostInfo, 'settings'>>(name: K): HostInfo[K] | undefined {
  return useSelected(
    hostTopic.topic,
    kept(FACTS, name, (info) => info[name]),
  );
}

/** The value of a setting as the host told it; undefined until it did. For what must not begin with a default. */
export function useToldSetting<N extends SettingName>(name: N): SettingValue<N> | undefined {
  return useSelected(
    hostTopic.topic,
    kept(SETTING_VALUES, name, ({ settings }) => settings[name] as SettingValue<N>),
  );
}

/** The value of a setting, its default until the host told. Wakes when that setting changes, and for no other. */
export function useSetting<N extends SettingName>(name: N): SettingValue<N> {
  return useToldSetting(name) ?? (SETTINGS[name].standard as SettingValue<N>);
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
