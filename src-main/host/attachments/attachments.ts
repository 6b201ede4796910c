import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#shared/base/clock.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import {
  mediaTypeOf,
  PICTURE_BYTES_MOST,
  PICTURE_ID,
  PICTURES_MOST,
  type Attached,
  type PromptInput,
} from '#shared/model/prompt/attached.ts';
import { pictureEnding } from '#shared/model/prompt/picture-content.ts';
import { writePrivateFile } from '../base/private-file.ts';
import type { EngineInput } from '../engines/engine.ts';
import type { CallHandlers } from '../topics/calls.ts';
import type { PictureStore } from './ports.ts';

/** A picture that nothing has is kept this long: it may be on its way into a draft, or a draft be undone. */
const UNUSED_KEPT_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 3_600_000;

export interface AttachmentsOptions {
  /** Where pictures are kept; made when the first comes. Its name must be `pictures`: by that its files are known. */
  readonly folder: string;
  readonly store: PictureStore;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/**
 * The pictures that go with texts, each a file named by its content. A file is there as long as a draft, a text on its
 * way, or a thread has it: Codex reads it when the turn begins, and its record keeps the path alone (0.171.0).
 */
export class Attachments implements Disposable {
  readonly #options: AttachmentsOptions;
  #timer: unknown;

  constructor(options: AttachmentsOptions) {
    this.#options = options;
    this.#later();
  }

  dispose(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  handlers(): Pick<CallHandlers, 'attachment/add' | 'attachment/read'> {
    return {
      'attachment/add': (params) => this.add(params),
      'attachment/read': (params) => this.read(params),
    };
  }

  /** Keeps a picture. Rejects with ContractFailure `refused` for what is none, is too large, or cannot be kept. */
  async add({ name, data }: Params<'attachment/add'>): Promise<Results['attachment/add']> {
    const content = Buffer.from(data, 'base64');
    const ending = pictureEnding(content);
    if (ending === null)
      throw refused(`${named(name)} is no picture that can be sent: PNG, JPEG, GIF and WebP can.`);
    if (content.length > PICTURE_BYTES_MOST)
      throw refused(
        `${named(name)} is too large: ${megabytes(content.length)} MB, and ${megabytes(PICTURE_BYTES_MOST)} MB at most can be sent. Make it smaller, or name its file in the text.`,
      );
    const id = `${createHash('sha256').update(content).digest('hex')}.${ending}`;
    const file = this.#file(id);
    try {
      await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
      if ((await sizeOf(file)) === content.length) {
        // It is young again, so that the next sweep leaves it.
        const now = new Date(this.#options.clock.now());
        await utimes(file, now, now);
      } else writePrivateFile(file, content);
    } catch (error) {
      throw refused(`${named(name)} could not be kept in ${this.#options.folder}: ${String(error)}`);
    }
    return { picture: { type: 'picture', id, name } };
  }

  async read({ id }: Params<'attachment/read'>): Promise<Results['attachment/read']> {
    const content = await readFile(this.#file(id)).catch(() => null);
    if (content === null)
      throw new ContractFailure({ code: 'notFound', message: 'This picture is not kept any more.' });
    return { mediaType: mediaTypeOf(id), data: content.toString('base64') };
  }

  /** A prompt as an engine takes it. Rejects with ContractFailure `refused` when something of it is not there. */
  async resolve({ text, attached = [] }: PromptInput): Promise<EngineInput> {
    const pictures = attached.filter(({ type }) => type === 'picture').length;
    if (pictures > PICTURES_MOST)
      throw refused(`${pictures} pictures are too many: ${PICTURES_MOST} at most go with one text.`);
    return { text, attached: await Promise.all(attached.map((one) => this.#resolved(one))) };
  }

  async #resolved(one: Attached): Promise<EngineInput['attached'][number]> {
    if (one.type === 'skill') return one;
    const path = this.#file(one.id);
    if ((await sizeOf(path)) === null)
      throw refused(`${named(one.name)} is not kept any more. Remove it here, and attach it again.`);
    return { type: 'picture', path };
  }

  /** Removes files that nothing has and that are a day old. */
  async sweep(): Promise<void> {
    const { folder, store, clock } = this.#options;
    const files = (await readdir(folder).catch(() => [])).filter((name) => PICTURE_ID.test(name));
    if (files.length === 0) return;
    const used = store.picturesInUse();
    for (const name of files) {
      if (used.has(name)) continue;
      const file = this.#file(name);
      const { mtimeMs } = await stat(file);
      if (clock.now() - mtimeMs > UNUSED_KEPT_MS) await unlink(file);
    }
  }

  #later(): void {
    const { clock, onFault } = this.#options;
    this.#timer = clock.setTimeout(() => {
      void this.sweep()
        .catch(onFault)
        .finally(() => this.#later());
    }, SWEEP_EVERY_MS);
  }

  #file(id: string): string {
    return join(this.#options.folder, id);
  }
}

async function sizeOf(file: string): Promise<number | null> {
  return stat(file).then(
    ({ size }) => size,
    () => null,
  );
}

function named(name: string): string {
  return name === '' ? 'The picture' : name.slice(0, 100);
}

function megabytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1).replace(/\.0$/, '');
}

function refused(message: string): ContractFailure {
  return new ContractFailure({ code: 'refused', message });
}
