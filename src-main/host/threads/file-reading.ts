import { isAbsolute, relative, resolve } from 'node:path';
import { ContractFailure } from '#shared/contract/errors.ts';
import type { Params, Results } from '#shared/contract/requests.ts';
import type { MachineFiles } from '../machine/machine.ts';
import type { ThreadRegistry } from './registry.ts';

/** Bytes of a file that is shown: far more than anybody reads, and no more than a page draws. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Reads a text file of the folder a thread works in. Rejects with ContractFailure: `notFound` for what is not there,
 * `refused` for what lies elsewhere, also by way of a link, for what is no text, and for what is too large.
 */
export async function readThreadFile(
  { registry, files }: { readonly registry: ThreadRegistry; readonly files: MachineFiles },
  { threadId, path }: Params<'file/read'>,
): Promise<Results['file/read']> {
  const { cwd } = registry.require(threadId).facts;
  const missing = (): ContractFailure =>
    new ContractFailure({ code: 'notFound', message: `There is no file ${path} in ${cwd}.` });
  const refused = (message: string): ContractFailure => new ContractFailure({ code: 'refused', message });
  const [root, file] = await Promise.all([files.real(cwd), files.real(resolve(cwd, path))]).catch(() => {
    throw missing();
  });
  const inside = relative(root, file);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
    throw refused(`${path} does not lie in the folder of this thread, ${cwd}.`);
  const facts = await files.look(file);
  if (facts === null || facts.kind !== 'file') throw missing();
  if (facts.bytes > MOST_BYTES)
    throw refused(
      `${path} is too large to be shown here: it has ${Math.ceil(facts.bytes / 1024 / 1024)} MiB.`,
    );
  const content = await files.content(file);
  if (content === null) throw missing();
  if (content.includes(0)) throw refused(`${path} is no text.`);
  return { path: inside.replaceAll('\\', '/'), text: content.toString('utf8') };
}
