import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { EngineThreads } from '../engines/engine.ts';

/** Where files are searched. */
export interface FilesPorts {
  /** Throws ContractFailure `notFound`. */
  readonly workspace: (id: WorkspaceId) => { readonly path: string; readonly engine: FilesEngine };
  /** The folder a thread works in; undefined for one that is not known. */
  readonly folderOf: (id: ThreadId) => string | undefined;
}

export type FilesEngine = Pick<EngineThreads, 'searchFiles' | 'findFiles' | 'endFileSearch' | 'skills'>;
