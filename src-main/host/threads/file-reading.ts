import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { ThreadId } from '#shared/model/ids.ts';
import { mediaTypeOf, PICTURE_BYTES_MOST } from '#shared/model/prompt/attached.ts';
import { pictureEnding } from '#shared/model/prompt/picture-content.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { ThreadRegistry } from './registry.ts';

/** Bytes of a file that is shown: far more than anybody reads, and no more than a page draws. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Where in its home Codex puts the pictures it makes (0.171.0). */
const MADE = 'generated_images';

/** Where files are read, and what knows where threads work. */
export interface FileReading {
  readonly registry: ThreadRegistry;
  readonly files: MachineFiles;
}

const refused = (message: string): ContractFailure => new ContractFailure({ code: 'refused', message });
const missing = (path: string, cwd: string): ContractFailure =>
  new ContractFailure({ code: 'notFound', message: `There is no file ${path} in ${cwd}.` });

/**
 * The true path of a file of the folder a thread works in, and that path from there; `more` are further folders that
 * count. Rejects with ContractFailure: `notFound` for what is not there, `refused` for what lies elsewhere, also by way
 * of a link, and for what is larger than `most` bytes.
 */
export async function threadFile(
  { registry, files }: FileReading,
  { threadId, path }: { readonly threadId: ThreadId; readonly path: string },
  most: number,
  more: readonly string[] = [],
): Promise<{ readonly file: string; readonly inside: string }> {
  const { cwd } = registry.require(threadId).facts;
  const [root, file] = await Promise.all([files.real(cwd), files.real(resolve(cwd, path))]).catch(() => {
    throw missing(path, cwd);
  });
  const others = await Promise.all(more.map((folder) => files.real(folder).catch(() => null)));
  const inside = [root, ...others]
    .filter((folder) => folder !== null)
    .map((folder) => relative(folder, file))
    .find((way) => way !== '' && !way.startsWith('..') && !isAbsolute(way));
  if (inside === undefined) throw refused(`${path} does not lie in the folder of this thread, ${cwd}.`);
  const facts = await files.look(file);
  if (facts === null || facts.kind !== 'file') throw missing(path, cwd);
  if (facts.bytes > most)
    throw refused(
      `${path} is too large to be shown here: it has ${Math.ceil(facts.bytes / 1024 / 1024)} MiB.`,
    );
  return { file, inside };
}

/** Reads a text file as `threadFile` finds it. Rejects as that does, and with `refused` for what is no text. */
export async function readThreadFile(
  reading: FileReading,
  params: Params<'file/read'>,
): Promise<Results['file/read']> {
  const { file, inside } = await threadFile(reading, params, MOST_BYTES);
  const content = await reading.files.content(file);
  if (content === null) throw missing(params.path, dirname(file));
  if (content.includes(0)) throw refused(`${params.path} is no text.`);
  return { path: inside.replaceAll('\\', '/'), text: content.toString('utf8') };
}

/**
 * Reads a picture as `threadFile` finds it, or one that was made in the home of the thread's agents. What it is, its
 * content says. Rejects as that does, and with `refused` for what is no picture.
 */
export async function readThreadPicture(
  reading: FileReading,
  params: Params<'file/picture'>,
  home: string | null,
): Promise<Results['file/picture']> {
  const { file } = await threadFile(
    reading,
    params,
    PICTURE_BYTES_MOST,
    home === null ? [] : [join(home, MADE)],
  );
  const content = await reading.files.content(file);
  if (content === null) throw missing(params.path, dirname(file));
  const ending = pictureEnding(content);
  if (ending === null)
    throw refused(`${params.path} is no picture that is shown: PNG, JPEG, GIF and WebP are.`);
  return { mediaType: mediaTypeOf(`x.${ending}`), data: content.toString('base64') };
}
