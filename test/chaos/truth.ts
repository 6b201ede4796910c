/** The app-servers' own history, read by a bare Codex that Muster knows nothing of. */
import { UNWRITTEN } from '../../src-main/host/engines/codex/server-port.ts';
import { startScriptedCodex, type ScriptedCodex } from '../support/scripted-codex.ts';

export interface TrueItem {
  readonly turnId: string;
  readonly id: string;
  readonly type: string;
  readonly status: string | undefined;
  readonly text: string | undefined;
}

export interface TrueThread {
  /** In the order of time. */
  readonly items: readonly TrueItem[];
  /** Turn id → status. */
  readonly turns: ReadonlyMap<string, string>;
}

interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

export class Truth {
  readonly #codex: ScriptedCodex;

  private constructor(codex: ScriptedCodex) {
    this.#codex = codex;
  }

  static async open(codexHome: string): Promise<Truth> {
    return new Truth(await startScriptedCodex({ codexHome }));
  }

  /** Nothing for a thread that was started and never got as far as the disk. */
  async thread(threadId: string): Promise<TrueThread | undefined> {
    try {
      const turns = await this.#all<{ id: string; status: string }>('thread/turns/list', {
        threadId,
        itemsView: 'notLoaded',
      });
      const items = await this.#all<{ turnId: string; item: Record<string, unknown> }>('thread/items/list', {
        threadId,
      });
      return {
        turns: new Map(turns.map(({ id, status }) => [id, status])),
        items: items.map(({ turnId, item }) => ({
          turnId,
          id: String(item['id']),
          type: String(item['type']),
          status: typeof item['status'] === 'string' ? item['status'] : undefined,
          text: typeof item['text'] === 'string' ? item['text'] : undefined,
        })),
      };
    } catch (error) {
      if (UNWRITTEN.test(String(error))) return undefined;
      throw error;
    }
  }

  /** The texts that were ever sent in a thread. */
  async prompts(threadId: string): Promise<string[]> {
    const items = await this.#all<{ item: { type: string; content?: { text?: string }[] } }>(
      'thread/items/list',
      { threadId },
    );
    return items.flatMap(({ item }) =>
      item.type === 'userMessage' ? (item.content ?? []).map(({ text }) => text ?? '') : [],
    );
  }

  /** Every thread that Muster started in the folders. */
  async threads(folders: readonly string[]): Promise<string[]> {
    const all = await this.#all<{ id: string; originator: string }>('thread/list', {
      cwd: folders,
      archived: false,
      sourceKinds: ['cli', 'vscode', 'exec', 'appServer', 'unknown'],
    });
    return all.flatMap(({ id, originator }) => (originator === 'muster' ? [id] : []));
  }

  close(): Promise<void> {
    return this.#codex.stop();
  }

  async #all<T>(method: string, params: Record<string, unknown>): Promise<T[]> {
    const all: T[] = [];
    for (let cursor: string | null = null; ;) {
      const sorted = method === 'thread/list' ? {} : { sortDirection: 'asc' };
      const page: Page<T> = await this.#codex.request(method, {
        ...params,
        ...sorted,
        limit: 100,
        ...(cursor !== null && { cursor }),
      });
      all.push(...page.data);
      cursor = page.nextCursor;
      if (cursor === null) return all;
    }
  }
}
