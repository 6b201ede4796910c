/** All threads of the demo, in the order in which they start. */
import { readFile, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { DemoScript, DemoTexts } from './demo-script.ts';
import { infraScripts } from './infra.ts';
import { paymentsScripts } from './payments.ts';
import { searchScripts } from './search.ts';
import { webScripts } from './web.ts';

/** Reads the texts in `resources/demo` and makes the scripts. Rejects when one of them is missing. */
export async function loadDemoScripts(resources: string): Promise<readonly DemoScript[]> {
  const patches = await readFolder(join(resources, 'patches'));
  const answers = await readFolder(join(resources, 'answers'));
  const texts: DemoTexts = {
    patch: (name) => textOf(patches, name, 'patch'),
    answer: (name) => textOf(answers, name, 'answer'),
  };
  const [refund, idempotency, ...payments] = paymentsScripts(texts);
  const scripts = [refund, ...webScripts(texts), ...infraScripts(texts), idempotency];
  return [...scripts, ...searchScripts(texts), ...payments].filter((script) => script !== undefined);
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder);
  const texts = names.map(
    async (name) => [basename(name, extname(name)), await readFile(join(folder, name), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}

function textOf(texts: ReadonlyMap<string, string>, name: string, kind: string): string {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`the demo has no ${kind} named ${name}`);
  return text;
}
