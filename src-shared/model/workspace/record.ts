import type { HomeId, WorkspaceId } from '../ids.ts';

/** What storage keeps of a workspace. */
export interface WorkspaceRecord {
  readonly id: WorkspaceId;
  readonly name: string;
  /** Real path. */
  readonly path: string;
  readonly homeId: HomeId;
  readonly ord: number;
  readonly demo: boolean;
  readonly codexPath: string | null;
  readonly codexHome: string | null;
}
