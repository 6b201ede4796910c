import type { Usage } from '#shared/contract/calls/usage.ts';
import type { WorkspaceId } from '#shared/model/ids.ts';

export interface UsageDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly tokens: number;
  /** Of the day that has most; 0 to 1. */
  readonly share: number;
}

/** Every day of the last so many, also those without any use, oldest first. */
export function daysOf({ days, today }: Pick<Usage, 'days' | 'today'>, count: number): readonly UsageDay[] {
  const tokens = new Map<string, number>();
  for (const entry of days) tokens.set(entry.day, (tokens.get(entry.day) ?? 0) + entry.tokens);
  const most = Math.max(1, ...tokens.values());
  const end = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    const used = tokens.get(day) ?? 0;
    return { day, tokens: used, share: used / most };
  });
}

/** What each workspace used, the most first. */
export function workspacesOf({ days }: Pick<Usage, 'days'>): readonly (readonly [WorkspaceId, number])[] {
  const tokens = new Map<WorkspaceId, number>();
  for (const { workspaceId, tokens: used } of days)
    tokens.set(workspaceId, (tokens.get(workspaceId) ?? 0) + used);
  return [...tokens].toSorted(([, a], [, b]) => b - a);
}
