import type { ModelChoice } from '#shared/contract/requests.ts';

/** The model of a name; the usual one where none is named. */
export function modelOf(models: readonly ModelChoice[], id: string | null): ModelChoice | undefined {
  return id === null ? models.find(({ isDefault }) => isDefault) : models.find((model) => model.id === id);
}

/** What a model is called: one that is not listed, as a configuration may name it, by its id. */
export function modelLabel(models: readonly ModelChoice[], id: string | null): string {
  return modelOf(models, id)?.name ?? id ?? 'Model';
}

/** The efforts to choose from: those of the model, and the one in use where the model does not name it. */
export function effortsOf(model: ModelChoice | undefined, effort: string | null): readonly string[] {
  const efforts = model?.efforts ?? [];
  return effort === null || efforts.includes(effort) ? efforts : [...efforts, effort];
}

const EFFORTS: Readonly<Record<string, string>> = { xhigh: 'Extra high' };

/** What an effort is called. Models may have ones that are not known here. */
export function effortLabel(effort: string | null): string {
  if (effort === null || effort === '') return 'Effort';
  return EFFORTS[effort] ?? effort.slice(0, 1).toUpperCase() + effort.slice(1);
}
