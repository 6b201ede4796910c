import type { HomeId } from '#shared/model/ids.ts';
import type { Notice } from '#shared/model/workspace/workspace.ts';
import type { EngineHome } from '../engines/engine.ts';
import type { HomeServerPort } from './home.ts';

/** The app-server of a home, as this folder needs it. */
export interface HomeServer extends HomeServerPort {
  /** What the engine knows of the home. */
  readonly home: EngineHome;
  start(): void;
  restart(): void;
  stop(): Promise<void>;
}

/** What the person should know, as this folder says it. */
export interface HomeNotices {
  say(
    level: Notice['level'],
    title: string,
    detail: string,
    workspaceId: null,
    more: { readonly cause: readonly string[] },
  ): () => void;
  /** What has all of these words as its cause is over. */
  over(...words: readonly string[]): void;
}

/** What is wrong: the configuration, so that app-servers must begin anew, or only its MCP servers. */
export type Trouble = 'configuration' | 'servers';

/** What homes tell. */
export interface HomeEvents {
  /** Who is signed in there, or which provider is used, is another now. */
  credentialsChanged: HomeId;
  /** Something is wrong with the configuration of a home: with that file, or (null) its own. */
  configTrouble: { readonly id: HomeId; readonly what: Trouble; readonly file: string | null };
  /** What was in trouble is another now. */
  configChanged: { readonly id: HomeId; readonly what: Trouble };
  /** Its app-server, which just became ready, was asked about accounts and configuration. */
  homeRead: HomeId;
  /** It is not in use any more. */
  homeClosed: HomeId;
}

/** What homes hear of their app-servers. */
export interface HomeServerEvents {
  homeServerStatus: HomeId;
  homeServerReady: HomeId;
}
