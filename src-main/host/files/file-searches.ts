import { errorWords } from '#shared/base/words.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import { filesTopic, type FilesName, type FoundFiles } from '#shared/model/files/file-search.ts';
import type { FileNews } from '../engines/events.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { OpenTopic } from '../topics/open-topics.ts';
import { Topic } from '../topics/topic.ts';
import type { FilesEngine, FilesPorts } from './ports.ts';

/** A frame of a screen. */
const PACE_MS = 16;
const NOTHING: FoundFiles = { query: null, files: [], problem: null };

interface Search {
  readonly topic: Topic;
  readonly engine: FilesEngine;
  readonly root: string;
  users: number;
  /** What is asked for now. */
  query: string | null;
  /** The engine follows it; resolves when it has begun. */
  begun: Promise<void>;
}

/** The searches for files that clients have open. Each is one of the engine's, which ends with the topic. */
export class FileSearches {
  readonly #options: FilesPorts;
  readonly #searches = new Map<string, Search>();

  constructor(options: FilesPorts) {
    this.#options = options;
  }

  handlers(): Pick<CallHandlers, 'files/find' | 'skills/list'> {
    return {
      'files/find': (params) => this.find(params),
      'skills/list': (params) => this.skills(params),
    };
  }

  open(topic: string): OpenTopic | null {
    const name = filesTopic.idOf(topic);
    if (name === null) return null;
    const search = this.#searches.get(topic) ?? this.#begin(topic, name);
    search.users += 1;
    return { topic: search.topic, release: () => this.#release(topic, search) };
  }

  /** Asks an open search for something else. Rejects with ContractFailure `notFound` for one that is not open. */
  async find({ search: topic, query }: Params<'files/find'>): Promise<null> {
    const search = this.#searches.get(topic);
    if (search === undefined)
      throw new ContractFailure({ code: 'notFound', message: 'This search has ended.' });
    search.query = query;
    try {
      await search.begun;
      await search.engine.findFiles(topic, query);
    } catch {
      // Its app-server may have died meanwhile and taken the search along: it begins anew, once.
      try {
        search.begun = search.engine.searchFiles(topic, search.root);
        await search.begun;
        await search.engine.findFiles(topic, query);
      } catch (error) {
        this.#show(search, { ...NOTHING, query, problem: `Files cannot be searched: ${errorWords(error)}` });
      }
    }
    return null;
  }

  /** Takes in what an engine found. What is of an earlier query is not shown. */
  heard(news: FileNews): void {
    const search = this.#searches.get(news.searchId);
    if (search?.query === news.query)
      this.#show(search, { query: news.query, files: news.found, problem: null });
  }

  async skills({ workspaceId, threadId }: Params<'skills/list'>): Promise<Results['skills/list']> {
    const { path, engine } = this.#options.workspace(workspaceId);
    const folder = threadId === null ? path : (this.#options.folderOf(threadId) ?? path);
    try {
      return { skills: await engine.skills(folder) };
    } catch (error) {
      throw new ContractFailure({
        code: 'refused',
        message: `The skills cannot be listed: ${errorWords(error)}`,
      });
    }
  }

  #begin(topic: string, { workspaceId, threadId }: FilesName): Search {
    const { path, engine } = this.#options.workspace(workspaceId);
    const root = threadId === null ? path : (this.#options.folderOf(threadId) ?? path);
    const begun = engine.searchFiles(topic, root);
    // Whoever asks it for something hears of a failure.
    begun.catch(() => {});
    const search: Search = { topic: new Topic(topic, PACE_MS), engine, root, users: 0, query: null, begun };
    this.#searches.set(topic, search);
    this.#show(search, NOTHING);
    return search;
  }

  #release(topic: string, search: Search): void {
    search.users -= 1;
    if (search.users > 0) return;
    this.#searches.delete(topic);
    // One whose app-server is gone has ended with it.
    search.begun.then(() => search.engine.endFileSearch(topic)).catch(() => {});
  }

  #show(search: Search, found: FoundFiles): void {
    search.topic.apply([filesTopic.found.put(found)]);
  }
}
