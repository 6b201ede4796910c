import { randomUUID } from 'node:crypto';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId, WorkspaceId } from '#shared/model/ids.ts';
import type { PromptInput } from '#shared/model/prompt/attached.ts';
import type { SavedPrompt } from '#shared/model/prompt/saved-prompt.ts';
import type { CallHandlers } from '../topics/calls.ts';

/** Prompts that can be kept. */
const MOST = 500;

export interface SavedPromptsOptions {
  readonly store: {
    prompts(): SavedPrompt[];
    /** Both throw ContractFailure `storage`. */
    savePrompt(prompt: SavedPrompt): void;
    removePrompt(id: string): void;
    said(workspaceId: WorkspaceId, threadId: ThreadId | null): PromptInput[];
  };
  readonly show: (id: string, prompt: SavedPrompt | null) => void;
  readonly now: () => number;
}

/** The library of prompts that the person keeps, and what they said before. */
export class SavedPrompts {
  readonly #options: SavedPromptsOptions;
  readonly #prompts = new Map<string, SavedPrompt>();

  constructor(options: SavedPromptsOptions) {
    this.#options = options;
  }

  start(): void {
    for (const prompt of this.#options.store.prompts()) this.#put(prompt);
  }

  handlers(): Pick<CallHandlers, 'prompt/save' | 'prompt/remove' | 'said/list'> {
    return {
      'prompt/save': (params) => this.save(params),
      'prompt/remove': ({ id }) => this.remove(id),
      'said/list': ({ workspaceId, threadId }) => ({
        prompts: this.#options.store.said(workspaceId, threadId),
      }),
    };
  }

  /** Keeps one. Throws ContractFailure `refused` for a name that another has, and when there are too many. */
  save({ id = randomUUID(), name, text }: Params<'prompt/save'>): Results['prompt/save'] {
    const { store, now } = this.#options;
    for (const other of this.#prompts.values())
      if (other.id !== id && other.name.toLowerCase() === name.toLowerCase())
        throw new ContractFailure({
          code: 'refused',
          message: `There is a prompt called ${other.name} already. Choose another name, or change that one.`,
        });
    if (!this.#prompts.has(id) && this.#prompts.size >= MOST)
      throw new ContractFailure({
        code: 'refused',
        message: `${MOST} prompts are kept already. Remove one first.`,
      });
    const prompt: SavedPrompt = { id, name, text, at: now() };
    store.savePrompt(prompt);
    this.#put(prompt);
    return { id };
  }

  remove(id: string): null {
    this.#options.store.removePrompt(id);
    if (this.#prompts.delete(id)) this.#options.show(id, null);
    return null;
  }

  #put(prompt: SavedPrompt): void {
    this.#prompts.set(prompt.id, prompt);
    this.#options.show(prompt.id, prompt);
  }
}
